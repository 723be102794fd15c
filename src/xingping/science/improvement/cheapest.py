"""The cheapest choice of rises that gains enough, by exact dynamic programming in whole numbers.

The problem is a multiple-choice knapsack: at most one rise per indicator, gain at least so much, effort
as little as can be. Indicator by indicator only the choices are kept that no other beats in effort and
gain; with a star's few hundred units of effort they stay few. Whole numbers throughout, so that no
float ever decides (a general solver such as HiGHS finds the same answers, in more time).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from xingping.science.improvement.rises import Rise

Choices = Sequence[Sequence[Rise]]
"""Per indicator, the rises of which at most one is chosen."""


@dataclass(frozen=True, slots=True)
class _Partial:
    """A choice for the indicators looked at so far."""

    effort: int
    gain: int
    rises: int
    last: Rise | None
    before: _Partial | None

    def key(self) -> tuple[int, int, int]:
        """Least effort first, then most gain, then fewest indicators touched."""
        return self.effort, -self.gain, self.rises


def cheapest(choices: Choices, needed: Fraction) -> list[Rise]:
    """Choose rises that gain at least `needed` points for the least effort; of equals, the larger gain.

    Raises ArithmeticError when all rises together do not gain enough.
    """
    unit = lcm(needed.denominator, *(rise.gain.denominator for rises in choices for rise in rises))
    goal = int(needed * unit)
    options = [[(rise, int(rise.gain * unit)) for rise in rises] for rises in choices]
    options.sort(key=lambda some: -max((gain for _, gain in some), default=0))
    reachable = sum(max((gain for _, gain in some), default=0) for some in options)
    if reachable < goal:
        raise ArithmeticError("可提高的指标全部提高仍然不够")
    kept = [_Partial(0, 0, 0, None, None)]
    for some in options:
        reachable -= max((gain for _, gain in some), default=0)
        kept = _worth_keeping(_extended(kept, some), goal, reachable)
    return _unrolled(next(one for one in kept if one.gain >= goal))


def _extended(kept: Sequence[_Partial], options: Sequence[tuple[Rise, int]]) -> Iterable[_Partial]:
    yield from kept
    for one in kept:
        for rise, gain in options:
            yield _Partial(one.effort + rise.effort, one.gain + gain, one.rises + 1, rise, one)


def _worth_keeping(partials: Iterable[_Partial], goal: int, reachable: int) -> list[_Partial]:
    """By rising effort and gain: none beaten, none hopeless, none beyond the first that suffices."""
    kept: list[_Partial] = []
    most = -1
    for one in sorted(partials, key=_Partial.key):
        if one.gain <= most or one.gain + reachable < goal:
            continue
        kept.append(one)
        most = one.gain
        if most >= goal:
            break
    return kept


def _unrolled(partial: _Partial | None) -> list[Rise]:
    chosen = []
    while partial is not None and partial.last is not None:
        chosen.append(partial.last)
        partial = partial.before
    return chosen
