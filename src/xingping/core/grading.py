"""How far the facts meet one scoring point of a guide, exactly, and why in short Chinese words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor

from xingping.core.guide import (
    FULL_SHARE,
    Better,
    Curve,
    Fact,
    FactType,
    FactValue,
    PointKind,
    ScoringPoint,
    Shape,
    Trend,
)


class PointState(StrEnum):
    """How far a scoring point is met."""

    MET = "met"
    PARTLY = "partly"
    UNMET = "unmet"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        """Chinese name."""
        return _STATE_LABELS[self]


_STATE_LABELS = {
    PointState.MET: "满足",
    PointState.PARTLY: "部分满足",
    PointState.UNMET: "未满足",
    PointState.UNKNOWN: "未填",
}


@dataclass(frozen=True, slots=True)
class Grade:
    """Share of a scoring point's weight (0 to 1), its state, and the working in short Chinese words."""

    share: Fraction
    state: PointState
    text: str


def curve_share(curve: Curve, value: Fraction) -> Fraction:
    """Share (0 to 1) that a curve gives a measured value; beyond the knots it stays flat."""
    sign = 1 if curve.better is Better.MORE else -1
    reached = [knot for knot in curve.knots if sign * value >= sign * knot.value]
    if curve.shape is Shape.TIERS:
        return Fraction(reached[-1].share if reached else 0, FULL_SHARE)
    if not reached or len(reached) == len(curve.knots):
        return Fraction(curve.knots[-1 if reached else 0].share, FULL_SHARE)
    before, after = curve.knots[len(reached) - 1 : len(reached) + 1]
    way = (value - before.value) / (after.value - before.value)
    return (before.share + way * (after.share - before.share)) / FULL_SHARE


def full_value(curve: Curve) -> Fraction:
    """The value from which a curve gives everything."""
    return next(knot.value for knot in curve.knots if knot.share == FULL_SHARE)


def grade_tick(point: ScoringPoint, tick: bool | None) -> Grade:
    """Grade what a person ticked: True met, False not met, None not said."""
    if tick is None:
        return Grade(Fraction(0), PointState.UNKNOWN, "还没有填")
    if not tick:
        return Grade(Fraction(0), PointState.UNMET, "还没有做到")
    told = point.kind is PointKind.NARRATIVE
    return Grade(Fraction(1), PointState.MET, "自评已做到，由评审专家按材料判断" if told else "已做到")


def grade_facts(point: ScoringPoint, facts: Mapping[str, Fact], values: Mapping[str, FactValue]) -> Grade:
    """Grade a measured point; `values` must hold every fact that the point names, within its range.

    Raises ValueError for a point that is ticked and not measured.
    """
    own = [facts[name] for name in point.facts]
    given = [values[name] for name in point.facts]
    if point.kind is PointKind.LEVEL:
        return _level(point, own[0], str(given[0]))
    numbers = [Fraction(value) for value in given]
    if point.trend is not None:
        return _trend(point.trend, own[0], numbers[0], numbers[1])
    if point.curve is None:
        raise ValueError(f"要点 {point.id} 没有得分的档或比例")
    if point.kind is PointKind.SHARE:
        return _share(point, point.curve, own, numbers)
    return _quantity(point, point.curve, own, numbers)


def _graded(share: Fraction, text: str) -> Grade:
    if share == 0:
        return Grade(share, PointState.UNMET, text)
    return Grade(share, PointState.MET if share == 1 else PointState.PARTLY, text)


def _level(point: ScoringPoint, fact: Fact, choice: str) -> Grade:
    share = next(level.share for level in point.levels if level.choice == choice)
    label = next(one.label for one in fact.choices if one.id == choice)
    return _graded(
        Fraction(share, FULL_SHARE), label if share in (0, FULL_SHARE) else f"{label}，得 {share}%"
    )


def _trend(trend: Trend, fact: Fact, now: Fraction, before: Fraction) -> Grade:
    if now == before:
        # Nothing can fall below none: no case then and none now is as good as it gets.
        share = FULL_SHARE if trend.better is Better.LESS and now == 0 else trend.unchanged
        return _graded(Fraction(share, FULL_SHARE), f"与上期持平，均为 {_amount(now, fact)}")
    moved = "增" if now > before else "减"
    better = (now > before) is (trend.better is Better.MORE)
    return _graded(Fraction(int(better)), f"由 {_amount(before, fact)}{moved}至 {_amount(now, fact)}")


def _share(point: ScoringPoint, curve: Curve, facts: list[Fact], numbers: list[Fraction]) -> Grade:
    part, whole = numbers
    if part > whole:
        text = f"“{facts[0].label}”大于“{facts[1].label}”，请核对"
        return Grade(Fraction(0), PointState.UNKNOWN, text)
    if whole == 0:
        if point.when_none is None:
            return Grade(Fraction(0), PointState.UNKNOWN, f"“{facts[1].label}”为 0，无法计算")
        return _graded(
            Fraction(point.when_none, FULL_SHARE), f"“{facts[1].label}”为 0，按 {point.when_none}% 计"
        )
    value = part * FULL_SHARE / whole
    measured = f"{show_number(value, curve.better)}%（{_number(part)}/{_amount(whole, facts[1])}）"
    lack = _lack(curve, value, facts[0], full_value(curve) * whole / FULL_SHARE - part)
    return _graded(curve_share(curve, value), measured + lack)


def _quantity(point: ScoringPoint, curve: Curve, facts: list[Fact], numbers: list[Fraction]) -> Grade:
    if len(numbers) == 1:
        value = numbers[0]
        lack = _lack(curve, value, facts[0], full_value(curve) - value)
        return _graded(curve_share(curve, value), _amount(value, facts[0]) + lack)
    if numbers[1] == 0:
        return Grade(Fraction(0), PointState.UNKNOWN, f"“{facts[1].label}”为 0，无法计算")
    value = numbers[0] / numbers[1] * point.per
    lack = _lack(curve, value, facts[0], full_value(curve) * numbers[1] / point.per - numbers[0])
    return _graded(curve_share(curve, value), f"{show_number(value, curve.better)} {point.unit}{lack}")


def _lack(curve: Curve, value: Fraction, fact: Fact, amount: Fraction) -> str:
    """What is still missing for everything, in the unit of the (first) fact, rounded against the claim."""
    if curve_share(curve, value) == 1:
        return ""
    places = 0 if fact.type is FactType.INTEGER else 2
    missing = Fraction(ceil(abs(amount) * 10**places), 10**places)
    return f"，{'还差' if amount > 0 else '还多'} {_amount(missing, fact)}"


def _amount(value: Fraction, fact: Fact) -> str:
    return f"{_number(value)} {fact.unit}".rstrip()


def _number(value: Fraction, places: int = 2) -> str:
    whole, rest = divmod(floor(value * 10**places), 10**places)
    return f"{whole:,}" + f".{rest:0{places}d}".rstrip("0").rstrip(".")


def show_number(value: Fraction, better: Better = Better.MORE) -> str:
    """A measured value with thousands separators and one decimal, rounded against the claim."""
    rounded = floor(value * 10) if better is Better.MORE else ceil(value * 10)
    return _number(Fraction(rounded, 10), 1)
