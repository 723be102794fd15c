"""Assigning assessors to a round, and computing a recorded assignment again, in the background."""

from __future__ import annotations

from xingping.rating.actor import Actor, actor_of
from xingping.rating.errors import RefusedError
from xingping.rating.jobs.registry import JSON, job
from xingping.rating.jobs.run import JobRefusedError, Run
from xingping.rating.models import AssignmentRun, User
from xingping.rating.services.assigning import (
    ASSIGN,
    REPLAY,
    Proposal,
    propose,
    replayed,
    write_assignment,
)


@job(ASSIGN)
def assign_assessors(run: Run) -> JSON:
    """Find teams without any lock, then write them; the result says how many wishes stayed open."""
    actor, round_id = _actor(run), _number(run, "round")
    found: list[Proposal] = []

    def solve() -> JSON:
        found.append(propose(actor, round_id, seed=_number(run, "seed"), anchors=_number(run, "anchors")))
        return None

    def write() -> JSON:
        made = write_assignment(actor, round_id, found[0])
        link = f"/office/rounds/{round_id}/assignment/{made.pk}/"
        return {"run": made.pk, "cases": len(made.teams), "unmet": len(made.unmet), "link": link}

    try:
        if not run.has_done("written"):
            run.report(5, "正在读取申报件、专家与回避情形，并整批求解")
            solve()
            run.report(85, "正在核对并写入")
        return run.once("written", write, progress=99)
    except RefusedError as error:
        raise JobRefusedError(str(error.refusal)) from error


@job(REPLAY)
def replay(run: Run) -> JSON:
    """Compute a recorded assignment again; the result says whether the same teams came out."""
    recorded = AssignmentRun.objects.get(pk=_number(run, "run"))
    run.report(5, "正在用记录的参数重新求解")
    same = run.keep("same", lambda: replayed(recorded), progress=99)
    link = f"/office/rounds/{recorded.round_id}/assignment/{recorded.pk}/"
    return {"run": recorded.pk, "same": same, "link": link}


def _actor(run: Run) -> Actor:
    return actor_of(User.objects.get(pk=run.created_by_id or 0))


def _number(run: Run, name: str) -> int:
    return int(str(run.arguments.get(name, 0)))
