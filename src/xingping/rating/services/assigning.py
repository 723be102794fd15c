"""Assigning assessors to a whole round: one optimisation, recorded so that it can be replayed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from secrets import randbits
from typing import Any

from django.db import transaction

from xingping.core.canonical import content_hash
from xingping.core.lifecycle import State
from xingping.rating.actor import Actor
from xingping.rating.audit_content import plain
from xingping.rating.errors import refuse
from xingping.rating.models import Assessor, AssignmentRun, Case, Job, Round, Team, TeamMember
from xingping.rating.permissions import require
from xingping.rating.queries.assessors import holders, in_register, loads, unavailable
from xingping.rating.queries.conflicts import conflicts
from xingping.rating.queries.pinned import rules_of
from xingping.rating.services.audit import record
from xingping.rating.services.jobs import start_job
from xingping.rating.services.team import join
from xingping.rating.verbs import Verb
from xingping.science.assignment import Assignment, Candidate, CaseNeed, Demand, Problem, assign

SEED_BITS = 32


def start_assignment(actor: Actor, round_id: int, *, seed: int | None = None) -> Job:
    """Begin assigning the accepted cases of a round in the background. Raises `not_found`, `not_allowed`."""
    round_ = Round.objects.filter(pk=round_id).first()
    if round_ is None:
        raise refuse("not_found")
    require(actor, Verb.CHANGE, round_)
    arguments = {"round": round_.pk, "seed": randbits(SEED_BITS) if seed is None else seed}
    return start_job("assignment", title=f"分派评定专家：{round_.name}", arguments=arguments, by=actor.user)


def assign_round(actor: Actor, round_id: int, *, seed: int, anchors: Sequence[int] = ()) -> AssignmentRun:
    """Find and write teams for a round's accepted cases whose team has not been announced.

    Members set by hand stay. `anchors` are ids of cases to be scored from several cities.
    Raises RefusedError: `not_found`, `not_allowed`, `assignment_impossible`.
    """
    with transaction.atomic():
        round_ = Round.objects.select_for_update().filter(pk=round_id).first()
        if round_ is None:
            raise refuse("not_found")
        role = require(actor, Verb.CHANGE, round_)
        cases = _open_cases(round_)
        problem = _problem(round_, cases, frozenset(anchors))
        try:
            found = assign(problem, seed)
        except ValueError as error:
            raise refuse("assignment_impossible", why=str(error)) from error
        content = problem_json(problem)
        run = AssignmentRun.objects.create(
            round=round_,
            seed=seed,
            problem=content,
            input_hash=content_hash(plain(content)),
            teams=[[case, list(team)] for case, team in sorted(found.teams.items())],
            unmet=[[one.case, one.reason] for one in found.unmet],
            by=actor.person,
        )
        _write(cases, found)
        after = {"seed": seed, "input": run.input_hash, "cases": len(cases), "unmet": len(found.unmet)}
        record(actor, role, "round.assign", round_, after=after)
    return run


def replayed(run: AssignmentRun) -> bool:
    """Whether the recorded problem and seed give the recorded teams again."""
    if content_hash(plain(run.problem)) != run.input_hash:
        return False
    found = assign(problem_of(run.problem), run.seed)
    return bool([[case, list(team)] for case, team in sorted(found.teams.items())] == run.teams)


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


def _open_cases(round_: Round) -> list[Case]:
    """Accepted cases whose team has not been announced, under their locks, in id order."""
    cases = Case.objects.select_for_update(of=("self",)).filter(round=round_, state=State.ACCEPTED)
    announced = Team.objects.exclude(announced_at=None).values("case")
    return list(cases.exclude(pk__in=announced).select_related("centre", "body", "round").order_by("pk"))


def _problem(round_: Round, cases: Sequence[Case], anchors: frozenset[int]) -> Problem:
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


def _write(cases: Sequence[Case], found: Assignment) -> None:
    """Replace what earlier runs proposed; members set by hand stay. The first member leads."""
    by_id = Assessor.objects.select_related("person").in_bulk(
        {one for team in found.teams.values() for one in team}
    )
    TeamMember.objects.filter(team__case__in=cases, ended_at=None, pinned=False).delete()
    for case in cases:
        kept = dict(
            TeamMember.objects.filter(team__case=case, ended_at=None).values_list("assessor_id", "lead")
        )
        led = any(kept.values())
        for assessor_id in found.teams[case.pk]:
            if assessor_id in kept:
                continue
            join(case, by_id[assessor_id], lead=not led, groups=None, pinned=False)
            led = True
        if kept and not led:
            TeamMember.objects.filter(team__case=case, ended_at=None, assessor=min(kept)).update(lead=True)
