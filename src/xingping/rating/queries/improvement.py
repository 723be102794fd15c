"""Improvement plans: what was lost and the way up, how far plans are, their effect, public promises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Substr

from xingping.core.improvement import (
    PLANNED_STATES,
    Effect,
    LostIndicator,
    effects,
    lost_indicators,
    met_points,
)
from xingping.core.lifecycle import State
from xingping.core.standard import Kind
from xingping.rating.actor import Actor
from xingping.rating.calendar import today
from xingping.rating.errors import refuse
from xingping.rating.models import Case, Decision, ImprovementPlan, ImprovementTask, TaskState
from xingping.rating.queries.blind_sheets import standing_sheets
from xingping.rating.queries.pinned import rules_of
from xingping.rating.queries.place_names import COUNTY, named
from xingping.rating.queries.results import case_result, standing_decision
from xingping.rating.queries.visibility import counted_cases, visible_cases

if TYPE_CHECKING:
    from xingping.science.improvement import Way

OPEN_TASKS = (TaskState.OPEN, TaskState.RUNNING)
LEFT_TASKS = (TaskState.DROPPED, TaskState.CARRIED)
"""Tasks that a plan is not measured by: put aside, or counted in the next plan."""


@dataclass(frozen=True, slots=True)
class Commitment:
    """What a centre promises in public, in its own words, and how far it is."""

    text: str
    committed_on: date
    due_on: date | None
    state: TaskState
    percent: int
    done_on: date | None


@dataclass(frozen=True)
class Lost:
    """What a case's result lost, by falling loss, and the shortest way up (None: nothing can be said)."""

    indicators: tuple[LostIndicator, ...]
    way: Way | None


@dataclass(frozen=True, slots=True)
class LaterResult:
    """The next told result of the centre: its case, and what became of each indicator of the plan."""

    case: Case
    effects: Mapping[str, Effect]


def public_commitments(centre_id: int) -> list[Commitment]:
    """Promises of a centre that anybody may read, newest first; of announced results alone.

    A task is promised only where the centre marked it so; what is no longer done is left out. A promise
    that went on into the next plan stays public, whatever that plan's result is.
    """
    public = Q(plan__case__state=State.ANNOUNCED) | Q(carried_from__committed_on__isnull=False)
    tasks = ImprovementTask.objects.filter(public, plan__centre=centre_id, committed_on__isnull=False)
    return [
        Commitment(
            task.commitment,
            task.committed_on,
            task.due_on,
            TaskState(task.state),
            task.percent,
            task.done_on,
        )
        for task in tasks.exclude(state__in=LEFT_TASKS).order_by("-committed_on", "-pk")
        if task.committed_on is not None
    ]


def lost_of(case: Case) -> Lost:
    """What a case lost and the shortest way up. For checked callers; needs all sheets locked."""
    from xingping.science.improvement import shortest_way

    found = case_result(case)
    if found is None:
        raise refuse("not_told_yet")
    ticks = [sheet.points for sheet in standing_sheets(case).values()]
    lost = lost_indicators(found.result, found.rules.guide, Kind(case.kind), ticks)
    way = shortest_way(found.result, found.rules.guide, met_points=met_points(lost), kind=Kind(case.kind))
    return Lost(lost, way)


def plan_of(case: Case) -> ImprovementPlan | None:
    """The plan of a case that is in sight, or None."""
    return ImprovementPlan.objects.filter(case=case).select_related("case", "decision").first()


def plan_before(case: Case) -> ImprovementPlan | None:
    """The last plan of an earlier case of the same centre, or None."""
    rows = ImprovementPlan.objects.filter(centre=case.centre_id, case__created_at__lt=case.created_at)
    return rows.select_related("case", "decision").order_by("-case__created_at", "-case_id").first()


def unfinished(plan: ImprovementPlan) -> QuerySet[ImprovementTask]:
    """The tasks of a plan that are not done, nor put aside, nor carried on yet."""
    return plan.tasks.filter(state__in=OPEN_TASKS).order_by("number")


