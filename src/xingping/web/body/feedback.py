"""The applicant's answer to the draft result, for officers: confirmed, or errors of fact to correct."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from xingping.core.lifecycle import Action, State, actions_from
from xingping.core.roles import Role
from xingping.rating.actor import request_actor
from xingping.rating.errors import RefusedError
from xingping.rating.models import Case, Feedback
from xingping.rating.permissions import allowed
from xingping.rating.queries.pinned import rules_of
from xingping.rating.queries.results import standing_decision
from xingping.rating.services.feedback import correct_facts
from xingping.rating.verbs import Verb
from xingping.web.body.meeting_forms import ReasonForm
from xingping.web.body.reading import office_case
from xingping.web.posted import posted
from xingping.web.refused import show_refusal


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
    return _page(request, case, form, status)


def _page(request: HttpRequest, case: Case, form: ReasonForm, status: int) -> HttpResponse:
    answers = list(Feedback.objects.filter(case=case).select_related("decision", "by").order_by("-pk"))
    decision = standing_decision(case)
    given = next((one for one in answers if decision and one.decision_id == decision.pk), None)
    corrects = (
        Action.CORRECT_FACTS in actions_from(State(case.state), Role.OFFICER)
        and given is not None
        and not given.confirmed
        and allowed(request_actor(request), Verb.CORRECT_FACTS, case) is None
    )
    context: dict[str, Any] = {
        "case": case,
        "decision": decision,
        "given": given,
        "errors": named_errors(case, given),
        "earlier": [(one, named_errors(case, one)) for one in answers if one is not given],
        "waits": case.state == State.IN_FEEDBACK and given is None,
        "form": form if corrects or request.method == "POST" else None,
        "actor": "body",
    }
    return render(request, "body/feedback.html", context, status=status)


def named_errors(case: Case, given: Feedback | None) -> list[dict[str, Any]]:
    """The indicators named, with the points of the decision and what was said to be wrong."""
    if given is None:
        return []
    indicators = rules_of(case).edition.by_serial
    points = {one["serial"]: one["points"] for one in given.decision.result["indicators"]}
    return [
        {"indicator": indicators[serial], "points": points.get(serial, ""), "text": text}
        for serial, text in sorted(given.errors.items(), key=lambda one: list(indicators).index(one[0]))
        if serial in indicators
    ]
