"""What an unfinished sheet points to: the rate over the indicators scored so far. Never a result."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from xingping.core.points import HUNDREDTHS
from xingping.core.scoring import Result


@dataclass(frozen=True, slots=True)
class Projection:
    """The exact rate (0 to 1) over the scored indicators alone, and the stars it would give (clause 6)."""

    rate: Fraction
    stars: int


def project(result: Result) -> Projection | None:
    """Project an incomplete result; None when it is complete or nothing was scored."""
    scored = sum(row.indicator.points for row in result.indicators if row.denominator)
    if result.complete or not scored:
        return None
    rate = result.total * HUNDREDTHS / scored
    return Projection(rate, result.edition.stars_for(rate))
