"""What an assignment looks like as a whole: load, travel, connectedness."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xingping.science.assignment.graph import components
from xingping.science.assignment.problem import Problem, travel


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of an assignment; journeys cost 1 within a city, 3 within a province, else 8."""

    loads: Mapping[int, int]
    """Assessor id -> cases of this assignment; 0 for those who got none."""
    journeys: Mapping[int, int]
    """Assessor id -> cost of all journeys."""
    near: int
    province: int
    far: int
    """How many journeys stay within the city, within the province, or leave it."""
    parts: int
    """Into how many parts the graph of assessors and cases falls; 1 is connected."""

    @property
    def total(self) -> int:
        """Cost of all journeys."""
        return sum(self.journeys.values())


def figures(problem: Problem, teams: Mapping[int, Sequence[int]]) -> Figures:
    """Figures of the teams {case id: assessor ids} that were found for a problem."""
    home = {one.id: one.region for one in problem.candidates}
    columns = {one.id: column for column, one in enumerate(problem.candidates)}
    loads, journeys, costs = Counter(dict.fromkeys(home, 0)), Counter[int](), Counter[int]()
    for case in problem.cases:
        for assessor in teams.get(case.id, ()):
            cost = travel(case.region, home[assessor])
            loads[assessor] += 1
            journeys[assessor] += cost
            costs[cost] += 1
    chosen = [[columns[one] for one in teams.get(case.id, ())] for case in problem.cases]
    return Figures(loads, journeys, costs[1], costs[3], costs[8], len(components(chosen)))
