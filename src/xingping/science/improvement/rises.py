"""By how much each indicator can rise, and the least effort for it: what `cheapest` chooses from."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, lcm

from xingping.core.grading import PointState
from xingping.core.guide import Guide, ScoringPoint
from xingping.core.points import HUNDREDTHS
from xingping.core.scoring import IndicatorResult
from xingping.core.standard import Kind
from xingping.core.suggestion import Suggestion
from xingping.science.improvement.effort import EffortModel


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """A scoring point not wholly met: what it still weighs and what it takes to meet it."""

    point: ScoringPoint
    weight: Fraction
    effort: int
    text: str
    """The working where facts were given, else ""."""


@dataclass(frozen=True, slots=True)
class Rise:
    """Raise an indicator to `then` hundredths by meeting `points`."""

    row: IndicatorResult
    then: int
    effort: int
    points: tuple[OpenPoint, ...]

    @property
    def gain(self) -> Fraction:
        """Points gained (not hundredths)."""
        return Fraction(self.then, HUNDREDTHS) - (self.row.points or 0)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known about a centre: ids of points met, or a whole suggestion, or nothing."""

    kind: Kind
    met_points: Collection[str] | None
    suggestion: Suggestion | None


def open_points(guide: Guide, serial: str, known: Known, effort: EffortModel) -> tuple[OpenPoint, ...]:
    """Scoring points of an indicator that are not wholly met, as far as is known.

    Where all are said to be met and points were lost nevertheless, any of them may be the reason.
    """
    points = guide.by_serial[serial].points_for(known.kind)
    everything = tuple(OpenPoint(one, Fraction(one.weight), effort.of(one), "") for one in points)
    if known.suggestion is not None:
        advice = known.suggestion.by_serial[serial]
        return (
            tuple(
                OpenPoint(
                    one.point,
                    one.point.weight - one.earned,
                    ceil(effort.of(one.point) * (1 - one.share)),
                    "" if one.state is PointState.UNKNOWN else one.text,
                )
                for one in advice.unmet
            )
            or everything
        )
    met = known.met_points or ()
    return tuple(one for one in everything if one.point.id not in met) or everything


def rises(row: IndicatorResult, points: tuple[OpenPoint, ...], step: int) -> tuple[Rise, ...]:
    """The ways to raise an indicator worth choosing from: each next one gains more and costs more.

    The points lost are spread over the open scoring points by weight; what meeting some of them gives
    is rounded down to the step (hundredths of a point). Ties go to fewer points, then to earlier ones.
    """
    best: dict[int, _Subset] = {}
    # In whole numbers: points so far and points lost, over one denominator.
    unit = lcm(*(one.weight.denominator for one in points))
    weights = [int(one.weight * unit) for one in points]
    whole = sum(weights) * row.denominator
    now = row.numerator * sum(weights)
    lost = row.indicator.points * row.denominator - row.numerator
    for subset in _subsets(weights, [one.effort for one in points]):
        then = (now + lost * subset.weight) // (whole * step) * step
        if then * whole > now and (then not in best or subset.cost < best[then].cost):
            best[then] = subset
    worth: list[int] = []
    for then in sorted(best, reverse=True):
        if not worth or best[then].effort < best[worth[-1]].effort:
            worth.append(then)
    return tuple(
        Rise(row, then, best[then].effort, tuple(points[place] for place in best[then].places))
        for then in reversed(worth)
    )


@dataclass(frozen=True, slots=True)
class _Subset:
    weight: int
    effort: int
    places: tuple[int, ...]

    @property
    def cost(self) -> tuple[int, int, tuple[int, ...]]:
        return self.effort, len(self.places), self.places


def _subsets(weights: Sequence[int], efforts: Sequence[int]) -> list[_Subset]:
    subsets = [_Subset(0, 0, ())]
    for place, (weight, effort) in enumerate(zip(weights, efforts, strict=True)):
        subsets += [
            _Subset(one.weight + weight, one.effort + effort, (*one.places, place)) for one in subsets
        ]
    return subsets
