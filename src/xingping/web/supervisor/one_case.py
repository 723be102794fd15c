"""One case under a scenario: how its points come about, before and after."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from xingping.core.points import round_down, show_exact
from xingping.core.standard import Indicator
from xingping.national.matrix import Round
from xingping.national.scheme import UNITS, Scheme
from xingping.rating.what_if import Answer, points
from xingping.web.supervisor.figures import full_points
from xingping.web.supervisor.words import star_label


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """One indicator: its points now, and what they give by the scenario."""

    indicator: Indicator
    before: str
    scored: str
    factor: str
    after: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Side:
    """A total with its rate and star."""

    total: str
    full: str
    rate: str
    stars: str


@dataclass(frozen=True, slots=True)
class CaseWorking:
    """One case before and after, indicator by indicator."""

    before: Side
    after: Side
    lines: list[IndicatorLine]
    assumed: str
    """Points of indicators whose score rate is assumed; "" where there are none."""


def position_of(round_: Round, case: int) -> int | None:
    """Where a case stands in a round, None where it does not."""
    place = int(np.searchsorted(round_.cases, case))
    return place if place < len(round_.cases) and int(round_.cases[place]) == case else None


def case_working(answer: Answer, place: int) -> CaseWorking:
    """How the points of one case come about."""
    scheme = answer.after.scheme
    factors: dict[str, int] = dict.fromkeys(scheme.limits, 0)
    for part in scheme.parts:
        factors[part.serial] += part.multiplier
    lines = []
    for row, one in enumerate(answer.before.edition.indicators):
        old, scored = _points(answer.before, row, place), _points(answer.scored, row, place)
        factor = Fraction(factors[one.serial], scheme.scale)
        after = None if scored is None else scored * factor
        shown = show_exact(factor) if factor.denominator < 1000 else round_down(factor, 4)
        lines.append(IndicatorLine(one, _text(old), _text(scored), shown, _text(after), after != old))
    given = sum(scheme.constants)
    return CaseWorking(
        before=_side(answer.before.standing.scheme, answer, place, before=True),
        after=_side(scheme, answer, place, before=False),
        lines=lines,
        assumed=round_down(Fraction(given, scheme.denominator * 100)) if given else "",
    )


def _points(round_: Round, row: int, place: int) -> Fraction | None:
    """Exact points of an indicator, None where nobody scored it."""
    gaps = np.flatnonzero(round_.open_cases == place)
    if len(gaps) and round_.gaps[row, gaps[0]]:
        return None
    return Fraction(int(round_.values[row, place]) * round_.quantum, UNITS * 100)


def _side(scheme: Scheme, answer: Answer, place: int, *, before: bool) -> Side:
    outcome = answer.before.standing if before else answer.after
    rate = Fraction(int(outcome.totals[place]) * 100, scheme.full)
    return Side(
        total=round_down(points(outcome, place)),
        full=full_points(scheme),
        rate=f"{round_down(rate)}%",
        stars=star_label(int(outcome.stars[place])),
    )


def _text(value: Fraction | None) -> str:
    return "—" if value is None else round_down(value)
