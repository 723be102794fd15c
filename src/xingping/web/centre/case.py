"""A case for its applicant: where it lies, what has happened, taking it back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from xingping.core.lifecycle import Action, actions_from
from xingping.core.roles import Role
from xingping.core.scoring import Result
from xingping.rating.actor import request_actor
from xingping.rating.errors import RefusedError
from xingping.rating.models import Case, CaseEvent, EvidenceItem, SelfAssessment
from xingping.rating.queries.applicant import OwnCase, own_progress
from xingping.rating.queries.pinned import rules_of
from xingping.rating.queries.told import shown_state
from xingping.rating.services.submitting import withdraw as withdraw_case
from xingping.web.body.case_words import due_text
from xingping.web.centre.own import ACTOR, own_case
from xingping.web.centre.steps import next_of, state_words, told_of, tone_of, way_of
from xingping.web.centre.workspace import entries_of, standing_reasons
from xingping.web.posted import typed
from xingping.web.public.self_check_answer import computed
from xingping.web.public.self_check_entries import values_of


@require_safe
def page(request: HttpRequest, number: str) -> HttpResponse:
    """State, way, deadline, the one next thing to do, history."""
    return _page(request, own_case(request, number), "")


@require_POST
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Take the application back for good."""
    case = own_case(request, number)
    reason = typed(request, "reason").strip()
    try:
        withdraw_case(request_actor(request), case.pk, reason, key=request.POST.get("key", ""))
    except RefusedError as error:
        return _page(request, case, str(error.refusal))
    messages.success(request, _("申报已撤回。"))
    return redirect("centre:case", number)


def own_result(case: Case, sheet: SelfAssessment) -> Result:
    """The self-assessment scored by core, missing indicators allowed."""
    rules = rules_of(case)
    values = values_of(entries_of(case, sheet), rules.edition, rules.guide)
    return computed(rules.edition, rules.guide, values)


def _page(request: HttpRequest, case: Case, fault: str) -> HttpResponse:
    sheet = SelfAssessment.objects.get(case=case)
    own: OwnCase = own_progress(case)
    events = list(CaseEvent.objects.filter(case=case).order_by("sequence"))
    context = {
        "actor": ACTOR,
        "case": case,
        "own": own,
        "next": next_of(own),
        "state": state_words(case),
        "tone": tone_of(case),
        "due": due_text(case),
        "steps": way_of(case),
        "history": told_of(events),
        "reasons": standing_reasons(case),
        "result": own_result(case, sheet),
        "evidence_count": EvidenceItem.objects.filter(case=case, removed_at=None).count(),
        "may_withdraw": Action.WITHDRAW in actions_from(shown_state(case), Role.APPLICANT),
        "fault": fault,
    }
    return render(request, "centre/case.html", context, status=409 if fault else 200)
