"""Reads the facts and scoring points of a guide, each with the keys that its own type or kind has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from xingping.core.guide import (
    FULL_SHARE,
    Better,
    Choice,
    Curve,
    EvidenceMode,
    Fact,
    FactType,
    Knot,
    Level,
    PointKind,
    ScoringPoint,
    Shape,
    Trend,
)
from xingping.core.guide_draft import Inherited
from xingping.core.guide_values import english, exact_decimal, read_decimal, read_name, read_percent
from xingping.core.reading import UNREAD, Table
from xingping.core.standard import Kind

MOST = 10**12
"""Largest number a fact may take."""

MOST_EFFORT = 1000

_FACT_COUNTS = {
    PointKind.YES_NO: (0,),
    PointKind.NARRATIVE: (0,),
    PointKind.QUANTITY: (1, 2),
    PointKind.COUNT: (1,),
    PointKind.SHARE: (2,),
    PointKind.LEVEL: (1,),
    PointKind.TREND: (2,),
}
_MEASURED_BY_CURVE = (PointKind.QUANTITY, PointKind.COUNT, PointKind.SHARE)


def read_fact(table: Table) -> Fact:
    """One [[facts]] table."""
    label = table.text("label", longest=60)
    kind = table.one_of("type", FactType) or FactType.INTEGER
    choice = kind is FactType.CHOICE
    unit = "" if choice else table.text("unit", longest=12, empty=True)
    fact = Fact(
        name=read_name(table, "name"),
        label=label,
        label_en=english(table, "label", label),
        unit=unit,
        unit_en=table.text("unit_en", longest=40, empty=True) if table.has("unit_en") else unit,
        type=kind,
        minimum=Fraction(0) if choice else read_decimal(table, "minimum", least=0, most=MOST),
        maximum=Fraction(0) if choice else read_decimal(table, "maximum", least=0, most=MOST),
        choices=_choices(table) if choice else (),
        applies=_applies(table),
    )
    if not choice and 0 <= fact.maximum <= fact.minimum:
        table.fault("maximum 应大于 minimum", "请核对情况的取值范围")
    table.done()
    return fact


def _choices(table: Table) -> tuple[Choice, ...]:
    choices = []
    for one in table.tables("choices", least=2):
        label = one.text("label", longest=30)
        choices.append(Choice(read_name(one, "id"), label, english(one, "label", label)))
        one.done()
    names = [choice.id for choice in choices]
    for name in sorted({name for name in names if name and names.count(name) > 1}):
        table.fault(f"choices 里“{name}”出现了不止一次", "请删去重复的一个")
    return tuple(choices)


def _applies(table: Table) -> Kind | None:
    return table.one_of("applies", Kind) if table.has("applies") else None


def read_point(table: Table, inherited: Inherited) -> ScoringPoint:
    """One [[indicators.scoring_points]] table; evidence not given here is the indicator's."""
    text = table.text("text", longest=60)
    kind = table.one_of("kind", PointKind)
    evidence, evidence_en = _evidence(table, inherited)
    base = ScoringPoint(
        id=table.text("id", longest=30),
        text=text,
        text_en=english(table, "text", text),
        kind=kind or PointKind.YES_NO,
        weight=table.whole("weight", least=1, most=FULL_SHARE),
        evidence=evidence,
        evidence_en=evidence_en,
        evidence_mode=_mode(table, inherited),
        facts=_facts(table, kind) if kind else (),
        applies=_applies(table),
        effort=table.whole("effort", least=1, most=MOST_EFFORT) if table.has("effort") else None,
    )
    if kind is None:
        return base
    point = _measured(table, base)
    table.done()
    return point


def read_evidence(table: Table) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """`evidence` and its English, the Chinese itself where there is none; one English text for each."""
    evidence = table.texts("evidence", least=1, longest=60)
    evidence_en = table.texts("evidence_en", longest=200) if table.has("evidence_en") else evidence
    if len(evidence_en) != len(evidence):
        table.fault("evidence_en 与 evidence 的项数不同", "请逐项对应，或整个删去 evidence_en")
    return evidence, evidence_en


def _evidence(table: Table, inherited: Inherited) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if inherited.evidence is not None and not table.has("evidence"):
        return inherited.evidence
    return read_evidence(table)


def _mode(table: Table, inherited: Inherited) -> EvidenceMode:
    if inherited.mode is not None and not table.has("evidence_mode"):
        return inherited.mode
    return table.one_of("evidence_mode", EvidenceMode) or EvidenceMode.UPLOAD


