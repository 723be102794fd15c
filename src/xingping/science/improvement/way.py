"""From a result to the smallest set of changes that reaches a star."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from xingping.core.guide import Guide, ScoringPoint
from xingping.core.points import HUNDREDTHS, round_down, round_up
from xingping.core.scoring import Result, score
from xingping.core.standard import Band, Indicator, Kind
from xingping.core.suggestion import Suggestion
from xingping.science.improvement.cheapest import cheapest
from xingping.science.improvement.effort import EffortModel, guide_effort
from xingping.science.improvement.rises import Known, OpenPoint, Rise, open_points, rises


class Outcome(StrEnum):
    """What the search for a way came to."""

    FOUND = "found"
    ALREADY = "already"
    """The star asked for is reached already."""
    HIGHEST = "highest"
    """There is no higher star."""
    OUT_OF_REACH = "out_of_reach"
    """Not even everything that is not fixed gains enough."""


@dataclass(frozen=True, slots=True)
class WayPoint:
    """A scoring point to meet, what that takes, and how it stands (where facts were given, else "")."""

    point: ScoringPoint
    effort: int
    text: str


@dataclass(frozen=True, slots=True)
class WayStep:
    """Raise one indicator from `now` to `then` (exact points) by meeting `points`."""

    indicator: Indicator
    now: Fraction
    then: Fraction
    effort: int
    points: tuple[WayPoint, ...]
    left: tuple[ScoringPoint, ...]
    """Scoring points that also are unmet but not needed."""

    @property
    def gain(self) -> Fraction:
        """Points gained."""
        return self.then - self.now


@dataclass(frozen=True, slots=True)
class Way:
    """The answer: steps by falling gain where one was found, and what it was found by."""

    outcome: Outcome
    band: Band
    """The star asked for; at the highest star, that one."""
    total: Fraction
    """Exact points now."""
    after: Fraction
    """Exact points after all steps."""
    needed: Fraction
    """Points between `total` and the star, 0 where it is reached."""
    lacking: Fraction
    """Points still short of the star when everything not fixed is raised; 0 unless out of reach."""
    effort: int
    model: EffortModel
    steps: tuple[WayStep, ...]

    @property
    def stars(self) -> int:
        """The stars asked for."""
        return self.band.stars

    @property
    def text(self) -> str:
        """The answer in one Chinese sentence."""
        if self.outcome is Outcome.HIGHEST:
            return f"已是最高的{self.band.name}"
        if self.outcome is Outcome.ALREADY:
            return f"已达到{self.band.name}"
        if self.outcome is Outcome.OUT_OF_REACH:
            return f"可调整的指标全部拿满，离{self.band.name}还差 {round_up(self.lacking)} 分"
        gain = round_down(self.after - self.total)
        return f"提高 {len(self.steps)} 项指标、共 {gain} 分，即可达到{self.band.name}"


def shortest_way(  # noqa: PLR0913 (all but the first two are keywords)
    result: Result,
    guide: Guide,
    *,
    target_stars: int | None = None,
    effort: EffortModel | None = None,
    fixed: Collection[str] = frozenset(),
    met_points: Collection[str] | None = None,
    suggestion: Suggestion | None = None,
    kind: Kind = Kind.URBAN,
) -> Way | None:
    """Find the changes of least effort that reach the next star, or `target_stars`.

    `effort` defaults to the guide's estimate; `fixed` are serials that cannot change. What is unmet is
    taken from `suggestion` (with its kind of centre), else it is all but `met_points` (ids); with
    neither, every scoring point of a lost indicator may be the reason. Exact, and the least
    effort there is. Returns None when the result is not complete: then nothing can be said.
    Raises ValueError for stars that the edition does not have.
    """
    if result.stars is None:
        return None
    model = effort or guide_effort(guide)
    known = Known(suggestion.kind if suggestion else kind, met_points, suggestion)
    band = _target(result, target_stars)
    needed = band.rate * result.edition.total_points / HUNDREDTHS - result.total
    if needed <= 0:
        highest = target_stars is None
        return _no_steps(Outcome.HIGHEST if highest else Outcome.ALREADY, band, result, model)
    unmet = {
        serial: open_points(guide, serial, known, model)
        for serial in result.edition.serials
        if serial not in fixed
    }
    rows = [row for row in result.indicators if row.indicator.serial in unmet]
    choices = [rises(row, unmet[row.indicator.serial], guide.step) for row in rows]
    possible = sum((one[-1].gain for one in choices if one), Fraction(0))
    if possible < needed:
        return _no_steps(Outcome.OUT_OF_REACH, band, result, model, needed, needed - possible)
    chosen = cheapest(choices, needed)
    order = {serial: place for place, serial in enumerate(result.edition.serials)}
    steps = (_step(rise, unmet[rise.row.indicator.serial]) for rise in chosen)
    return Way(
        outcome=Outcome.FOUND,
        band=band,
        total=result.total,
        after=_raised(result, chosen).total,
        needed=needed,
        lacking=Fraction(0),
        effort=sum(rise.effort for rise in chosen),
        model=model,
        steps=tuple(sorted(steps, key=lambda step: (-step.gain, order[step.indicator.serial]))),
    )


def _target(result: Result, stars: int | None) -> Band:
    bands = {band.stars: band for band in result.edition.bands}
    if stars is None:
        return bands[result.next_star.stars] if result.next_star else bands[max(bands)]
    if stars not in bands:
        raise ValueError(f"标准没有 {stars} 星级")
    return bands[stars]


def _no_steps(
    outcome: Outcome,
    band: Band,
    result: Result,
    model: EffortModel,
    needed: Fraction = Fraction(0),
    lacking: Fraction = Fraction(0),
) -> Way:
    return Way(outcome, band, result.total, result.total, needed, lacking, 0, model, ())


def _raised(result: Result, chosen: list[Rise]) -> Result:
    """The result with some indicators raised, by the same exact scoring."""
    sheets: dict[str, dict[str, int]] = {name: {} for name in result.assessors or ("—",)}
    decided = {}
    for row in result.indicators:
        for name, hundredths in row.scores.items():
            sheets[name][row.indicator.serial] = hundredths
        if row.corrected:
            decided[row.indicator.serial] = row.numerator
    decided |= {rise.row.indicator.serial: rise.then for rise in chosen}
    return score(result.edition, sheets, rule=result.aggregate, step=1, corrections=decided)


def _step(rise: Rise, unmet: tuple[OpenPoint, ...]) -> WayStep:
    then = Fraction(rise.then, HUNDREDTHS)
    return WayStep(
        indicator=rise.row.indicator,
        now=then - rise.gain,
        then=then,
        effort=rise.effort,
        points=tuple(WayPoint(one.point, one.effort, one.text) for one in rise.points),
        left=tuple(one.point for one in unmet if one not in rise.points),
    )