def later_result(plan: ImprovementPlan) -> LaterResult | None:
    """The next result that the centre was told after a plan's, compared indicator by indicator."""
    later = (
        Case.objects.filter(
            centre=plan.centre_id, state__in=PLANNED_STATES, created_at__gt=plan.case.created_at
        )
        .exclude(pk=plan.case_id)
        .order_by("created_at", "pk")
        .first()
    )
    then, now = standing_decision(plan.case), standing_decision(later) if later else None
    if later is None or then is None or now is None:
        return None
    serials = [one["serial"] for one in then.result["indicators"]]
    compared = effects(
        serials,
        (rules_of(plan.case).edition, _points(then)),
        (rules_of(later).edition, _points(now)),
    )
    return LaterResult(later, {one.serial: one for one in compared})


def counted_plans(actor: Actor) -> QuerySet[Any]:
    """Plans of cases in sight, each with `tasks_all`, `tasks_done`, `tasks_late` and `tasks_promised`."""
    rows = ImprovementPlan.objects.filter(case__in=visible_cases(actor).values("pk"))
    return with_counts(rows.select_related("case", "centre", "decision"))


def with_counts(plans: QuerySet[ImprovementPlan]) -> QuerySet[Any]:
    """Plans with how many tasks they have; those dropped or carried on do not count."""
    kept = ~Q(tasks__state__in=LEFT_TASKS)
    return plans.annotate(
        tasks_all=Count("tasks", filter=kept),
        tasks_done=Count("tasks", filter=Q(tasks__state=TaskState.DONE)),
        tasks_late=Count("tasks", filter=Q(tasks__state__in=OPEN_TASKS, tasks__due_on__lt=today())),
        tasks_carried=Count("tasks", filter=Q(tasks__state=TaskState.CARRIED)),
        tasks_promised=Count("tasks", filter=kept & Q(tasks__committed_on__isnull=False)),
    )


def region_plans(actor: Actor) -> QuerySet[Any]:
    """By county, of what a person counts: told results, plans, tasks, those done and those late."""
    told = counted_cases(actor).filter(state__in=PLANNED_STATES)
    tasks = "improvement_plan__tasks"
    kept = Q(**{f"{tasks}__isnull": False}) & ~Q(**{f"{tasks}__state__in": LEFT_TASKS})
    late = {f"{tasks}__state__in": OPEN_TASKS, f"{tasks}__due_on__lt": today()}
    return (
        told.annotate(county=Substr("region", 1, COUNTY), place=named(COUNTY))
        .values("county", "place")
        .annotate(
            results=Count("pk", distinct=True),
            plans=Count("improvement_plan", distinct=True),
            tasks_all=Count(tasks, filter=kept, distinct=True),
            tasks_done=Count(tasks, filter=Q(**{f"{tasks}__state": TaskState.DONE}), distinct=True),
            tasks_late=Count(tasks, filter=Q(**late), distinct=True),
        )
        .order_by("county")
    )


def due_tasks(plans: QuerySet[ImprovementPlan]) -> QuerySet[ImprovementTask]:
    """Open tasks of some plans, the nearest day first, those without a day last."""
    rows = ImprovementTask.objects.filter(plan__in=plans.values("pk"), state__in=OPEN_TASKS)
    return rows.select_related("plan__case__centre").order_by(F("due_on").asc(nulls_last=True), "pk")


def ordered_tasks(plan: ImprovementPlan) -> QuerySet[Any]:
    """The tasks of a plan with `day`, by which they sort alike on every database; without a day: last."""
    return plan.tasks.annotate(day=Coalesce("due_on", Value(date.max)))


def _points(decision: Decision) -> dict[str, Fraction]:
    return {one["serial"]: Fraction(one["points"]) for one in decision.result["indicators"]}
