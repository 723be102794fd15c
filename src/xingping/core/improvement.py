"""What a result lost, scoring point by scoring point, and what a later result gained (clause 4.4).

The standard gives points to indicators alone: which scoring points were the reason is told by what the
assessors ticked, never as points.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from xingping.core.guide import Guide, ScoringPoint
from xingping.core.lifecycle import State
from xingping.core.points import HUNDREDTHS
from xingping.core.scoring import Result
from xingping.core.standard import Edition, Indicator, Kind

PLANNED_STATES = frozenset({State.IN_NOTICE, State.UNDER_APPEAL, State.NOT_AWARDED, State.ANNOUNCED})
"""States in which a result is told and no draft any more: a plan rests on it."""


class PointStanding(StrEnum):
    """What the locked sheets say of a scoring point, taken together."""

    UNMET = "unmet"
    MIXED = "mixed"
    UNSAID = "unsaid"
    MET = "met"

    @property
    def label(self) -> str:
        """Chinese words."""
        return {"unmet": "没有做到", "mixed": "看法不一", "unsaid": "没有逐点评", "met": "已做到"}[self.value]


@dataclass(frozen=True, slots=True)
class LostPoint:
    """A scoring point of an indicator that lost points."""

    point: ScoringPoint
    standing: PointStanding


@dataclass(frozen=True, slots=True)
class LostIndicator:
    """An indicator below its full points: exact `points` and `lost`, and its scoring points, worst first."""

    indicator: Indicator
    points: Fraction
    lost: Fraction
    scoring_points: tuple[LostPoint, ...]


@dataclass(frozen=True, slots=True)
class Effect:
    """An indicator in an earlier and a later result, exact points; None where it cannot be compared."""

    serial: str
    before: Fraction | None
    after: Fraction | None

    @property
    def gain(self) -> Fraction | None:
        """Points gained; negative: lost."""
        return self.after - self.before if self.before is not None and self.after is not None else None


def lost_indicators(
    result: Result, guide: Guide, kind: Kind, ticks: Sequence[Mapping[str, bool]]
) -> tuple[LostIndicator, ...]:
    """Indicators that lost points, by falling loss; `ticks` are {scoring point id: met} of each sheet."""
    found = []
    for row in result.indicators:
        points, full = row.points, Fraction(row.indicator.points, HUNDREDTHS)
        if points is None or points >= full:
            continue
        of_kind = guide.by_serial[row.indicator.serial].points_for(kind)
        told = [LostPoint(point, _standing(point.id, ticks)) for point in of_kind]
        order = list(PointStanding)
        told.sort(key=lambda one: order.index(one.standing))
        found.append(LostIndicator(row.indicator, points, full - points, tuple(told)))
    return tuple(sorted(found, key=lambda one: -one.lost))


def met_points(lost: Sequence[LostIndicator]) -> frozenset[str]:
    """Ids of scoring points that are not the reason for a loss; none of an indicator met throughout."""
    return frozenset(
        one.point.id
        for row in lost
        if any(one.standing is not PointStanding.MET for one in row.scoring_points)
        for one in row.scoring_points
        if one.standing is PointStanding.MET
    )


def effects(
    serials: Sequence[str],
    before: tuple[Edition, Mapping[str, Fraction]],
    after: tuple[Edition, Mapping[str, Fraction]],
) -> tuple[Effect, ...]:
    """Each indicator in two results; compared only where both editions give it the same name and points."""
    return tuple(
        Effect(serial, before[1].get(serial), after[1].get(serial))
        if _same(before[0].by_serial.get(serial), after[0].by_serial.get(serial))
        else Effect(serial, before[1].get(serial), None)
        for serial in serials
    )


def _same(one: Indicator | None, other: Indicator | None) -> bool:
    return one is not None and other is not None and (one.level3, one.points) == (other.level3, other.points)


def _standing(point: str, ticks: Sequence[Mapping[str, bool]]) -> PointStanding:
    said = {sheet[point] for sheet in ticks if point in sheet}
    if not said:
        return PointStanding.UNSAID
    if len(said) > 1:
        return PointStanding.MIXED
    return PointStanding.MET if True in said else PointStanding.UNMET
