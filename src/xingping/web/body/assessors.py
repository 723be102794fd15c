"""The register of assessors (专家库): list, one assessor with load and conflicts, changes, leaving."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xingping.core.roles import Role
from xingping.rating.actor import request_actor
from xingping.rating.errors import RefusedError, refuse
from xingping.rating.models import Assessor, ConflictKind
from xingping.rating.permissions import allowed, require
from xingping.rating.queries.assessors import AT_WORK, listed_assessors, memberships
from xingping.rating.queries.conflicts import kept_conflicts
from xingping.rating.queries.regions import path_of
from xingping.rating.queries.visibility import (
    visible_assessors,
    visible_bodies,
    visible_cases,
    visible_centres,
)
from xingping.rating.services.assessors import (
    change_assessor,
    leave_register,
    register_assessor,
    rejoin_register,
)
from xingping.rating.services.conflicts import end_tie, record_tie
from xingping.rating.verbs import Kind, Verb
from xingping.web.body.assessor_forms import AssessorForm, EndForm, NewAssessorForm, TieForm, initial_of
from xingping.web.body.assessor_table import ASSESSORS, groups_text, why_not
from xingping.web.body.case_words import state_tag
from xingping.web.body.people_forms import ReasonForm
from xingping.web.body.reading import office_reader, reader_as
from xingping.web.posted import posted, typed
from xingping.web.refused import show_refusal
from xingping.web.tables import Table

ACTOR = "body"


def assessors(request: HttpRequest) -> HttpResponse:
    """The register, as far as the reader keeps or audits it."""
    rows = visible_assessors(office_reader(request))
    table = Table(request, listed_assessors(rows), ASSESSORS)
    creates = allowed(request_actor(request), Verb.CREATE, Kind.ASSESSOR) is None
    context = {"table": table, "creates": creates, "actor": ACTOR}
    return table.export() or render(request, "body/assessors.html", context)


def assessor_page(request: HttpRequest, assessor_id: int) -> HttpResponse:
    """One assessor: record, load now, conflicts by kind; ties are written down here."""
    return _page(request, office_assessor(request, assessor_id))


def new_assessor(request: HttpRequest) -> HttpResponse:
    """Enter somebody who holds the role."""
    bodies = list(visible_bodies(reader_as(request, Role.OFFICER)).order_by("name")[:50])
    asked = request.POST.get("body") or request.GET.get("body", "")
    body = next((one for one in bodies if str(one.pk) == asked), bodies[0])
    form = NewAssessorForm(body, posted(request))

    def save(form: AssessorForm) -> Assessor:
        person = form.cleaned_data["person"]
        return register_assessor(
            request_actor(request), body, person, form.values(), key=request.POST.get("key", "")
        )

    return _edit(request, form, save, {"title": _("登记专家"), "body": body, "bodies": bodies})


def edit_assessor(request: HttpRequest, assessor_id: int) -> HttpResponse:
    """Change a record."""
    assessor = office_assessor(request, assessor_id)
    require(request_actor(request), Verb.CHANGE, assessor)
    form = AssessorForm(posted(request), initial=initial_of(assessor))

    def save(form: AssessorForm) -> Assessor:
        version = request.POST.get("version", "")
        known = int(version) if version.isascii() and version.isdigit() else -1
        return change_assessor(request_actor(request), assessor.pk, known, form.values())

    return _edit(request, form, save, {"title": _("修改专家登记"), "assessor": assessor})


@require_POST
def leave(request: HttpRequest, assessor_id: int) -> HttpResponse:
    """Note that somebody takes part no longer, or again; the reason is kept."""
    assessor = office_assessor(request, assessor_id)
    reason, actor = typed(request, "reason"), request_actor(request)
    try:
        if assessor.left_on is None:
            leave_register(actor, assessor.pk, reason)
            messages.success(request, _("已登记退出专家库，以后不再安排。"))
        else:
            rejoin_register(actor, assessor.pk, reason)
            messages.success(request, _("已重新列入专家库。"))
    except RefusedError as error:
        _say_or_raise(request, error)
    return redirect("body:assessor", assessor.pk)


@require_POST
def tie(request: HttpRequest, assessor_id: int) -> HttpResponse:
    """Write down what binds an assessor to a centre."""
    assessor = office_assessor(request, assessor_id)
    require(request_actor(request), Verb.CHANGE, assessor)
    form = _tie_form(request, assessor)
    if form.is_valid():
        data = form.cleaned_data
        try:
            record_tie(
                request_actor(request), assessor.pk, data["centre"], data["reason"],
                kind=ConflictKind(data["kind"]), ended_on=data["ended_on"],
            )  # fmt: skip
        except RefusedError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("回避情形已记录，分派时自动避开。"))
            return redirect("body:assessor", assessor.pk)
    return _page(request, assessor, form, status=422)


@require_POST
def tie_end(request: HttpRequest, assessor_id: int, conflict_id: int) -> HttpResponse:
    """Note the last day of a tie."""
    assessor = office_assessor(request, assessor_id)
    form = EndForm(request.POST)
    if not any(one.conflict.pk == conflict_id for one in kept_conflicts(assessor)):
        raise refuse("not_found")
    if not form.is_valid():
        messages.error(request, _("请填写关系结束的日期。"))
        return redirect("body:assessor", assessor.pk)
    try:
        end_tie(request_actor(request), conflict_id, form.cleaned_data["ended_on"])
    except RefusedError as error:
        _say_or_raise(request, error)
    else:
        messages.success(request, _("已记录结束日期。"))
    return redirect("body:assessor", assessor.pk)


def office_assessor(request: HttpRequest, assessor_id: int) -> Assessor:
    """An assessor of the registers that the reader keeps or audits. Raises RefusedError (`not_found`)."""
    rows = listed_assessors(visible_assessors(office_reader(request)))
    found = rows.filter(pk=assessor_id).first()
    if found is None:
        raise refuse("not_found")
    return found


def _page(
    request: HttpRequest, assessor: Assessor, form: TieForm | None = None, *, status: int = 200
) -> HttpResponse:
    changes = allowed(request_actor(request), Verb.CHANGE, assessor) is None
    reader = office_reader(request)
    rows = list(memberships(assessor).filter(team__case__in=visible_cases(reader)))
    centres = set(visible_centres(reader).filter(conflicts__assessor=assessor).values_list("pk", flat=True))
    context = {
        "assessor": assessor,
        "place": path_of(assessor.region),
        "groups": groups_text(assessor),
        "why_not": why_not(assessor),
        "now": [
            (one, state_tag(one.team.case))
            for one in rows
            if one.ended_at is None and one.team.case.state in AT_WORK
        ],
        "ended": sum(one.ended_at is not None for one in rows),
        "conflicts": [one for one in kept_conflicts(assessor) if one.conflict.centre_id in centres],
        "form": form or (_tie_form(request, assessor) if changes else None),
        "reason": ReasonForm(),
        "changes": changes,
        "actor": ACTOR,
    }
    return render(request, "body/assessor.html", context, status=status)


def _tie_form(request: HttpRequest, assessor: Assessor) -> TieForm:
    form = TieForm(posted(request))
    form.fields["centre"].centres = visible_centres(office_reader(request)).filter(body=assessor.body_id)  # type: ignore[attr-defined]
    return form


def _edit(
    request: HttpRequest, form: AssessorForm, save: Callable[[AssessorForm], Assessor], more: dict[str, Any]
) -> HttpResponse:
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                saved = save(form)
            except RefusedError as error:
                status = error.refusal.status
                if error.refusal.faults:
                    form.show_faults(error.refusal.faults)
                else:
                    show_refusal(form, error)
            else:
                messages.success(request, _("专家登记已保存。"))
                return redirect("body:assessor", saved.pk)
    context = {"form": form, "key": request.POST.get("key") or uuid4().hex, "actor": ACTOR, **more}
    return render(request, "body/assessor_form.html", context, status=status)


def _say_or_raise(request: HttpRequest, error: RefusedError) -> None:
    if error.refusal.code in ("not_found", "not_allowed"):
        raise error
    messages.error(request, str(error.refusal))
