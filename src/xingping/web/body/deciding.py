"""Officers decide on a case: accept, return for correction, refuse; put somebody in charge; write notes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xingping.core.lifecycle import Action
from xingping.core.sheet_content import FORM
from xingping.core.validity import after_working_days
from xingping.rating.actor import Actor, request_actor
from xingping.rating.calendar import WORKING_DAY, today
from xingping.rating.errors import RefusedError, refuse
from xingping.rating.models import Case
from xingping.rating.permissions import require
from xingping.rating.queries.case_file import case_file
from xingping.rating.queries.pinned import rules_of
from xingping.rating.services.accepting import accept as accept_case
from xingping.rating.services.accepting import refuse_application
from xingping.rating.services.applications import assign_officer
from xingping.rating.services.notes import add_note
from xingping.rating.services.returning import return_for_correction
from xingping.rating.verbs import Verb
from xingping.web.body.case import case_context
from xingping.web.body.case_forms import AcceptForm, NoteForm, OfficerForm, RefuseForm, ReturnForm, field_of
from xingping.web.body.reading import decisions_on, office_case
from xingping.web.posted import posted
from xingping.web.refused import show_refusal

Deciding = Callable[[Actor, Case, Any], object]


def accept(request: HttpRequest, number: str) -> HttpResponse:
    """Accept an application."""
    case = _decidable(request, number, Verb.ACCEPT)

    def act(actor: Actor, case: Case, form: Form) -> None:
        accept_case(actor, case.pk, key=form.cleaned_data["key"])
        messages.success(request, _("已受理 %(number)s，申报单位已收到通知。") % {"number": case.number})

    return _decide(request, case, Action.ACCEPT, AcceptForm(posted(request)), act)


def refuse_case(request: HttpRequest, number: str) -> HttpResponse:
    """Refuse an application, with reasons."""
    case = _decidable(request, number, Verb.REFUSE)

    def act(actor: Actor, case: Case, form: Form) -> None:
        refuse_application(actor, case.pk, form.cleaned_data["reason"], key=form.cleaned_data["key"])
        messages.success(
            request, _("已决定不予受理 %(number)s，申报单位已收到理由。") % {"number": case.number}
        )

    return _decide(request, case, Action.REFUSE, RefuseForm(posted(request)), act)


def return_case(request: HttpRequest, number: str) -> HttpResponse:
    """Return an application, with reasons at its indicators."""
    case = _decidable(request, number, Verb.RETURN)
    rules = rules_of(case)
    form = ReturnForm(rules.edition, posted(request))

    def act(actor: Actor, case: Case, form: ReturnForm) -> None:
        reasons, data = form.reasons(), form.cleaned_data
        return_for_correction(actor, case.pk, reasons, reason=data["reason"], key=data["key"])
        messages.success(
            request,
            _("已退回 %(number)s，写明了 %(count)s 处补正要求。")
            % {"number": case.number, "count": len(reasons)},
        )

    last = after_working_days(today(), rules.policy.correction_days, WORKING_DAY)
    more = return_context(case, form, request.GET.get("at", ""))
    more |= {"last": last, "days": rules.policy.correction_days}
    return _decide(request, case, Action.RETURN, form, act, more)


def return_context(case: Case, form: ReturnForm, opened: str) -> dict[str, Any]:
    """The indicators with their fields, by section; `opened` is the serial that was asked about."""
    sections = []
    for part in case_file(case).sections:
        rows = []
        for row in part.indicators:
            field = form[field_of(row.indicator.serial)]
            open_now = bool(field.value()) or row.indicator.serial == opened
            rows.append({"row": row, "field": field, "open": open_now})
        sections.append({"part": part, "rows": rows, "open": any(one["open"] for one in rows)})
    return {"sections": sections, "form_field": form[field_of(FORM)]}


@require_POST
def note(request: HttpRequest, number: str) -> HttpResponse:
    """Write a note for colleagues."""
    case = office_case(request, number)
    form = NoteForm(request.POST)
    if form.is_valid():
        try:
            add_note(request_actor(request), case.pk, form.cleaned_data["text"], key=form.cleaned_data["key"])
        except RefusedError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("备注已保存。"))
            return redirect(f"{request.path.removesuffix('notes/')}#notes")
    return render(request, "body/case.html", case_context(request, case, form), status=422)


@require_POST
def officer(request: HttpRequest, number: str) -> HttpResponse:
    """Put an officer in charge of a case, or nobody."""
    case = office_case(request, number)
    form = OfficerForm(case, request.POST)
    if not form.is_valid():
        raise refuse("invalid")
    chosen = form.cleaned_data["officer"]
    assign_officer(request_actor(request), case.pk, chosen)
    said = _("经办人：%(name)s") % {"name": chosen.get_full_name()} if chosen else _("已取消经办人。")
    messages.success(request, said)
    return redirect("body:case", number)


def _decidable(request: HttpRequest, number: str, verb: Verb) -> Case:
    """The case, if this person may decide in this way at all; its state is checked when acting."""
    case = office_case(request, number)
    require(request_actor(request), verb, case)
    return case


def _decide(
    request: HttpRequest,
    case: Case,
    action: Action,
    form: Form,
    act: Deciding,
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show the form, or act; a refusal is shown at the form with everything that was typed."""
    actor, status = request_actor(request), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                act(actor, case, form)
            except RefusedError as error:
                show_refusal(form, error)
                status = error.refusal.status
            else:
                return redirect("body:case", case.number)
    case.refresh_from_db()
    context = {
        "case": case,
        "form": form,
        "still": action in decisions_on(actor, case),
        "actor": "body",
        **(more or {}),
    }
    return render(request, f"body/case_{action.value}.html", context, status=status)
