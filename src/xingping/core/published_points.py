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
    sums: dict[tuple[str, str], int] = {}
    counts: dict[str, int] = {}
    for subtotals in results:
        for name, points, full in subtotals:
            key = (name, full)
            sums[key] = sums.get(key, 0) + _hundredths(points)
            counts[name] = counts.get(name, 0) + 1
    shares = dict.fromkeys(counts, Fraction())
    for (name, full), total in sums.items():
        shares[name] += Fraction(total, _hundredths(full))
    return {name: share / counts[name] for name, share in shares.items() if counts[name] >= LEAST}


def _hundredths(text: str) -> int:
    """A published decimal, which has two places at most, as whole hundredths."""
    whole, _point, part = text.partition(".")
    return int(whole) * 100 + int(part.ljust(2, "0") or 0)
