"""The result of a case's locked sheets for officers and auditors, and the steps that lead to the panel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from xingping.core.lifecycle import Action, State, actions_from
from xingping.core.roles import Role
from xingping.rating.actor import Actor, request_actor
from xingping.rating.errors import RefusedError
from xingping.rating.models import AgendaItem, Case, Reconciliation
from xingping.rating.permissions import allowed
from xingping.rating.queries.blind_sheets import progress
from xingping.rating.queries.doubt import one_more_offered
from xingping.rating.queries.results import CaseResult, result_for, standing_decision, unreconciled
from xingping.rating.queries.reviews import reconciliations
from xingping.rating.services.reviewing import open_reconciliation, to_panel
from xingping.rating.verbs import Verb
from xingping.web.body.reading import office_case, office_reader
from xingping.web.result_view import shown_certainty, shown_groups

STEPS = (Action.OPEN_RECONCILIATION, Action.TO_PANEL)


@require_safe
def result(request: HttpRequest, number: str) -> HttpResponse:
    """Points by core, spread, disagreements, certainty; before every sheet is locked only how many are."""
    return _page(request, office_case(request, number))


@require_POST
def reconcile(request: HttpRequest, number: str) -> HttpResponse:
    """Let the assessors concerned look again at what differs too much."""
    said = _("已开启差异会商，有关专家会收到通知。")
    return _step(request, number, open_reconciliation, said)


@require_POST
def hand_over(request: HttpRequest, number: str) -> HttpResponse:
    """Hand the case to the panel."""
    return _step(request, number, to_panel, _("已提交评定委员会，请把它列入会议议程。"))


def _step(request: HttpRequest, number: str, act: Callable[..., Case], said: str) -> HttpResponse:
    case = office_case(request, number)
    try:
        act(request_actor(request), case.pk, key=request.POST.get("key", "")[:64])
    except RefusedError as error:
        case.refresh_from_db()
        return _page(request, case, error)
    messages.success(request, said)
    return redirect("body:result", number)


def _page(request: HttpRequest, case: Case, error: RefusedError | None = None) -> HttpResponse:
    actor, reader = request_actor(request), office_reader(request)
    context: dict[str, Any] = {
        "case": case,
        "progress": progress(case),
        "found": None,
        "refusal": error.refusal if error else None,
        "looking": _looking(case),
        "looked": _looked(reader, case),
        "steps": _steps(actor, case),
        "key": uuid4().hex,
        "decision": standing_decision(case),
        "item": AgendaItem.objects.filter(case=case, done_at=None).select_related("meeting").first(),
        "in_panel": case.state == State.IN_PANEL,
        "actor": "body",
    }
    try:
        found = result_for(reader, case)
    except RefusedError as hidden:
        context |= {"hidden": hidden.refusal, "offered": _may_send_one_more(actor, case)}
    else:
        context |= result_context(found)
    return render(request, "body/result.html", context, status=error.refusal.status if error else 200)


def result_context(found: CaseResult) -> dict[str, Any]:
    """What the parts of a page that show a result need."""
    certainty, chances = shown_certainty(found)
    return {
        "found": found,
        "groups": shown_groups(found),
        "open_divergences": unreconciled(found),
        "certainty": certainty,
        "chances": chances,
    }


def _may_send_one_more(actor: Actor, case: Case) -> bool:
    """Whether this person may put one more assessor on the team because the star hangs on little."""
    return allowed(actor, Verb.TEAM, case) is None and one_more_offered(case)


def _steps(actor: Actor, case: Case) -> dict[str, bool]:
    """Which of the two steps the table offers in this state."""
    offered = actions_from(State(case.state), Role.OFFICER)
    return {
        action.value: action in offered and allowed(actor, Verb(action.value), case) is None
        for action in STEPS
    }


def _looking(case: Case) -> dict[str, int]:
    """How far a reconciliation is: answers, never whose."""
    rows = Reconciliation.objects.filter(case=case)
    return {"all": rows.count(), "answered": rows.exclude(answered_at=None).count()}


def _looked(reader: Actor, case: Case) -> list[Reconciliation]:
    """Every answer with before and after, once all have answered."""
    try:
        return list(reconciliations(reader, case))
    except RefusedError:
        return []
