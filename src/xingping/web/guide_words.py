"""A guide's scoring points in words: how much each can give, by what, shown how."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from xingping.core.guide import (
    FULL_SHARE,
    Better,
    Curve,
    EvidenceMode,
    Fact,
    Guide,
    PointKind,
    ScoringPoint,
    Shape,
)
from xingping.core.points import HUNDREDTHS, show_decimal
from xingping.core.standard import Indicator, Kind


@dataclass(frozen=True, slots=True)
class DescribedPoint:
    """A scoring point with everything a page says about it."""

    point: ScoringPoint
    most: Fraction
    """Points that it can give."""
    rule: str
    kind: str
    mode: str
    facts: tuple[Fact, ...]
    evidence: tuple[str, ...]


def described(guide: Guide, indicator: Indicator) -> list[DescribedPoint]:
    """The scoring points of an indicator in words; empty where the guide has none."""
    of_guide = guide.by_serial.get(indicator.serial)
    return [describe(guide, indicator, point) for point in (of_guide.scoring_points if of_guide else ())]


def describe(guide: Guide, indicator: Indicator, point: ScoringPoint) -> DescribedPoint:
    """One scoring point in words."""
    return DescribedPoint(
        point=point,
        most=Fraction(indicator.points * point.weight, FULL_SHARE * HUNDREDTHS),
        rule=rule_of(guide, point),
        kind=kind_name(point.kind),
        mode=mode_name(point.evidence_mode),
        facts=tuple(guide.by_fact[name] for name in point.facts),
        evidence=point.evidence_en if get_language() == "en" else point.evidence,
    )


def kind_name(kind: PointKind) -> str:
    """Name of a kind in the page's language."""
    return {
        PointKind.YES_NO: _("是否"),
        PointKind.QUANTITY: _("数量"),
        PointKind.COUNT: _("个数"),
        PointKind.SHARE: _("占比"),
        PointKind.LEVEL: _("等级"),
        PointKind.TREND: _("趋势"),
        PointKind.NARRATIVE: _("说明"),
    }[kind]


def mode_name(mode: EvidenceMode) -> str:
    """Name of an evidence mode in the page's language."""
    return {
        EvidenceMode.UPLOAD: _("上传材料"),
        EvidenceMode.LINK: _("公开链接"),
        EvidenceMode.ON_SITE: _("现场查验，不上传"),
    }[mode]


def centre_kind_name(kind: Kind) -> str:
    """社区 or 村 in the page's language."""
    return _("社区") if kind is Kind.URBAN else _("村")


def unit_of(guide: Guide, point: ScoringPoint) -> str:
    """The unit in which a point is measured: its own, or that of its only fact."""
    english = get_language() == "en"
    if point.unit:
        return point.unit_en if english else point.unit
    if point.kind is PointKind.SHARE:
        return "%"
    if len(point.facts) != 1:
        return ""
    fact = guide.by_fact[point.facts[0]]
    return fact.unit_en if english else fact.unit


def rule_of(guide: Guide, point: ScoringPoint) -> str:
    """How a scoring point is given, in one sentence."""
    if point.curve:
        return _curve_words(point.curve, unit_of(guide, point))
    if point.levels:
        return _level_words(guide, point)
    if point.trend:
        more = point.trend.better is Better.MORE
        words = _("比上一期增长得 100%，持平得 {share}%，下降不得分") if more else ""
        words = words or _("比上一期下降得 100%，持平得 {share}%，上升不得分")
        return words.format(share=point.trend.unchanged)
    if point.kind is PointKind.NARRATIVE:
        return _("情况属实、有说明即得")
    return _("做到即得")


def _curve_words(curve: Curve, unit: str) -> str:
    if curve.shape is Shape.LINEAR:
        steps = [
            _("{value}得 {share}%").format(value=_measured(knot.value, unit), share=knot.share)
            for knot in curve.knots
        ]
        return _joined(reversed(steps)) + _("，中间按比例")
    words = _("不少于 {value}得 {share}%") if curve.better is Better.MORE else _("不多于 {value}得 {share}%")
    steps = [
        words.format(value=_measured(knot.value, unit), share=knot.share)
        for knot in reversed(curve.knots)
        if knot.share
    ]
    return _joined(steps)


def _level_words(guide: Guide, point: ScoringPoint) -> str:
    english = get_language() == "en"
    choices = {
        choice.id: choice.label_en if english else choice.label
        for name in point.facts
        for choice in guide.by_fact[name].choices
    }
    return _joined(
        _("{level}得 {share}%").format(level=choices[level.choice], share=level.share)
        for level in point.levels
    )


def _measured(value: Fraction, unit: str) -> str:
    return f"{show_decimal(value)}% " if unit == "%" else f"{show_decimal(value)} {unit}".strip()


def _joined(parts: Iterable[str]) -> str:
    return ("; " if get_language() == "en" else "，").join(parts)
