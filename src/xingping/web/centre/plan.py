"""The improvement plan of a result: what was lost, the way up, the tasks, what came of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from xingping.core.improvement import PLANNED_STATES, LostIndicator
from xingping.core.lifecycle import State
from xingping.core.roles import Role
from xingping.rating.actor import Actor, request_actor
from xingping.rating.errors import RefusedError
from xingping.rating.models import Case, ImprovementPlan
from xingping.rating.permissions import require
from xingping.rating.queries.applicant import own_keys
from xingping.rating.queries.improvement import (
    LEFT_TASKS,
    LaterResult,
    Lost,
    due_tasks,
    later_result,
    lost_of,
    ordered_tasks,
    plan_before,
    plan_of,
    unfinished,
    with_counts,
)
from xingping.rating.queries.pinned import rules_of
from xingping.rating.queries.results import standing_decision
from xingping.rating.queries.visibility import visible_cases
from xingping.rating.services.improving import start_plan
from xingping.rating.verbs import Verb
from xingping.web.body.reading import reader_as
from xingping.web.centre.own import ACTOR, own_case
from xingping.web.centre.plan_table import is_late, tasks_spec
from xingping.web.tables import Table

MOST_DUE = 8
SHOWN_LOSSES = 10


@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """All results of one's own centres with their plans, and the tasks that come next."""
    actor = reader_as(request, Role.APPLICANT)
    made = with_counts(own_plans(actor)).select_related("case__round", "centre", "decision")
    context = {
        "plans": made.order_by("-case__created_at", "-pk"),
        "waiting": cases_without_plan(actor),
        "due": due_rows(actor, MOST_DUE),
        "actor": ACTOR,
    }
    return render(request, "centre/plans.html", context)


def due_rows(actor: Actor, most: int) -> list[dict[str, Any]]:
    """The next tasks of one's own plans, each with whether it is late."""
    return [{"task": one, "late": is_late(one)} for one in due_tasks(own_plans(actor))[:most]]


def own_plans(actor: Actor) -> Any:  # noqa: ANN401
    """Plans of the centres for which a person applies."""
    return ImprovementPlan.objects.filter(centre_id__in=own_keys(actor))


def cases_without_plan(actor: Actor) -> list[Case]:
    """Told results of one's own centres that have no plan yet, newest first."""
    found = visible_cases(actor).filter(
        centre_id__in=own_keys(actor), state__in=PLANNED_STATES, improvement_plan=None
    )
    return list(found.select_related("centre", "round").order_by("-created_at", "-pk"))


@require_safe
def plan(request: HttpRequest, number: str) -> HttpResponse:
    """One plan; before it is made, what it would rest on."""
    case = own_case(request, number)
    require(request_actor(request), Verb.IMPROVE, case)
    found = plan_of(case)
    rules, lost = rules_of(case), lost_of(case)
    table = None
    if found is not None:
        table = Table(request, ordered_tasks(found), tasks_spec(case, rules.edition))
        if exported := table.export():
            return exported
    decision = standing_decision(case)
    context = {
        "case": case,
        "plan": with_counts(ImprovementPlan.objects.filter(pk=found.pk)).get() if found else None,
        "table": table,
        "decision": decision,
        "outdated": found is not None and decision is not None and found.decision_id != decision.pk,
        "way": lost.way,
        "lost": _lost(lost, found),
        "later": _later(later_result(found), found, rules.edition) if found else None,
        **_earlier(case),
        "may_promise": case.state == State.ANNOUNCED,
        "actor": ACTOR,
    }
    return render(request, "centre/plan.html", context)


@require_POST
def start(request: HttpRequest, number: str) -> HttpResponse:
    """Make the plan with one click."""
    case = own_case(request, number)
    try:
        made = start_plan(request_actor(request), case.pk)
    except RefusedError as error:
        messages.error(request, str(error.refusal))
        return redirect("centre:plans")
    carried = made.tasks.exclude(carried_from=None).count()
    said = _("计划已建立，按最省力的提升办法列了 %(count)s 项任务。") % {"count": made.tasks_made - carried}
    if carried:
        said += _("上次计划没有完成的 %(count)s 项一并转入。") % {"count": carried}
    messages.success(request, said)
    return redirect("centre:plan", number)


def _earlier(case: Case) -> dict[str, Any]:
    """The centre's plan before this result: what it brought here, and what it left unfinished."""
    before = plan_before(case)
    if before is None:
        return {"before": None}
    later = later_result(before)
    came = later if later is not None and later.case.pk == case.pk else None
    return {
        "before": before,
        "left": unfinished(before).count(),
        "came": _later(came, before, rules_of(before.case).edition),
    }


def _lost(lost: Lost, found: ImprovementPlan | None) -> dict[str, list[dict[str, Any]]]:
    """What was lost, the greatest losses apart; each scoring point with whether the plan has it."""
    tasks = found.tasks.exclude(state__in=LEFT_TASKS) if found else None
    planned = set(tasks.values_list("serial", "point")) if tasks is not None else set()
    rows = [_lost_row(one, planned) for one in lost.indicators]
    return {"first": rows[:SHOWN_LOSSES], "rest": rows[SHOWN_LOSSES:]}


def _lost_row(row: LostIndicator, planned: set[tuple[str, str]]) -> dict[str, Any]:
    serial = row.indicator.serial
    return {
        "row": row,
        "planned": any(one == serial for one, _point in planned),
        "points": [{"told": one, "planned": (serial, one.point.id) in planned} for one in row.scoring_points],
    }


def _later(later: LaterResult | None, found: ImprovementPlan, edition: Any) -> dict[str, Any] | None:  # noqa: ANN401
    """The effect: each indicator of the plan in the next result."""
    if later is None:
        return None
    serials = [one for one in dict.fromkeys(found.tasks.values_list("serial", flat=True)) if one]
    rows = [
        {"indicator": edition.by_serial[one], "effect": later.effects[one]}
        for one in serials
        if one in later.effects and one in edition.by_serial
    ]
    gained = sum(1 for row in rows if row["effect"].gain and row["effect"].gain > 0)
    return {"case": later.case, "rows": rows, "gained": gained}
