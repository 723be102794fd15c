"""Assigning assessors to a whole round: one optimisation, recorded so that it can be replayed.

Computing takes seconds and holds no lock; writing is short, and refuses where anything has changed since.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from secrets import randbits
from typing import Any

from django.db import transaction

from xingping.core.canonical import content_hash
from xingping.core.roles import Role
from xingping.rating.actor import Actor
from xingping.rating.audit_content import plain
from xingping.rating.errors import refuse
from xingping.rating.models import Assessor, AssignmentRun, Case, Job, Round, TeamMember
from xingping.rating.permissions import require
from xingping.rating.queries.assignment_problem import open_cases, problem_json, problem_of, round_problem
from xingping.rating.services.audit import record
from xingping.rating.services.jobs import start_job
from xingping.rating.services.team import join
from xingping.rating.verbs import Verb
from xingping.science.assignment import assign, choose_anchors

SEED_BITS = 32
MOST_SEED = 2**SEED_BITS - 1
ASSIGN, REPLAY = "assignment", "assignment replay"


@dataclass(frozen=True, slots=True)
class Proposal:
    """Teams that were found, with everything they were found from."""

    seed: int
    anchors: tuple[int, ...]
    problem: Mapping[str, Any]
    input_hash: str
    teams: Sequence[Sequence[Any]]
    unmet: Sequence[Sequence[Any]]


def start_assignment(actor: Actor, round_id: int, *, seed: int | None = None, anchors: int = 0) -> Job:
    """Begin assigning a round's cases in the background; `anchors` is how many cases are anchor cases.

    Raises RefusedError: `not_found`, `not_allowed`.
    """
    round_, _ = _round(actor, round_id)
    arguments = {
        "round": round_.pk,
        "seed": randbits(SEED_BITS) if seed is None else seed,
        "anchors": anchors,
    }
    return start_job(ASSIGN, title=f"分派评定专家：{round_.name}", arguments=arguments, by=actor.user)


def start_replay(actor: Actor, run: AssignmentRun) -> Job:
    """Begin computing a recorded assignment again; done once for a run. Raises `not_found`, `not_allowed`."""
    _round(actor, run.round_id)
    title = f"复算分派 {run.pk}"
    return start_job(REPLAY, title=title, arguments={"run": run.pk}, key=replay_key(run), by=actor.user)


def replay_key(run: AssignmentRun) -> str:
    """The key of the one job that computes a run again."""
    return f"assignment-replay:{run.pk}"


def propose(actor: Actor, round_id: int, *, seed: int, anchors: Sequence[int] | int = ()) -> Proposal:
    """Find teams for a round's accepted cases whose team has not been announced; nothing is written.

    Members set by hand stay. `anchors` are ids of cases to be scored from several cities, or how many
    such cases to choose. Raises RefusedError: `not_found`, `not_allowed`, `assignment_impossible`.
    """
    round_, _ = _round(actor, round_id)
    cases = list(open_cases(round_))
    if isinstance(anchors, int):
        anchors = choose_anchors([(case.pk, case.region) for case in cases], anchors, seed)
    problem = round_problem(round_, cases, frozenset(anchors))
    try:
        found = assign(problem, seed)
    except ValueError as error:
        raise refuse("assignment_impossible", why=str(error)) from error
    content = problem_json(problem)
    return Proposal(
        seed=seed,
        anchors=tuple(anchors),
        problem=content,
        input_hash=content_hash(plain(content)),
        teams=[[case, list(team)] for case, team in sorted(found.teams.items())],
        unmet=[[one.case, one.reason] for one in found.unmet],
    )


def write_assignment(actor: Actor, round_id: int, proposal: Proposal) -> AssignmentRun:
    """Write proposed teams and what they came from.

    Raises RefusedError: `not_found`, `not_allowed`, `assignment_changed` where the cases, the register
    or what was pinned are no longer as the proposal read them.
    """
    with transaction.atomic():
        Round.objects.select_for_update().filter(pk=round_id).first()
        round_, role = _round(actor, round_id)
        # Lock, then read anew: who waited for a lock on PostgreSQL still sees the team as it was before.
        list(open_cases(round_).select_for_update(of=("self",)).values_list("pk", flat=True))
        cases = list(open_cases(round_))
        now = problem_json(round_problem(round_, cases, frozenset(proposal.anchors)))
        if content_hash(plain(now)) != proposal.input_hash:
            raise refuse("assignment_changed")
        run = AssignmentRun.objects.create(
            round=round_, seed=proposal.seed, problem=proposal.problem, input_hash=proposal.input_hash,
            teams=proposal.teams, unmet=proposal.unmet, by=actor.person,
        )  # fmt: skip
        _write(cases, {case: tuple(team) for case, team in proposal.teams})
        after = {
            "seed": run.seed, "input": run.input_hash, "cases": len(cases), "unmet": len(run.unmet),
        }  # fmt: skip
        record(actor, role, "round.assign", round_, after=after)
    return run


def assign_round(
    actor: Actor, round_id: int, *, seed: int, anchors: Sequence[int] | int = ()
) -> AssignmentRun:
    """Propose and write at once, for few cases. Raises as both."""
    return write_assignment(actor, round_id, propose(actor, round_id, seed=seed, anchors=anchors))


def replayed(run: AssignmentRun) -> bool:
    """Whether the recorded problem and seed give the recorded teams again."""
    if content_hash(plain(run.problem)) != run.input_hash:
        return False
    found = assign(problem_of(run.problem), run.seed)
    return bool([[case, list(team)] for case, team in sorted(found.teams.items())] == run.teams)


def _round(actor: Actor, round_id: int) -> tuple[Round, Role]:
    round_ = Round.objects.filter(pk=round_id).first()
    if round_ is None:
        raise refuse("not_found")
    return round_, require(actor, Verb.TEAM, round_)


def _write(cases: Sequence[Case], teams: Mapping[int, Sequence[int]]) -> None:
    """Replace what earlier runs proposed; members set by hand stay. The first member leads."""
    by_id = Assessor.objects.select_related("person").in_bulk(
        {one for team in teams.values() for one in team}
    )
    TeamMember.objects.filter(team__case__in=cases, ended_at=None, pinned=False).delete()
    for case in cases:
        kept = dict(
            TeamMember.objects.filter(team__case=case, ended_at=None).values_list("assessor_id", "lead")
        )
        led = any(kept.values())
        for assessor_id in teams[case.pk]:
            if assessor_id in kept:
                continue
            join(case, by_id[assessor_id], lead=not led, groups=None, pinned=False)
            led = True
        if kept and not led:
            TeamMember.objects.filter(team__case=case, ended_at=None, assessor=min(kept)).update(lead=True)
