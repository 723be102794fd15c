"""The integer programme behind `assignment`: who joins which team, at the least cost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

import numpy as np

from xingping.science.assignment.problem import CITY_DIGITS, Problem

SHORT_OF_MEMBER = 1000.0
SHORT_OF_COVER = 300.0
TOO_ALIKE = 100.0
UNEVEN = 30.0
"""What each open wish costs beside travel (1 to 8 a journey): full teams first, even load last."""

NEAREST = 16
OTHERS = 10
"""Candidates a case is offered: the nearest and, seeded, some of the rest; all of them if that fails."""

NODES = 200
"""A limit of nodes, not of time, so that the same problem gives the same answer on every machine."""


class _Programme:
    """Rows of a sparse integer programme, gathered one constraint at a time."""

    def __init__(self, pairs: list[tuple[int, int]], costs: np.ndarray) -> None:
        self.pairs = pairs
        self.costs = [float(costs[row, column]) for row, column in pairs]
        self.upper = [1.0] * len(pairs)
        self.entries: tuple[list[int], list[int], list[float]] = ([], [], [])
        self.low: list[float] = []
        self.high: list[float] = []

    def variable(self, cost: float, upper: float = np.inf) -> int:
        self.costs.append(cost)
        self.upper.append(upper)
        return len(self.costs) - 1

    def require(self, terms: Iterable[tuple[int, float]], low: float, high: float) -> None:
        for variable, factor in terms:
            self.entries[0].append(len(self.low))
            self.entries[1].append(variable)
            self.entries[2].append(factor)
        self.low.append(low)
        self.high.append(high)


def solve(problem: Problem, costs: np.ndarray) -> list[list[int]]:
    """Choose candidate columns for every case row; teams may stay short where nobody is free."""
    offered = [_offer(problem, row, costs[row]) for row in range(len(problem.cases))]
    if not any(offered):
        return offered
    chosen = _solve_offered(problem, costs, offered)
    short = [row for row, team in enumerate(chosen) if len(team) < problem.demand.team_size]
    wider = {row: _everybody(problem, row) for row in short}
    if any(len(wider[row]) > len(offered[row]) for row in short):
        offered = [wider.get(row, columns) for row, columns in enumerate(offered)]
        chosen = _solve_offered(problem, costs, offered)
    return chosen


def _everybody(problem: Problem, row: int) -> list[int]:
    case = problem.cases[row].id
    return [
        column
        for column, candidate in enumerate(problem.candidates)
        if (case, candidate.id) not in problem.conflicts
    ]


def _offer(problem: Problem, row: int, costs: np.ndarray) -> list[int]:
    free = sorted(_everybody(problem, row), key=lambda column: costs[column])
    pinned = problem.pinned.get(problem.cases[row].id, frozenset())
    chance = np.modf(costs * 1009)[0]
    others = sorted(free[NEAREST:], key=lambda column: chance[column])[:OTHERS]
    kept = {*free[:NEAREST], *others} | {column for column in free if problem.candidates[column].id in pinned}
    return sorted(kept)


def _solve_offered(problem: Problem, costs: np.ndarray, offered: list[list[int]]) -> list[list[int]]:
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    pairs = [(row, column) for row, columns in enumerate(offered) for column in columns]
    programme = _Programme(pairs, costs)
    _add_cases(problem, programme)
    _add_loads(problem, programme)
    rows, columns, factors = programme.entries
    matrix = csr_array((factors, (rows, columns)), shape=(len(programme.low), len(programme.costs)))
    answer = milp(
        np.array(programme.costs),
        integrality=np.array([1] * len(pairs) + [0] * (len(programme.costs) - len(pairs))),
        bounds=Bounds(_pinned_floor(problem, programme), np.array(programme.upper)),
        constraints=LinearConstraint(matrix, programme.low, programme.high),
        options={"node_limit": NODES, "mip_rel_gap": 0.01},
    )
    if answer.x is None:
        raise ValueError("按当前的指定与回避无法分派：请检查手工指定的评审专家是否超过其可承担的件数")
    chosen: list[list[int]] = [[] for _ in problem.cases]
    for (row, column), value in zip(pairs, answer.x, strict=False):
        if value > 0.5:
            chosen[row].append(column)
    return chosen


def _pinned_floor(problem: Problem, programme: _Programme) -> np.ndarray:
    floor = np.zeros(len(programme.costs))
    for variable, (row, column) in enumerate(programme.pairs):
        pinned = problem.pinned.get(problem.cases[row].id, frozenset())
        floor[variable] = problem.candidates[column].id in pinned
    return floor


def _add_cases(problem: Problem, programme: _Programme) -> None:
    demand = problem.demand
    by_row: dict[int, list[int]] = defaultdict(list)
    for variable, (row, _) in enumerate(programme.pairs):
        by_row[row].append(variable)
    for row, case in enumerate(problem.cases):
        size = max(demand.team_size, len(problem.pinned.get(case.id, ())))
        members = by_row[row]
        people = {variable: problem.candidates[programme.pairs[variable][1]] for variable in members}
        missing = programme.variable(SHORT_OF_MEMBER, size)
        programme.require([*((one, 1.0) for one in members), (missing, 1.0)], size, size)
        for group in demand.groups:
            able = [one for one in members if group in people[one].groups]
            gap = programme.variable(SHORT_OF_COVER)
            programme.require([*((one, 1.0) for one in able), (gap, 1.0)], demand.per_group, np.inf)
        professions = {one: person.profession for one, person in people.items()}
        _limit(programme, professions, demand.most_of_one_profession)
        if case.anchor:
            cities = {one: person.region[:CITY_DIGITS] for one, person in people.items()}
            _limit(programme, cities, demand.most_of_one_city_in_anchors)


def _limit(programme: _Programme, alike_by: Mapping[int, str], most: int) -> None:
    alike: dict[str, list[int]] = defaultdict(list)
    for one, likeness in alike_by.items():
        alike[likeness].append(one)
    for same in alike.values():
        if len(same) > most:
            over = programme.variable(TOO_ALIKE)
            programme.require([*((one, 1.0) for one in same), (over, -1.0)], -np.inf, most)


def _add_loads(problem: Problem, programme: _Programme) -> None:
    by_column: dict[int, list[int]] = defaultdict(list)
    for variable, (_, column) in enumerate(programme.pairs):
        by_column[column].append(variable)
    heaviest, lightest = programme.variable(UNEVEN), programme.variable(-UNEVEN / 2)
    for column, variables in by_column.items():
        load = [(one, 1.0) for one in variables]
        programme.require(load, -np.inf, problem.candidates[column].capacity)
        programme.require([*load, (heaviest, -1.0)], -np.inf, 0)
        programme.require([*load, (lightest, -1.0)], 0, np.inf)
