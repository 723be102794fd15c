"""Home of an applicant: its cases with the one next thing to do, and the rounds it may enter."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from xingping.rating.actor import request_actor
from xingping.rating.models import Message
from xingping.rating.queries.applicant import OwnCase, chances, own_cases, own_centres
from xingping.web.account.people import signed_in_person
from xingping.web.body.case_words import due_text
from xingping.web.centre.own import ACTOR
from xingping.web.centre.plan import cases_without_plan, due_rows
from xingping.web.centre.steps import next_of, state_words, tone_of, way_of

SHOWN_MESSAGES = 4
SHOWN_TASKS = 3


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Everything that waits, at a glance."""
    actor = request_actor(request)
    centres = list(own_centres(actor))
    person = signed_in_person(request)
    context = {
        "actor": ACTOR,
        "centres": centres,
        "chances": [one for one in chances(actor, centres) if one.refusal is None],
        "cases": [shown_case(own) for own in own_cases(actor)],
        "plan_due": due_rows(actor, SHOWN_TASKS),
        "plan_waiting": cases_without_plan(actor),
        "latest": Message.objects.filter(recipient=person)[:SHOWN_MESSAGES],
    }
    return render(request, "centre/home.html", context)


def shown_case(own: OwnCase) -> dict[str, Any]:
    """A case as its card shows it."""
    return {
        "case": own.case,
        "own": own,
        "state": state_words(own.case),
        "tone": tone_of(own.case),
        "next": next_of(own),
        "due": due_text(own.case),
        "steps": way_of(own.case),
    }