def _facts(table: Table, kind: PointKind) -> tuple[str, ...]:
    allowed = _FACT_COUNTS[kind]
    if allowed == (0,):
        return ()
    facts = table.texts("facts", longest=60)
    if facts and len(facts) not in allowed:
        count = "或".join(map(str, allowed))
        table.fault(f"facts 有 {len(facts)} 项", f"“{kind.label}”类要点请写 {count} 项")
        return ()
    if len(set(facts)) < len(facts):
        table.fault("facts 两项相同", "请写两个不同的情况")
    return facts


def _measured(table: Table, point: ScoringPoint) -> ScoringPoint:
    """The point with what its kind measures it by."""
    if point.kind in _MEASURED_BY_CURVE:
        point = replace(point, curve=_curve(table))
    if point.kind is PointKind.QUANTITY and len(point.facts) == 2:
        unit = table.text("unit", longest=20)
        unit_en = table.text("unit_en", longest=40) if table.has("unit_en") else unit
        return replace(point, per=table.whole("per", least=1, most=1_000_000), unit=unit, unit_en=unit_en)
    if point.kind is PointKind.SHARE and table.has("when_none"):
        return replace(point, when_none=read_percent(table, "when_none"))
    if point.kind is PointKind.LEVEL:
        return replace(point, levels=_levels(table))
    if point.kind is PointKind.TREND:
        return replace(point, trend=_trend(table))
    return point


def _levels(table: Table) -> tuple[Level, ...]:
    inner = table.table("levels")
    levels = tuple(Level(choice, read_percent(inner, choice)) for choice in inner.values)
    if levels and max(level.share for level in levels) not in (FULL_SHARE, UNREAD):
        table.fault(f"levels 里没有一级给 {FULL_SHARE}", f"请让最好的一级给 {FULL_SHARE}")
    return levels


def _trend(table: Table) -> Trend:
    inner = table.table("trend")
    trend = Trend(inner.one_of("better", Better) or Better.MORE, read_percent(inner, "unchanged"))
    inner.done()
    return trend


def _curve(table: Table) -> Curve | None:
    shapes = [shape for shape in Shape if table.has(shape.value)]
    better = (table.one_of("better", Better) if table.has("better") else None) or Better.MORE
    if len(shapes) != 1:
        table.fault("tiers 与 linear 应写且只写一个", "分档得分写 tiers，按比例得分写 linear")
        return None
    knots = _knots(table, shapes[0])
    if not knots:
        return None
    for message, mend in _curve_faults(shapes[0], knots, better):
        table.fault(f"{shapes[0].value} {message}", mend)
    return Curve(shapes[0], knots, better)


def _knots(table: Table, shape: Shape) -> tuple[Knot, ...]:
    given = table.values[shape.value]
    knots = tuple(_knot(one) for one in given) if isinstance(given, list) else ()
    read = tuple(knot for knot in knots if knot is not None)
    if not read or len(read) < len(knots):
        table.fault(
            f"{shape.value} 写法不对", "应为 [[值, 百分比], …]，如 [[350, 100]]，百分比为 0 至 100 的整数"
        )
        return ()
    return read


def _knot(given: object) -> Knot | None:
    if not isinstance(given, list) or len(given) != 2:
        return None
    value, share = given
    exact = _exact(value)
    if exact is None or isinstance(share, bool) or not isinstance(share, int) or not 0 <= share <= FULL_SHARE:
        return None
    return Knot(exact, share)


def _exact(value: object) -> Fraction | None:
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        return None
    return exact_decimal(str(value))


def _curve_faults(shape: Shape, knots: tuple[Knot, ...], better: Better) -> Iterator[tuple[str, str]]:
    if shape is Shape.LINEAR and len(knots) < 2:
        yield "至少要有两点", "请写出起点和满分点，如 [[0, 0], [10, 100]]"
    pairs = list(pairwise(knots))
    rising = better is Better.MORE
    if any(
        (before.value < after.value) is not rising or before.value == after.value for before, after in pairs
    ):
        yield f"的值应{'由小到大' if rising else '由大到小'}，不重复", "请按得分由低到高的次序排列"
    if any(before.share > after.share for before, after in pairs):
        yield "的百分比不能往回降", "越好的值应得同样多或更多"
    if knots[-1].share != FULL_SHARE:
        yield f"的最后一点应给 {FULL_SHARE}", f"请让达到要求的值给 {FULL_SHARE}"
