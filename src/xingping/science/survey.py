"""Numbers of a survey: rates and the net promoter score with their margins of error, and weights."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

Z_95 = 1.959964
CLOSE = 1e-9
MOST_ROUNDS = 500
Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate with the ends of its 95 % interval, all between 0 and 1, and how many were asked."""

    value: float
    low: float
    high: float
    asked: int

    @property
    def margin(self) -> float:
        """The farther end's distance from the rate."""
        return max(self.value - self.low, self.high - self.value)


def rate(yes: int, asked: int, population: int) -> Rate:
    """A rate with its interval by Wilson, corrected for a finite population.

    `population` is how many there are at all (0: not known, no correction). Raises ValueError for counts
    that cannot be.
    """
    if not 0 <= yes <= asked or population < 0:
        raise ValueError(f"{yes} of {asked} of {population}")
    if asked == 0:
        return Rate(0.0, 0.0, 1.0, 0)
    return _wilson(yes / asked, asked, asked, population)


def weighted_rate(given: Sequence[tuple[bool, float]], population: int) -> Rate:
    """A rate of weighted answers (yes, weight); the interval goes by the effective number of answers.

    Kish: the square of the sum of the weights by the sum of their squares. Raises ValueError without
    answers.
    """
    total = sum(weight for _yes, weight in given)
    if not given or total <= 0:
        raise ValueError("no answers")
    share = min(1.0, sum(weight for yes, weight in given if yes) / total)
    return _wilson(share, effective(weight for _yes, weight in given), len(given), population)


def effective(weights: Iterable[float]) -> float:
    """How many equally weighted answers tell as much (Kish)."""
    given = list(weights)
    return float(sum(given)) ** 2 / float(sum(weight * weight for weight in given))


def correction(asked: int, population: int) -> float:
    """The correction of a standard error for a finite population; 1 where its size is not known."""
    if population == 0:
        return 1.0
    return sqrt((population - asked) / (population - 1)) if population > max(asked, 1) else 0.0


@dataclass(frozen=True, slots=True)
class Promoters:
    """The net promoter score from -100 to 100 with half the width of its 95 % interval."""

    value: float
    margin: float
    asked: int


def promoters(marks: Sequence[int], population: int) -> Promoters:
    """Share of marks 9 and 10 less the share of marks 0 to 6, times 100. Raises ValueError without marks."""
    if not marks:
        raise ValueError("no marks")
    count = len(marks)
    more, less = (sum(mark >= 9 for mark in marks) / count, sum(mark <= 6 for mark in marks) / count)
    score = more - less
    half = Z_95 * sqrt((more + less - score * score) / count) * correction(count, population)
    return Promoters(100 * score, 100 * half, count)


def raked(
    counts: Mapping[Cell, int], row_shares: Sequence[float], column_shares: Sequence[float]
) -> dict[Cell, float]:
    """Weights for the people of each cell, so that both margins have the stated shares (raking).

    Weights are 1 on average. Raises ValueError where a margin asks for people of whom nobody answered,
    where shares do not sum to 1, and where no weights meet both margins.
    """
    total = sum(counts.values())
    weights = {cell: 1.0 for cell, count in counts.items() if count}
    lines: list[tuple[float, list[Cell]]] = []
    for side, shares in enumerate((row_shares, column_shares)):
        if abs(sum(shares) - 1) > 1e-6 or min(shares) < 0:
            raise ValueError("shares do not sum to 1")
        for place, share in enumerate(shares):
            line = [cell for cell in weights if cell[side] == place]
            if not line and share > 0:
                raise ValueError("nobody answered of a group that the margins ask for")
            lines.append((share * total, line))
    for _round in range(MOST_ROUNDS):
        farthest = 0.0
        for wanted, line in lines:
            present = sum(counts[cell] * weights[cell] for cell in line)
            farthest = max(farthest, abs(present - wanted))
            for cell in line:
                weights[cell] *= wanted / present if present else 0.0
        if farthest <= CLOSE * max(total, 1):
            return weights
    raise ValueError("no weights meet both margins")


def _wilson(share: float, counted: float, asked: int, population: int) -> Rate:
    z = Z_95 * correction(asked, population)
    middle = (share + z * z / (2 * counted)) / (1 + z * z / counted)
    half = z * sqrt(share * (1 - share) / counted + z * z / (4 * counted * counted)) / (1 + z * z / counted)
    return Rate(share, max(0.0, middle - half), min(1.0, middle + half), asked)
