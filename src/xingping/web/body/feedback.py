"""The applicant's answer to the draft result, for officers: errors of fact are corrected or answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xingping.core.lifecycle import Action, State, actions_from
from xingping.core.roles import Role
from xingping.rating.actor import request_actor
from xingping.rating.errors import RefusedError
from xingping.rating.models import Case
from xingping.rating.permissions import allowed
from xingping.rating.queries.feedback import Answer, answers_of, open_answer
from xingping.rating.queries.results import standing_decision
from xingping.rating.services.feedback import ANSWERABLE, correct_facts, refuse_claims
from xingping.rating.verbs import Verb
from xingping.web.body.meeting_forms import ReasonForm
from xingping.web.body.reading import office_case
from xingping.web.posted import posted
from xingping.web.refused import show_refusal

PREFIX = "reason-"
"""Before the serial in the name of the field that says why an error is not taken up."""


def feedback(request: HttpRequest, number: str) -> HttpResponse:
    """What the applicant answered; errors of fact named in time go back to the panel."""
    case, actor = office_case(request, number), request_actor(request)
    form, status = ReasonForm(posted(request)), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            try:
                correct_facts(actor, case.pk, data["reason"], key=data["key"])
            except RefusedError as error:
                show_refusal(form, error)
                status = error.refusal.status
            else:
                messages.success(request, _("已退回评定委员会更正事实，请重新列入会议议程。"))
                return redirect("body:result", number)
        case.refresh_from_db()
    return _page(request, case, status, form=form)


@require_POST
def refuse_named(request: HttpRequest, number: str) -> HttpResponse:
    """Tell the applicant why errors that it named are not taken up; what is left empty waits."""
    case = office_case(request, number)
    typed = {
        name.removeprefix(PREFIX): text
        for name, text in request.POST.items()
        if name.startswith(PREFIX) and isinstance(text, str)
    }
    reasons = {serial: text for serial, text in typed.items() if text.strip()}
    key = request.POST.get("key", "")[:64]
    try:
        refuse_claims(request_actor(request), case.pk, reasons, key=key)
    except RefusedError as error:
        case.refresh_from_db()
        said = [f"{one.place}：{one.message}，{one.mend}" for one in error.refusal.faults]
        fault = "；".join(said) or str(error.refusal)
        return _page(request, case, error.refusal.status, typed=typed, fault=fault)
    messages.success(request, _("已答复，理由写在申报单位所指出的内容旁边。"))
    return redirect("body:feedback", number)


def _page(
    request: HttpRequest,
    case: Case,
    status: int,
    *,
    form: ReasonForm | None = None,
    typed: Mapping[str, str] | None = None,
    fault: str = "",
) -> HttpResponse:
    state, decision, answers = State(case.state), standing_decision(case), answers_of(case)
    standing = open_answer(case)
    shown = next(
        (one for one in answers if decision and one.given.decision_id == decision.pk),
        next(
            (one for one in answers if state is State.IN_PANEL and standing and one.given == standing), None
        ),
    )
    may = allowed(request_actor(request), Verb.CORRECT_FACTS, case) is None
    waiting = shown.waiting if shown and may and state in ANSWERABLE else ()
    corrects = bool(waiting) and Action.CORRECT_FACTS in actions_from(state, Role.OFFICER)
    context: dict[str, Any] = {
        "case": case,
        "decision": decision,
        "shown": shown,
        "rows": _rows(shown, typed or {}),
        "earlier": [one for one in answers if one is not shown],
        "waits": state is State.IN_FEEDBACK and shown is None,
        "waiting": waiting,
        "form": (form or ReasonForm()) if corrects or (form and form.is_bound) else None,
        "fault": fault,
        "key": uuid4().hex,
        "actor": "body",
    }
    return render(request, "body/feedback.html", context, status=status)


def _rows(shown: Answer | None, typed: Mapping[str, str]) -> list[dict[str, Any]]:
    """Each error named, with what was typed at it."""
    claims = shown.claims if shown else ()
    return [{"claim": one, "typed": typed.get(one.indicator.serial, "")} for one in claims]
