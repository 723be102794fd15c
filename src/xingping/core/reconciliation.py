"""Where assessors disagree so much that they must look again (差异会商; workflow, state `reconciling`)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from xingping.core.scoring import IndicatorResult

DEFAULT_LIMIT = Fraction(30, 100)
"""Share of an indicator's points by which its scores may differ (本机构规定)."""


@dataclass(frozen=True, slots=True)
class Divergence:
    """An indicator whose locked scores lie too far apart: lowest and highest, in hundredths."""

    serial: str
    lowest: int
    highest: int

    @property
    def spread(self) -> int:
        """Highest less lowest, in hundredths."""
        return self.highest - self.lowest


def divergences(
    indicators: Iterable[IndicatorResult], limit: Fraction = DEFAULT_LIMIT
) -> tuple[Divergence, ...]:
    """Find the indicators whose scores differ by MORE than `limit` (0 to 1) of their points, in table order.

    Indicators with fewer than two scores, or whose points the panel has decided, never diverge.
    Raises ValueError for a limit outside 0 to 1.
    """
    if not 0 <= limit <= 1:
        raise ValueError("差异会商的界限应在 0 到 1 之间")
    return tuple(
        Divergence(row.indicator.serial, min(row.scores.values()), max(row.scores.values()))
        for row in indicators
        if len(row.scores) > 1
        and not row.corrected
        and max(row.scores.values()) - min(row.scores.values()) > limit * row.indicator.points
    )
