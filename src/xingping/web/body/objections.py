"""Objections for officers: the list, and one with its handling."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from xingping.core.objection import OPEN_OBJECTIONS, ObjectionState
from xingping.rating import files
from xingping.rating.actor import request_actor
from xingping.rating.errors import refuse
from xingping.rating.models import Objection
from xingping.rating.permissions import allowed
from xingping.rating.queries.involved import involved_people
from xingping.rating.queries.objections import contact_of, office_objections
from xingping.rating.services.objections import (
    hand_over_objection,
    note_objection,
    reply_objection,
    take_objection,
)
from xingping.rating.verbs import Verb
from xingping.web.body.award_forms import NoteForm, ReplyForm, TextForm
from xingping.web.body.award_reading import acted, office_objection, tried
from xingping.web.body.case_forms import KeyedForm
from xingping.web.body.reading import office_reader
from xingping.web.stored_files import LOCKED_DOWN
from xingping.web.tables import Column, Filter, Table, TableSpec

TONES = {ObjectionState.FILED: "warn", ObjectionState.HANDLED: "info", ObjectionState.UPHELD: "ok"}


def _tag(one: Objection) -> SafeString:
    state = ObjectionState(one.state)
    return format_html('<span class="tag {}">{}</span>', TONES.get(state, ""), _(state.label))


OBJECTIONS = TableSpec(
    caption=gettext_lazy("异议"),
    columns=(
        Column(
            "centre",
            gettext_lazy("单位"),
            lambda one: one.item.centre_name,
            sort=("item__centre_name",),
            kind="main",
            url=lambda one: one.get_absolute_url(),
        ),
        Column("number", gettext_lazy("异议序号"), lambda one: one.number, sort=("number",), kind="number"),
        Column(
            "notice", gettext_lazy("公示"), lambda one: one.item.notice.number, sort=("item__notice__number",)
        ),
        Column(
            "state", gettext_lazy("状态"), _tag, sort=("state",), plain=lambda one: one.get_state_display()
        ),
        Column("handler", gettext_lazy("办理人"), lambda one: one.handler, sort=("handler__name",)),
        Column("filed", gettext_lazy("收到时间"), lambda one: one.filed_at, sort=("filed_at",)),
        Column("due", gettext_lazy("答复期限"), lambda one: one.due_on, sort=("due_on",)),
    ),
    default_sort="due",
    search=lambda rows, words: rows.filter(item__centre_name__icontains=words),
    search_label=gettext_lazy("单位名称"),
    filters=(
        Filter(
            "state",
            gettext_lazy("状态"),
            [(one.value, gettext_lazy(one.label)) for one in ObjectionState],
            lambda rows, one: rows.filter(state=one),
        ),
    ),
    empty_title=gettext_lazy("没有异议"),
    empty_text=gettext_lazy("公示期间有人提出异议时，会出现在这里，并通知经办人。"),
    export_name="objections",
)


@require_safe
def objections(request: HttpRequest) -> HttpResponse:
    """Every objection about the body's cases."""
    table = Table(request, office_objections(office_reader(request)), OBJECTIONS)
    return table.export() or render(request, "body/objections.html", {"table": table, "actor": "body"})


@require_safe
def objection(request: HttpRequest, objection_id: int) -> HttpResponse:
    """One objection: what is said, what was done, the answer."""
    found = office_objection(request, objection_id)
    return render(request, "body/objection.html", _context(request, found, ReplyForm()))


@require_POST
def take(request: HttpRequest, objection_id: int) -> HttpResponse:
    """Begin to handle it."""
    found = office_objection(request, objection_id)
    acted(
        request,
        KeyedForm(request.POST),
        lambda actor, _data: take_objection(actor, found.pk),
        _("由您办理。"),
    )
    return redirect("body:objection", found.pk)


@require_POST
def note(request: HttpRequest, objection_id: int) -> HttpResponse:
    """Write down what was done to find out."""
    found = office_objection(request, objection_id)
    acted(
        request,
        NoteForm(request.POST),
        lambda actor, data: note_objection(actor, found.pk, data["text"], public=data["public"]),
        _("经过已记下。"),
    )
    return redirect("body:objection", found.pk)


@require_POST
def hand_over(request: HttpRequest, objection_id: int) -> HttpResponse:
    """Give it back to the colleagues."""
    found = office_objection(request, objection_id)
    acted(
        request,
        TextForm(request.POST),
        lambda actor, data: hand_over_objection(actor, found.pk, data["text"]),
        _("已交回，请未参与过的同事办理。"),
    )
    return redirect("body:objection", found.pk)


@require_POST
def reply(request: HttpRequest, objection_id: int) -> HttpResponse:
    """Answer it."""
    found = office_objection(request, objection_id)
    form = ReplyForm(request.POST)
    done, status = tried(
        form,
        lambda: reply_objection(
            request_actor(request),
            found.pk,
            upheld=form.cleaned_data["outcome"] == "upheld",
            reply=form.cleaned_data["text"],
            key=form.cleaned_data["key"],
        ),
    )
    if done:
        return redirect("body:objection", found.pk)
    return render(request, "body/objection.html", _context(request, found, form), status=status)


@require_safe
def evidence(request: HttpRequest, objection_id: int) -> HttpResponseBase:
    """The file that came with an objection, as a download; the applicant never sees it."""
    found = office_objection(request, objection_id)
    if found.blob is None:
        raise refuse("not_found")
    try:
        source = files.opened(found.blob_id or "")
    except FileNotFoundError:
        raise refuse("not_found") from None
    response = FileResponse(source, as_attachment=True, filename=found.file_name)
    response.headers["Content-Type"] = found.blob.media_type
    response.headers["Content-Security-Policy"] = LOCKED_DOWN
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _context(request: HttpRequest, found: Objection, form: ReplyForm) -> dict[str, Any]:
    actor = request_actor(request)
    mine = actor.user is not None and found.handler_id == actor.user.pk
    may = allowed(actor, Verb.REPLY, found.case) is None
    involved = actor.user is not None and actor.user.pk in involved_people(found.case)
    open_now = found.state in OPEN_OBJECTIONS
    return {
        "objection": found,
        "state": _tag(found),
        "steps": found.steps.select_related("by"),
        "contact": contact_of(found) if mine and open_now else "",
        "mine": mine and open_now and may,
        "may_take": may and open_now and not found.handler_id and not involved,
        "involved": involved and open_now,
        "form": form,
        "note_form": NoteForm(),
        "hand_over_form": TextForm(),
        "case_url": reverse("body:outcome", args=[found.case.number]),
        "actor": "body",
    }
