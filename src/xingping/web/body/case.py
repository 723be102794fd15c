"""One case on one page for those who decide on it, and its history."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from xingping.core.lifecycle import Action, State
from xingping.core.roles import Role
from xingping.rating.actor import Actor, request_actor
from xingping.rating.models import Case, Note
from xingping.rating.permissions import allowed
from xingping.rating.queries.audit_log import entries_of_case, find_entries, find_without_assessors
from xingping.rating.queries.case_file import CaseFileView, case_file
from xingping.rating.queries.deadlines import left_of
from xingping.rating.queries.duplicates import Duplicate, by_photo, duplicates_of
from xingping.rating.queries.regions import path_of
from xingping.rating.queries.team import team_view
from xingping.rating.queries.visibility import visible_cases
from xingping.rating.verbs import Verb
from xingping.web.body.audit_table import audit_spec
from xingping.web.body.case_forms import NoteForm, OfficerForm
from xingping.web.body.reading import decisions_on, office_case, office_reader
from xingping.web.tables import Table

STEPS: tuple[tuple[State, tuple[State, ...]], ...] = (
    (State.DRAFT, ()),
    (State.SUBMITTED, (State.RETURNED,)),
    (State.RECOMMENDED, ()),
    (State.ACCEPTED, (State.REFUSED,)),
    (State.IN_REVIEW, (State.RECONCILING,)),
    (State.IN_PANEL, ()),
    (State.IN_FEEDBACK, (State.NOT_AWARDED,)),
    (State.IN_NOTICE, (State.UNDER_APPEAL,)),
    (State.ANNOUNCED, ()),
)
"""The way of a case as a row of steps; states in brackets count as lying at the step."""


def case_page(request: HttpRequest, number: str) -> HttpResponse:
    """Everything about a case: what is to be done, self-assessment, evidence, opinions, history, notes."""
    case = office_case(request, number)
    return render(request, "body/case.html", case_context(request, case))


def case_context(request: HttpRequest, case: Case, note: NoteForm | None = None) -> dict[str, Any]:
    """What the page of a case shows; `note` is a note that could not be kept."""
    actor, reader = request_actor(request), office_reader(request)
    acts = Role.OFFICER in reader.roles
    view = case_file(case)
    duplicates = duplicates_of(case, visible_cases(reader)) if acts else []
    return {
        "case": case,
        "view": view,
        "left": left_of(case),
        "place": path_of(case.region),
        "decisions": [_decision(action) for action in decisions_on(actor, case)] if acts else [],
        "steps": _steps(view),
        "notes": Note.objects.filter(case=case).select_related("by") if acts else [],
        "note_form": (note or NoteForm()) if acts and _may(actor, Verb.NOTE, case) else None,
        "officer_form": OfficerForm(case) if acts and _may(actor, Verb.ASSIGN, case) else None,
        "reviewed": any(event.target == State.IN_REVIEW for event in view.events),
        "repeated": by_photo(duplicates),
        "flagged": flagged(duplicates),
        "team": team_view(reader, case) if case.accepted_at else None,
        "acts": acts,
        "actor": "body",
    }


def history(request: HttpRequest, number: str) -> HttpResponse:
    """Every audit entry of a case, for its officer and for auditors."""
    case = office_case(request, number)
    audits = Role.AUDITOR in office_reader(request).roles
    find = find_entries if audits else find_without_assessors
    entries = entries_of_case(case, with_assessors=audits)
    table = Table(request, entries, audit_spec(case=case, find=find))
    return table.export() or render(
        request, "body/case_history.html", {"case": case, "table": table, "actor": "body"}
    )


def flagged(duplicates: list[Duplicate]) -> set[int]:
    """Keys of the versions of evidence whose photo occurs elsewhere."""
    return {one.version.pk for one in duplicates}


def _decision(action: Action) -> dict[str, Any]:
    words = {
        Action.ACCEPT: ("body:accept", _("受理"), "primary", "circle-check"),
        Action.RETURN: ("body:return", _("退回补正"), "", "arrow-left"),
        Action.REFUSE: ("body:refuse", _("不予受理"), "danger", "ban"),
    }
    name, label, tone, icon = words[action]
    return {"name": name, "label": label, "tone": tone, "icon": icon}


def _may(actor: Actor, verb: Verb, case: Case) -> bool:
    return allowed(actor, verb, case) is None


def _steps(view: CaseFileView) -> list[dict[str, Any]]:
    """The steps with the day on which each was first reached."""
    case, chain = view.case, view.rules.policy.chain
    reached: dict[str, Any] = {}
    for event in view.events:
        reached.setdefault(event.target, event.at)
    shown = [(main, also) for main, also in STEPS if chain or main is not State.RECOMMENDED]
    state = State(case.state)
    now = next((place for place, (main, also) in enumerate(shown) if state is main or state in also), None)
    steps = []
    for place, (main, also) in enumerate(shown):
        here = place == now
        label = state if here and state in also else main
        done = main in reached or (main is State.DRAFT and now != 0)
        at = reached.get(label)
        steps.append(
            {
                "label": _(label.label),
                "state": "now" if here else "done" if done and (now is None or place < now) else "",
                "note": f"{at:%m-%d}" if at else "",
            }
        )
    return steps
