"""The register of centres: list, record, changes with their history, facts, closing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from xingping.rating.actor import request_actor
from xingping.rating.errors import RefusedError, refuse
from xingping.rating.models import Centre, RatingBody, Survey
from xingping.rating.permissions import allowed, require
from xingping.rating.queries.cases import listed
from xingping.rating.queries.centres import (
    changes_of_centre,
    facts_of_centre,
    listed_centres,
    similar_centres,
)
from xingping.rating.queries.regions import path_of
from xingping.rating.queries.visibility import visible_bodies, visible_cases, visible_centres
from xingping.rating.services.centres import FIELDS, change_centre, close_centre, register_centre, set_facts
from xingping.rating.verbs import Kind, Verb
from xingping.web.body.case_words import state_tag
from xingping.web.body.centre_form import CloseForm, FactForm, RecordForm
from xingping.web.body.centre_table import CENTRES
from xingping.web.body.reading import office_centre, round_reader
from xingping.web.posted import posted
from xingping.web.tables import Table

IMPORT_PAGE = "body:register_import"


def centres(request: HttpRequest) -> HttpResponse:
    """The register, as far as the reader sees it."""
    reader = round_reader(request)
    table = Table(request, listed_centres(visible_centres(reader)), CENTRES)
    context = {
        "table": table,
        "creates": allowed(request_actor(request), Verb.CREATE, Kind.CENTRE) is None,
        "import_url": _address(IMPORT_PAGE),
        "actor": "body",
    }
    return table.export() or render(request, "body/centres.html", context)


def centre_page(request: HttpRequest, centre_id: int) -> HttpResponse:
    """A centre's record, facts, applications and history; facts are entered here."""
    centre, actor = office_centre(request, centre_id), request_actor(request)
    changes = allowed(actor, Verb.CHANGE, centre) is None
    form, status = FactForm(posted(request)), 200
    if request.method == "POST":
        require(actor, Verb.CHANGE, centre)
        status = 422
        if form.is_valid() and _keep_fact(request, centre, form):
            return redirect(f"{reverse('body:centre', args=[centre.pk])}#facts")
    known = {fact.name: fact for fact in form.facts.values()}
    context = {
        "centre": centre,
        "place": path_of(centre.region),
        "facts": [(known.get(one.name), one) for one in facts_of_centre(centre)],
        "form": form,
        "history": [_shown(change) for change in changes_of_centre(centre)],
        "cases": [
            (one, state_tag(one))
            for one in listed(visible_cases(round_reader(request)).filter(centre=centre))
        ],
        "changes": changes,
        "closes": centre.closed_on is None and allowed(actor, Verb.CREATE, centre) is None,
        "surveys": centre.closed_on is None and allowed(actor, Verb.CREATE, Survey.about(centre)) is None,
        "actor": "body",
    }
    return render(request, "body/centre.html", context, status=status)


def new_centre(request: HttpRequest) -> HttpResponse:
    """Enter a centre; one that looks like a known one is asked about first."""
    bodies = list(visible_bodies(round_reader(request)).order_by("name")[:50])
    asked = request.POST.get("body") or request.GET.get("body", "")
    body = next((one for one in bodies if str(one.pk) == asked), bodies[0] if bodies else None)
    if body is None:
        raise refuse("not_found")
    chosen: RatingBody = body

    def save(form: RecordForm) -> Centre:
        return register_centre(request_actor(request), chosen, form.values(), key=request.POST.get("key", ""))

    form = RecordForm(posted(request))
    return _edit(request, form, save, {"title": _("登记中心（站）"), "body": chosen, "bodies": bodies})


def edit_centre(request: HttpRequest, centre_id: int) -> HttpResponse:
    """Change a record; the history keeps what it said before."""
    centre = office_centre(request, centre_id)
    require(request_actor(request), Verb.CHANGE, centre)
    form = RecordForm(posted(request), initial={name: getattr(centre, name) for name in FIELDS})

    def save(form: RecordForm) -> Centre:
        version, reason = int(request.POST.get("version") or -1), form.cleaned_data["reason"]
        return change_centre(request_actor(request), centre.pk, version, form.values(), reason=reason)

    return _edit(request, form, save, {"title": _("修改登记"), "centre": centre, "body": centre.body})


def close(request: HttpRequest, centre_id: int) -> HttpResponse:
    """Note that a centre no longer exists."""
    centre = office_centre(request, centre_id)
    require(request_actor(request), Verb.CREATE, centre)
    form, status = CloseForm(posted(request)), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            try:
                close_centre(request_actor(request), centre.pk, data["closed_on"], data["reason"])
            except RefusedError as error:
                form.add_error(None, str(error.refusal))
            else:
                messages.success(request, _("已登记撤销。"))
                return redirect("body:centre", centre.pk)
    return render(
        request, "body/centre_close.html", {"centre": centre, "form": form, "actor": "body"}, status=status
    )


def _edit(
    request: HttpRequest, form: RecordForm, save: Callable[[RecordForm], Centre], more: dict[str, Any]
) -> HttpResponse:
    status, alike = 200, []
    if request.method == "POST":
        status = 422
        if form.is_valid():
            alike = _alike(request, form, more.get("centre"))
            if not alike:
                try:
                    saved = save(form)
                except RefusedError as error:
                    _show(form, error)
                    status = error.refusal.status
                else:
                    messages.success(request, _("登记已保存。"))
                    return redirect("body:centre", saved.pk)
    context = {
        "form": form,
        "alike": alike,
        "key": request.POST.get("key") or uuid4().hex,
        "actor": "body",
        **more,
    }
    return render(request, "body/centre_form.html", context, status=status)


def _alike(request: HttpRequest, form: RecordForm, centre: Centre | None) -> list[Any]:
    """Centres that may be the same one, unless the officer has said that they are not."""
    if request.POST.get("not_alike") == "1" or centre is not None:
        return []
    data = form.cleaned_data
    rows = visible_centres(round_reader(request))
    found = similar_centres(rows, data["code"], data["name"], data["region"])
    return [one for one in found if not one.same_code]


def _show(form: RecordForm, error: RefusedError) -> None:
    for fault in error.refusal.faults:
        text = f"{fault.message}。{fault.mend}。"
        if not form.place_fault(fault.place, text):
            form.add_error(None, f"{fault.place}：{text}")
    if not error.refusal.faults:
        field = "code" if error.refusal.code == "centre_code_taken" else None
        form.add_error(field, str(error.refusal))


def _keep_fact(request: HttpRequest, centre: Centre, form: FactForm) -> bool:
    data = form.cleaned_data
    try:
        set_facts(request_actor(request), centre.pk, {data["fact"]: (form.value_given(), data["true_on"])})
    except RefusedError as error:
        for fault in error.refusal.faults:
            form.add_error("value", f"{fault.message}。{fault.mend}。")
        if not error.refusal.faults:
            form.add_error(None, str(error.refusal))
        return False
    messages.success(request, _("数据已记录。"))
    return True


def _shown(change: Any) -> dict[str, Any]:  # noqa: ANN401
    labels = {name: str(Centre._meta.get_field(name).verbose_name) for name in change.changes}  # type: ignore[union-attr]
    fields = [(labels[name], before, after) for name, (before, after) in change.changes.items()]
    return {"change": change, "fields": fields}


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
