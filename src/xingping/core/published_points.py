"""Arithmetic on published level-1 points: shares of the full points and their means, exact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

LEAST = 3
"""Results that a mean is made of at the least: a mean of two would tell each the other one."""


def share_of(points: str, full: str) -> Fraction:
    """Share (0 to 1) of the full points, both as they are published (plain decimals)."""
    return Fraction(points) / Fraction(full)


def mean_shares(results: Iterable[Sequence[Sequence[str]]]) -> Mapping[str, Fraction]:
    """Level-1 name -> mean share over results [[name, points, full], ...]; {} below `LEAST` results."""
    shares: dict[str, list[Fraction]] = {}
    for subtotals in results:
        for name, points, full in subtotals:
            shares.setdefault(name, []).append(share_of(points, full))
    return {name: sum(some, Fraction()) / len(some) for name, some in shares.items() if len(some) >= LEAST}
