"""The cheapest choice of rises that gains enough: a small integer programme, solved exactly by HiGHS."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import gcd, lcm

import numpy as np

from xingping.science.improvement.rises import Rise

Choices = Sequence[Sequence[Rise]]
"""Per indicator, the rises of which at most one is chosen."""


def cheapest(choices: Choices, needed: Fraction, enough: Callable[[list[Rise]], bool]) -> list[Rise]:
    """Choose rises that gain at least `needed` points for the least effort.

    `enough` decides exactly whether a choice reaches the star: floats inside the solver are never
    trusted, a choice that they let through wrongly is cut off and the programme solved again. The
    choices must be able to gain `needed`.
    """
    flat = [rise for rises in choices for rise in rises]
    refused: list[list[int]] = []
    while True:
        chosen = _solve(choices, flat, needed, refused)
        rises = [flat[place] for place in chosen]
        if enough(rises):
            return rises
        refused.append(chosen)


def _solve(
    choices: Choices, flat: Sequence[Rise], needed: Fraction, refused: Sequence[Sequence[int]]
) -> list[int]:
    """Places in `flat` of the cheapest choice that is none of the refused ones."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    gains, least = _whole_numbers([rise.gain for rise in flat], needed)
    owners = [owner for owner, rises in enumerate(choices) for _ in rises]
    at_most_one = csr_array((np.ones(len(flat)), (owners, range(len(flat)))), shape=(len(choices), len(flat)))
    constraints = [LinearConstraint(np.array([gains]), lb=least), LinearConstraint(at_most_one, ub=1)]
    for one in refused:
        cut = np.full(len(flat), -1)
        cut[list(one)] = 1
        constraints.append(LinearConstraint(cut[np.newaxis], ub=len(one) - 1))
    found = milp(
        np.array([rise.effort for rise in flat], dtype=float),
        integrality=np.ones(len(flat)),
        bounds=Bounds(0, 1),
        constraints=constraints,
        options={"mip_rel_gap": 0},
    )
    if found.x is None:
        raise ArithmeticError(f"整数规划没有解：{found.message}")
    return [place for place, value in enumerate(found.x) if value > 0.5]


def _whole_numbers(gains: Sequence[Fraction], needed: Fraction) -> tuple[list[int], int]:
    """Gains as the smallest whole numbers with the same ratios, and how many of those are needed."""
    unit = lcm(*(gain.denominator for gain in gains))
    whole = [gain.numerator * (unit // gain.denominator) for gain in gains]
    common = gcd(*whole)
    return [gain // common for gain in whole], -(-needed * unit // common)
