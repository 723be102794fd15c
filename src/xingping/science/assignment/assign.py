"""Teams of assessors for a whole round, as one optimisation (integer programme, solved by HiGHS).

Hard: conflicts, capacity and what officers pinned. Wanted, in this order, and named where it cannot be
had: full teams, every indicator group covered twice, professions mixed, anchor cases scored from
several cities, one connected graph of assessors and cases (so that severity can be compared later).
Then the cheapest: short travel and even load, ties broken by a recorded seed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from xingping.science.assignment.graph import components, join_components
from xingping.science.assignment.problem import Assignment, Problem, Unmet, travel, wishes_unmet
from xingping.science.assignment.programme import solve


def assign(problem: Problem, seed: int) -> Assignment:
    """Find teams for all cases of a round.

    Raises ValueError when an officer pinned an assessor who is in conflict or unknown.
    """
    _check_pins(problem)
    if not problem.cases or not problem.candidates:
        unmet = [Unmet(case.id, "没有可分派的评审专家") for case in problem.cases]
        return Assignment({case.id: () for case in problem.cases}, tuple(unmet), seed)
    costs = _costs(problem, seed)
    chosen = solve(problem, costs)
    chosen = join_components(problem, chosen, costs)
    teams = {
        case.id: tuple(sorted(problem.candidates[column].id for column in chosen[row]))
        for row, case in enumerate(problem.cases)
    }
    return Assignment(teams, tuple(_unmet(problem, chosen)), seed)


def _check_pins(problem: Problem) -> None:
    known = {candidate.id for candidate in problem.candidates}
    for case, assessors in problem.pinned.items():
        for assessor in sorted(assessors):
            if assessor not in known:
                raise ValueError(f"案卷 {case} 指定的评审专家 {assessor} 不在可分派名单中")
            if (case, assessor) in problem.conflicts:
                raise ValueError(f"案卷 {case} 指定的评审专家 {assessor} 应当回避")


def _costs(problem: Problem, seed: int) -> np.ndarray:
    """Travel per pair plus less than one unit of seeded chance, shape (cases, candidates)."""
    chance = np.random.default_rng(seed).random((len(problem.cases), len(problem.candidates)))
    regions = [candidate.region for candidate in problem.candidates]
    by_region: dict[str, list[int]] = {}
    for case in problem.cases:
        if case.region not in by_region:
            by_region[case.region] = [travel(case.region, home) for home in regions]
    journeys = np.array([by_region[case.region] for case in problem.cases], dtype=float)
    return journeys + 0.9 * chance


def _unmet(problem: Problem, chosen: Sequence[Sequence[int]]) -> Iterable[Unmet]:
    for row, case in enumerate(problem.cases):
        for reason in wishes_unmet(problem, row, chosen[row]):
            yield Unmet(case.id, reason)
    parts = components(chosen)
    if len(parts) > 1:
        yield Unmet(None, f"评审专家与案卷分成互不相连的 {len(parts)} 块，块与块之间的宽严无法比较")
