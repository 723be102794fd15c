"""What an assignment is asked: cases, candidates, demand; and which wishes a team leaves open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

CITY_DIGITS = 4
PROVINCE_DIGITS = 2


@dataclass(frozen=True, slots=True)
class Candidate:
    """An assessor who could be asked, the indicator groups they may score, and how many cases at most."""

    id: int
    region: str
    profession: str
    groups: frozenset[str]
    capacity: int


@dataclass(frozen=True, slots=True)
class CaseNeed:
    """A case that needs a team; an anchor case is scored by assessors of several cities."""

    id: int
    region: str
    anchor: bool = False


@dataclass(frozen=True, slots=True)
class Demand:
    """What a round asks of every team (RoundPolicy)."""

    groups: tuple[str, ...]
    team_size: int = 3
    per_group: int = 2
    most_of_one_profession: int = 2
    most_of_one_city_in_anchors: int = 1


@dataclass(frozen=True, slots=True)
class Unmet:
    """A wish that could not be satisfied for a case (None: for the round), in Chinese."""

    case: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Assignment:
    """Teams by case (assessor ids ascending), what could not be satisfied, and the seed to replay it."""

    teams: Mapping[int, tuple[int, ...]]
    unmet: tuple[Unmet, ...]
    seed: int


@dataclass(frozen=True)
class Problem:
    """Everything the assignment depends on; the same problem and seed give the same teams."""

    cases: Sequence[CaseNeed]
    candidates: Sequence[Candidate]
    demand: Demand
    conflicts: frozenset[tuple[int, int]] = frozenset()
    """(case id, assessor id) pairs that may never meet."""
    pinned: Mapping[int, frozenset[int]] = field(default_factory=dict)
    """Case id -> assessors an officer has set by hand."""


def travel(case_region: str, home_region: str) -> int:
    """Cost of a journey between two administrative codes: 1 within a city, 3 within a province, else 8."""
    if case_region[:CITY_DIGITS] == home_region[:CITY_DIGITS]:
        return 1
    return 3 if case_region[:PROVINCE_DIGITS] == home_region[:PROVINCE_DIGITS] else 8


def allowed(problem: Problem, row: int, column: int) -> bool:
    """Tell whether the candidate in `column` may serve the case in `row` at all."""
    return (problem.cases[row].id, problem.candidates[column].id) not in problem.conflicts


def wishes_unmet(problem: Problem, row: int, team: Iterable[int]) -> list[str]:
    """Name, in Chinese, the wishes a team (candidate columns) leaves open for the case in `row`."""
    members = [problem.candidates[column] for column in team]
    demand, said = problem.demand, []
    if len(members) < demand.team_size:
        said.append(f"只找到 {len(members)} 名评审专家，应为 {demand.team_size} 名")
    for group in demand.groups:
        covered = sum(group in member.groups for member in members)
        if covered < demand.per_group:
            said.append(f"“{group}”组只有 {covered} 人能评，应为 {demand.per_group} 人")
    for profession, count in _tally(member.profession for member in members).items():
        if count > demand.most_of_one_profession:
            said.append(f"{count} 人同为“{profession}”专业")
    if problem.cases[row].anchor:
        cities = _tally(member.region[:CITY_DIGITS] for member in members)
        if max(cities.values(), default=0) > demand.most_of_one_city_in_anchors:
            said.append("锚定件的评审专家未能来自不同的市")
    return said


def _tally(values: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for value in values:
        counts[value] += 1
    return counts
