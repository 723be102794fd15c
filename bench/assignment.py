"""Assignment of a whole round: 1,000 cases x 120 assessors, against a greedy baseline in the same run."""

from __future__ import annotations

from collections import Counter
from time import perf_counter

import numpy as np

from xingping.science.assignment import Candidate, CaseNeed, Demand, Problem, assign
from xingping.science.assignment.problem import travel

GROUPS = ("党建", "运营与财务", "服务")
CITIES = ("5101", "5107", "5115", "5001", "4401", "4406")


def _problem() -> Problem:
    draws = np.random.default_rng(1)

    def region() -> str:
        return f"{draws.choice(CITIES)}{draws.integers(1, 9):02d}000000"

    candidates = [
        Candidate(
            number,
            region(),
            str(draws.choice(["社会工作", "财务", "党务", "法律", "规划"])),
            frozenset(GROUPS if draws.random() < 0.5 else draws.choice(GROUPS, 2, replace=False).tolist()),
            30,
        )
        for number in range(120)
    ]
    cases = [CaseNeed(number, region(), anchor=number % 50 == 0) for number in range(1000)]
    same_county = frozenset(
        (case.id, one.id) for case in cases for one in candidates if case.region[:6] == one.region[:6]
    )
    return Problem(cases, candidates, Demand(GROUPS), same_county)


def _greedy(problem: Problem) -> dict[int, tuple[int, ...]]:
    """The usual practice: case by case, the nearest who are free and not in conflict."""
    loads: Counter[int] = Counter()
    teams = {}
    for case in problem.cases:
        free = [
            one
            for one in problem.candidates
            if (case.id, one.id) not in problem.conflicts and loads[one.id] < one.capacity
        ]
        near = sorted(free, key=lambda one: (travel(case.region, one.region), loads[one.id]))
        teams[case.id] = tuple(one.id for one in near[: problem.demand.team_size])
        loads.update(teams[case.id])
    return teams


def _figures(problem: Problem, teams: dict[int, tuple[int, ...]]) -> str:
    from xingping.science.assignment import wishes_unmet

    home = {one.id: one for one in problem.candidates}
    columns = {one.id: column for column, one in enumerate(problem.candidates)}
    loads = Counter(one for team in teams.values() for one in team)
    journeys = [travel(case.region, home[one].region) for case in problem.cases for one in teams[case.id]]
    unmet = sum(
        bool(wishes_unmet(problem, row, [columns[one] for one in teams[case.id]]))
        for row, case in enumerate(problem.cases)
    )
    return (
        f"有未满足要求的案卷 {unmet:4d}，路程均值 {np.mean(journeys):.2f}，"
        f"每人件数 {min(loads.values())}–{max(loads.values())}"
    )


def main() -> None:
    """Print seconds and what each way leaves open."""
    problem = _problem()
    started = perf_counter()
    greedy = _greedy(problem)
    greedy_seconds = perf_counter() - started
    started = perf_counter()
    found = assign(problem, seed=1)
    seconds = perf_counter() - started
    print(f"逐件就近分派（基线） {greedy_seconds:6.2f} 秒；{_figures(problem, greedy)}")
    print(f"整批一次优化         {seconds:6.2f} 秒；{_figures(problem, dict(found.teams))}（目标 30 秒以内）")


if __name__ == "__main__":
    main()
