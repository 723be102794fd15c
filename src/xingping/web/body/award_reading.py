"""What the pages between decision and award begin with: objects in sight, forms that keep what was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.forms import BaseForm, Form
from django.http import HttpRequest

from xingping.rating.actor import Actor, request_actor
from xingping.rating.errors import RefusedError, refuse
from xingping.rating.models import Announcement, Case, Notice, Objection, Round
from xingping.rating.queries.objections import office_objections
from xingping.rating.queries.visibility import (
    visible_announcements,
    visible_cases,
    visible_notices,
    visible_rounds,
)
from xingping.web.body.reading import office_reader
from xingping.web.refused import show_refusal

MOST_NUMBERS = 5_000


def office_notice(request: HttpRequest, notice_id: int) -> Notice:
    """A notice. Raises RefusedError (`not_found`)."""
    found = visible_notices(office_reader(request)).filter(pk=notice_id).first()
    if found is None:
        raise refuse("not_found")
    return found


def office_announcement(request: HttpRequest, announcement_id: int) -> Announcement:
    """An announcement. Raises RefusedError (`not_found`)."""
    found = visible_announcements(office_reader(request)).select_related("job").filter(pk=announcement_id)
    announcement = found.first()
    if announcement is None:
        raise refuse("not_found")
    return announcement


def office_objection(request: HttpRequest, objection_id: int) -> Objection:
    """An objection. Raises RefusedError (`not_found`)."""
    found = office_objections(office_reader(request)).filter(pk=objection_id).first()
    if found is None:
        raise refuse("not_found")
    return found


def waiting_rounds(request: HttpRequest, ready: Callable[[QuerySet[Case]], QuerySet[Case]]) -> list[Round]:
    """Rounds in which cases are `ready` for the next step, each with their number as `waiting`."""
    reader = office_reader(request)
    counted = ready(visible_cases(reader)).order_by().values_list("round").annotate(count=Count("pk"))
    waiting = dict(counted)
    rounds = list(visible_rounds(reader).filter(pk__in=waiting))
    for one in rounds:
        one.waiting = waiting[one.pk]  # type: ignore[attr-defined]
    return rounds


def chosen_cases(request: HttpRequest) -> list[int]:
    """Keys of the ticked cases; the services look at each again."""
    ticked = request.POST.getlist("case")[:MOST_NUMBERS]
    return [int(one) for one in ticked if one.isascii() and one.isdigit() and len(one) < 19]


def tried(form: BaseForm, act: Callable[[], object]) -> tuple[bool, int]:
    """Act with a valid form; a refusal with its faults is shown at the form. Returns done and status."""
    if not form.is_valid():
        return False, 422
    try:
        act()
    except RefusedError as error:
        show_refusal(form, error)
        for fault in error.refusal.faults:
            form.add_error(None, str(fault))
        return False, error.refusal.status
    return True, 302


def acted(
    request: HttpRequest, form: Form, act: Callable[[Actor, dict[str, Any]], object], done: str
) -> bool:
    """Act from a small form on a page; what went wrong is told as messages. Returns whether it was done."""
    if not form.is_valid():
        for errors in form.errors.values():
            for text in errors:
                messages.error(request, str(text))
        return False
    try:
        act(request_actor(request), form.cleaned_data)
    except RefusedError as error:
        messages.error(request, str(error.refusal))
        for fault in error.refusal.faults:
            messages.error(request, str(fault))
        return False
    messages.success(request, done)
    return True
