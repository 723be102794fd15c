"""Assigning assessors to a round, in the background."""

from __future__ import annotations

from xingping.rating.actor import actor_of
from xingping.rating.errors import RefusedError
from xingping.rating.jobs.registry import JSON, job
from xingping.rating.jobs.run import JobRefusedError, Run
from xingping.rating.models import User
from xingping.rating.services.assigning import assign_round


@job("assignment")
def assign_assessors(run: Run) -> JSON:
    """Find and write the teams once; the result says how many wishes stayed open."""

    def act() -> JSON:
        person = User.objects.get(pk=run.created_by_id or 0)
        found = assign_round(
            actor_of(person), int(str(run.arguments["round"])), seed=int(str(run.arguments["seed"]))
        )
        return {"run": found.pk, "cases": len(found.teams), "unmet": len(found.unmet)}

    run.report(5, "正在分派")
    try:
        return run.once("assign", act, progress=90)
    except RefusedError as error:
        raise JobRefusedError(str(error.refusal)) from error
