"""Home of an assessor: the own cases with what is next, and one page a case to start from."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from xingping.core.lifecycle import State
from xingping.rating.actor import request_actor
from xingping.rating.errors import refuse
from xingping.rating.queries.own_work import OwnWork, own_work
from xingping.web.assessor.own import ACTOR, next_of
from xingping.web.body.case_words import due_text, state_text

AT_WORK = (State.ACCEPTED, State.IN_REVIEW, State.RECONCILING)
"""States in which an assessor has, or will have, something to do."""


@require_safe
@never_cache
def home(request: HttpRequest) -> HttpResponse:
    """What waits first; what is done below."""
    shown = [_shown(one) for one in own_work(request_actor(request))]
    open_ = [one for one in shown if one["at_work"]]
    open_.sort(key=lambda one: not one["next"].url)
    context = {
        "actor": ACTOR,
        "open": open_,
        "done": [one for one in shown if not one["at_work"]],
        "on_site": any(one["in_review"] for one in open_),
    }
    return render(request, "assessor/home.html", context)


@require_safe
@never_cache
def case_page(request: HttpRequest, number: str) -> HttpResponse:
    """One case: what is next, its visit, its paper; the place to which messages lead."""
    found = own_work(request_actor(request), number)
    if not found:
        raise refuse("not_found")
    return render(request, "assessor/case.html", {"actor": ACTOR, **_shown(found[0])})


def _shown(work: OwnWork) -> dict[str, Any]:
    case = work.case
    return {
        "work": work,
        "case": case,
        "next": next_of(work),
        "state": state_text(case),
        "due": due_text(case),
        "at_work": State(case.state) in AT_WORK,
        "in_review": case.state == State.IN_REVIEW,
    }
