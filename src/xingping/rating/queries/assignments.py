"""Recorded assignments of a round, for officers and auditors: what was asked, what came of it, by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from xingping.rating.actor import Actor
from xingping.rating.errors import refuse
from xingping.rating.models import Assessor, AssignmentRun, Case, Round
from xingping.rating.permissions import require
from xingping.rating.queries.assignment_problem import problem_of
from xingping.rating.queries.visibility import visible_assessors, visible_cases
from xingping.rating.verbs import Kind, Verb

if TYPE_CHECKING:
    from xingping.science.assignment import Figures


@dataclass(frozen=True)
class RunView:
    """One assignment in figures and by name."""

    run: AssignmentRun
    teams: Mapping[int, Sequence[int]]
    """Case id -> assessor ids."""
    anchors: frozenset[int]
    unmet: Sequence[tuple[Case | None, str]]
    """What could not be satisfied, of which case that the reader sees; None: of the round."""
    figures: Figures
    names: Mapping[int, str]
    """Assessor id -> name."""
    pinned: Mapping[int, frozenset[int]]
    """Case id -> assessors that had been set by hand."""


def runs_of(actor: Actor, round_: Round) -> QuerySet[AssignmentRun]:
    """Assignments of a round, newest first, without their long content. Raises `not_found`, `not_allowed`."""
    require(actor, Verb.LIST, Kind.ASSESSOR)
    require(actor, Verb.VIEW, round_)
    rows = AssignmentRun.objects.filter(round=round_).select_related("by")
    return rows.only("seed", "teams", "unmet", "at", "round_id", "by__name", "by__username").order_by("-pk")


def run_view(actor: Actor, round_: Round, run_id: int) -> RunView:
    """One assignment. Raises RefusedError: `not_found`, `not_allowed`."""
    from xingping.science.assignment import figures

    require(actor, Verb.LIST, Kind.ASSESSOR)
    require(actor, Verb.VIEW, round_)
    run = AssignmentRun.objects.filter(round=round_, pk=run_id).select_related("by", "round").first()
    if run is None:
        raise refuse("not_found")
    problem = problem_of(run.problem)
    teams = {case: tuple(team) for case, team in run.teams}
    known = visible_assessors(actor).filter(pk__in=[one.id for one in problem.candidates])
    seen = visible_cases(actor).select_related("centre")
    cases = seen.in_bulk([case for case, _ in run.unmet if case])
    return RunView(
        run=run,
        teams=teams,
        anchors=frozenset(case.id for case in problem.cases if case.anchor),
        unmet=[
            (cases[case] if case else None, reason) for case, reason in run.unmet if not case or case in cases
        ],
        figures=figures(problem, teams),
        names=names_of(known),
        pinned=problem.pinned,
    )


def names_of(assessors: QuerySet[Assessor]) -> dict[int, str]:
    """Assessor id -> name."""
    return {one.pk: one.person.get_full_name() for one in assessors.select_related("person")}
