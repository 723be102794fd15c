"""A guide as JSON: the content that its hash covers, in the shape that the reader takes back."""

from __future__ import annotations

from fractions import Fraction

from xingping.core.guide import Curve, Fact, FactType, Group, Guide, IndicatorGuide, ScoringPoint
from xingping.core.points import show_decimal, show_hundredths
from xingping.core.reading import MOST_DECIMALS

Json = dict[str, object]


def guide_json(guide: Guide) -> Json:
    """The JSON of `guide show --json`: the content and its hash."""
    return {**guide_content(guide), "hash": guide.hash}


def guide_content(guide: Guide) -> Json:
    """Everything a guide says, as canonical JSON can hold it: decimals as texts, what is not said left out.

    `read_guide_content` makes the same guide of it again.
    """
    return {
        "format": 1,
        "name": guide.name,
        "title": guide.title,
        "title_en": guide.title_en,
        "version": guide.version,
        "label": guide.label,
        "label_en": guide.label_en,
        "edition": guide.edition,
        **_said("edition_hash", guide.edition_hash),
        "step": show_hundredths(guide.step),
        "aggregate": guide.aggregate.value,
        "evidence_limit": guide.evidence_limit,
        "effort": {
            "label": guide.effort.label,
            "label_en": guide.effort.label_en,
            **{kind.value: effort for kind, effort in guide.effort.by_kind.items()},
        },
        "groups": [_group(group) for group in guide.groups],
        "facts": [_fact(fact) for fact in guide.facts],
        "indicators": [_indicator(indicator) for indicator in guide.indicators],
    }


def _said(key: str, value: object) -> Json:
    return {} if value is None or value == "" or value == () else {key: value}


def _group(group: Group) -> Json:
    return {"id": group.id, "name": group.name, "name_en": group.name_en}


def _fact(fact: Fact) -> Json:
    content: Json = {
        "name": fact.name,
        "label": fact.label,
        "label_en": fact.label_en,
        "type": fact.type.value,
    }
    if fact.type is FactType.CHOICE:
        content["choices"] = [
            {"id": choice.id, "label": choice.label, "label_en": choice.label_en} for choice in fact.choices
        ]
    else:
        content |= {
            "unit": fact.unit,
            "unit_en": fact.unit_en,
            "minimum": _number(fact.minimum),
            "maximum": _number(fact.maximum),
        }
    return content | _said("applies", fact.applies and fact.applies.value)


def _indicator(indicator: IndicatorGuide) -> Json:
    points = [_point(point) for point in indicator.scoring_points]
    return {"serial": indicator.serial, "group": indicator.group, "scoring_points": points}


def _point(point: ScoringPoint) -> Json:
    content: Json = {
        "id": point.id,
        "text": point.text,
        "text_en": point.text_en,
        "kind": point.kind.value,
        "weight": point.weight,
        "evidence": list(point.evidence),
        "evidence_en": list(point.evidence_en),
        "evidence_mode": point.evidence_mode.value,
        **_said("facts", list(point.facts) or None),
        **_said("unit", point.unit),
        **_said("unit_en", point.unit_en),
        **_said("when_none", point.when_none),
        **_said("applies", point.applies and point.applies.value),
        **_said("effort", point.effort),
    }
    if point.unit:
        content["per"] = point.per
    if point.curve:
        content |= _curve(point.curve)
    if point.levels:
        content["levels"] = {level.choice: level.share for level in point.levels}
    if point.trend:
        content["trend"] = {"better": point.trend.better.value, "unchanged": point.trend.unchanged}
    return content


def _curve(curve: Curve) -> Json:
    knots = [[_number(knot.value), knot.share] for knot in curve.knots]
    return {curve.shape.value: knots, "better": curve.better.value}


def _number(value: Fraction) -> str:
    return show_decimal(value, MOST_DECIMALS)
