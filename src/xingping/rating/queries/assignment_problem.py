"""What the assignment of a round is asked: its open cases, who is free, who may not meet, what is pinned."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from xingping.core.lifecycle import State
from xingping.rating.models import Assessor, Case, Round, Team, TeamMember
from xingping.rating.queries.assessors import holders, in_register, loads, unavailable
from xingping.rating.queries.conflicts import conflicts
from xingping.rating.queries.pinned import rules_of
from xingping.science.assignment import Candidate, CaseNeed, Demand, Problem


def open_cases(round_: Round) -> QuerySet[Case]:
    """Accepted cases whose team has not been announced, in id order."""
    announced = Team.objects.exclude(announced_at=None).values("case")
    cases = Case.objects.filter(round=round_, state=State.ACCEPTED).exclude(pk__in=announced)
    return cases.select_related("centre", "body", "round").order_by("pk")


def round_problem(round_: Round, cases: Sequence[Case], anchors: Collection[int]) -> Problem:
    """The problem of assigning these cases; anchors are ids of cases to be scored from several cities."""
    rules = rules_of(round_)
    groups = tuple(group.id for group in rules.guide.groups)
    held, carried = holders(round_.body_id), dict(loads(round_.body_id))
    pins = _pins(cases)
    for team in TeamMember.objects.filter(team__case__in=cases, ended_at=None):
        # What is about to be assigned anew does not count as carried.
        carried[team.assessor_id] = carried.get(team.assessor_id, 0) - 1
    pinned = frozenset().union(*pins.values()) if pins else frozenset()
    register = [
        one
        for one in in_register(round_.body_id)
        if one.pk in pinned or not unavailable(one, load=carried.get(one.pk, 0), held=one.person_id in held)
    ]
    return Problem(
        cases=[CaseNeed(case.pk, case.region, case.pk in anchors) for case in cases],
        candidates=[_candidate(one, groups, carried.get(one.pk, 0)) for one in register],
        demand=Demand(
            groups=groups,
            team_size=rules.policy.assessors_minimum,
            per_group=rules.policy.coverage_minimum,
        ),
        conflicts=frozenset(conflicts(cases, register)),
        pinned=pins,
    )


def problem_json(problem: Problem) -> dict[str, Any]:
    """A problem as JSON; `problem_of` is its inverse."""
    demand = problem.demand
    return {
        "cases": [[one.id, one.region, one.anchor] for one in problem.cases],
        "candidates": [
            [one.id, one.region, one.profession, sorted(one.groups), one.capacity]
            for one in problem.candidates
        ],
        "demand": [
            list(demand.groups), demand.team_size, demand.per_group, demand.most_of_one_profession,
            demand.most_of_one_city_in_anchors,
        ],
        "conflicts": sorted(list(pair) for pair in problem.conflicts),
        "pinned": [[case, sorted(pinned)] for case, pinned in sorted(problem.pinned.items())],
    }  # fmt: skip


def problem_of(content: Mapping[str, Any]) -> Problem:
    """A problem from its JSON."""
    groups, *sizes = content["demand"]
    return Problem(
        cases=[CaseNeed(*one) for one in content["cases"]],
        candidates=[
            Candidate(id, region, profession, frozenset(own), capacity)
            for id, region, profession, own, capacity in content["candidates"]
        ],
        demand=Demand(tuple(groups), *sizes),
        conflicts=frozenset((case, assessor) for case, assessor in content["conflicts"]),
        pinned={case: frozenset(pinned) for case, pinned in content["pinned"]},
    )


def _pins(cases: Sequence[Case]) -> dict[int, frozenset[int]]:
    pins: dict[int, set[int]] = {}
    rows = TeamMember.objects.filter(team__case__in=cases, ended_at=None, pinned=True)
    for case_id, assessor in rows.values_list("team__case", "assessor"):
        pins.setdefault(case_id, set()).add(assessor)
    return {case_id: frozenset(chosen) for case_id, chosen in pins.items()}


def _candidate(assessor: Assessor, groups: tuple[str, ...], carried: int) -> Candidate:
    return Candidate(
        id=assessor.pk,
        region=assessor.region,
        profession=assessor.profession,
        groups=frozenset(assessor.groups or groups),
        capacity=max(assessor.capacity - carried, 1),
    )
