"""A suggested score from facts and ticked scoring points: advice with its working, never a score by itself.

The standard gives points to indicators, not to scoring points; how a guide spreads them is the rating
body's own. Nothing here is taken for a score: a person reads the advice and decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from xingping.core.fact_values import fact_fault
from xingping.core.faults import Fault, FaultsError
from xingping.core.grading import Grade, PointState, grade_facts, grade_tick
from xingping.core.guide import FULL_SHARE, FactValue, Guide, IndicatorGuide, PointKind, ScoringPoint
from xingping.core.points import HUNDREDTHS, show_hundredths
from xingping.core.standard import Edition, Indicator, Kind

ADVICE = "仅供参考，标准未规定要点分值"
"""Said wherever a suggested score is shown."""


@dataclass(frozen=True, slots=True)
class PointAdvice:
    """One scoring point as the facts and ticks stand: how far met, and why."""

    point: ScoringPoint
    grade: Grade

    @property
    def state(self) -> PointState:
        """How far it is met."""
        return self.grade.state

    @property
    def share(self) -> Fraction:
        """Share of its weight that is earned, 0 to 1."""
        return self.grade.share

    @property
    def text(self) -> str:
        """The working, such as "14.4 ㎡/百户，还差 1,018 ㎡"."""
        return self.grade.text

    @property
    def earned(self) -> Fraction:
        """Percent of the indicator that it earns."""
        return self.point.weight * self.grade.share


@dataclass(frozen=True, slots=True)
class SuggestedScore:
    """Advice for one indicator. It is no score: `score` takes what a person entered."""

    indicator: Indicator
    points: tuple[PointAdvice, ...]
    exact: Fraction
    """Points as computed, before rounding down to the step."""
    hundredths: int
    """Suggested points in hundredths, rounded down to the guide's step."""
    at_most: int
    """The same if everything not yet said were met."""

    @property
    def met(self) -> int:
        """How many scoring points are met."""
        return sum(one.state is PointState.MET for one in self.points)

    @property
    def unmet(self) -> tuple[PointAdvice, ...]:
        """Scoring points not or only partly met, or not said, in the guide's order."""
        return tuple(one for one in self.points if one.state is not PointState.MET)

    @property
    def known(self) -> bool:
        """Whether anything was said about this indicator at all."""
        return any(one.state is not PointState.UNKNOWN for one in self.points)

    @property
    def text(self) -> str:
        """The advice in one line; it always says that it is advice."""
        points = show_hundredths(self.hundredths)
        return f"参考分 {points}（{self.met}/{len(self.points)} 要点满足）· {ADVICE}"


@dataclass(frozen=True)
class Suggestion:
    """Advice for every indicator of a guide, in table order."""

    guide: Guide
    kind: Kind
    indicators: tuple[SuggestedScore, ...]
    advice: str = ADVICE

    @cached_property
    def by_serial(self) -> Mapping[str, SuggestedScore]:
        """Advice by serial."""
        return {one.indicator.serial: one for one in self.indicators}

    @cached_property
    def met_points(self) -> frozenset[str]:
        """Ids of the scoring points that are wholly met."""
        met = PointState.MET
        return frozenset(one.point.id for row in self.indicators for one in row.points if one.state is met)


def suggest(
    guide: Guide,
    edition: Edition,
    *,
    facts: Mapping[str, FactValue],
    ticks: Mapping[str, bool],
    kind: Kind,
) -> Suggestion:
    """Advise on every indicator from {fact: value} and {scoring point id: met or not}.

    A measured point follows its facts; only where a fact is missing does a tick decide it.
    Raises FaultsError with everything wrong: unknown facts or points, values out of range, a guide that
    is not for this edition.
    """
    faults = _faults(guide, edition, facts, ticks)
    if faults:
        raise FaultsError(faults)
    rows = (_suggested(guide, edition, one, facts, ticks, kind) for one in guide.indicators)
    return Suggestion(guide, kind, tuple(rows))


def _faults(
    guide: Guide, edition: Edition, facts: Mapping[str, FactValue], ticks: Mapping[str, bool]
) -> list[Fault]:
    if guide.edition != edition.code:
        fits = f"它适用于 {guide.edition}"
        return [Fault("评分细则", f"细则“{guide.title}”不适用于 {edition.code}", f"{fits}，请换用相应的细则")]
    faults = [
        Fault(f"要点 {name}", f"细则“{guide.title}”里没有这个要点", "请按细则的要点编号填写")
        for name in ticks
        if name not in guide.by_point
    ]
    for name, value in facts.items():
        fault = fact_fault(guide.by_fact.get(name), name, value)
        faults += [fault] if fault else []
    return faults


def _suggested(
    guide: Guide,
    edition: Edition,
    rules: IndicatorGuide,
    facts: Mapping[str, FactValue],
    ticks: Mapping[str, bool],
    kind: Kind,
) -> SuggestedScore:
    indicator = edition.by_serial[rules.serial]
    points = tuple(PointAdvice(one, _grade(guide, one, facts, ticks)) for one in rules.points_for(kind))
    earned = sum((one.earned for one in points), Fraction(0))
    open_yet = sum(one.point.weight for one in points if one.state is PointState.UNKNOWN)
    return SuggestedScore(
        indicator=indicator,
        points=points,
        exact=earned * indicator.points / (FULL_SHARE * HUNDREDTHS),
        hundredths=_on_step(earned, indicator, guide.step),
        at_most=_on_step(earned + open_yet, indicator, guide.step),
    )


def _grade(
    guide: Guide, point: ScoringPoint, facts: Mapping[str, FactValue], ticks: Mapping[str, bool]
) -> Grade:
    if point.kind is PointKind.SHARE and facts.get(point.facts[1]) == 0:
        facts = {point.facts[0]: 0, **facts}  # of nothing there is no part to ask for
    if point.facts and all(name in facts for name in point.facts):
        return grade_facts(point, guide.by_fact, facts)
    return grade_tick(point, ticks.get(point.id))


def _on_step(percent: Fraction, indicator: Indicator, step: int) -> int:
    steps: int = percent * indicator.points // (FULL_SHARE * step)
    return steps * step
