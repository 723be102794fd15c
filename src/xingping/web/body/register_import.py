"""The register as a file: template, export, import with a preview of every change, then all or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xingping.core.catalogue import find_guide
from xingping.core.roles import Role
from xingping.documents.register_sheet import export_columns, register_csv, register_template, register_xlsx
from xingping.rating.actor import request_actor
from xingping.rating.models import Centre, ImportKind, ImportState
from xingping.rating.permissions import require
from xingping.rating.queries.register import export_rows
from xingping.rating.queries.visibility import visible_centres
from xingping.rating.services.register_import import (
    answer_alike,
    confirm_import,
    give_up_import,
    has_failed,
    own_import,
    start_import,
)
from xingping.rating.verbs import Kind, Verb
from xingping.web.body.importing import (
    ACTOR,
    TONES,
    XLSX,
    Importing,
    exported_body,
    faults_answer,
    file_answer,
)
from xingping.web.body.reading import round_reader

PAGE_LENGTH = 50
SHOWN_ALIKE = 50
SHOWN_FAULTS = 200
EXPORTS = {"xlsx": (XLSX, register_xlsx), "csv": ("text/csv; charset=utf-8", register_csv)}
LISTS = ("new", "changed")
IMPORTING = Importing(
    ImportKind.CENTRES,
    (Role.OFFICER, Role.ADMINISTRATOR),
    start_import,
    "body/register_import.html",
    "body:register_import_one",
)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """Choose a file; what was imported lately stands below."""
    return IMPORTING.start(request)


@require_GET
@never_cache
def one(request: HttpRequest, import_id: int) -> HttpResponse:
    """Where an import stands: being checked, everything wrong, the preview, being written, done."""
    import_ = own_import(request_actor(request), import_id)
    preview = import_.preview
    shown = request.GET.get("show", "")
    shown = shown if shown in LISTS else ("new" if preview.get("new") else "changed")
    context = {
        "actor": ACTOR,
        "import": import_,
        "preview": preview,
        "failed": has_failed(import_),
        "tone": TONES.get(ImportState(import_.state), "info"),
        "working": import_.state in (ImportState.CHECKING, ImportState.WRITING),
        "show": shown,
        "lists": _lists(preview, shown),
    }
    if import_.state == ImportState.FAULTY:
        context["faults"] = preview["faults"][:SHOWN_FAULTS]
        context["more"] = len(preview["faults"]) - SHOWN_FAULTS + preview["more_faults"]
        context["count"] = len(preview["faults"]) + preview["more_faults"]
    if import_.state == ImportState.READY:
        context["alike"] = _alike(preview["alike"][:SHOWN_ALIKE])
        context["page"] = _page(preview[shown], request.GET.get("page", ""))
        changes = [change for row in preview["changed"] for change in row["changes"]]
        context["emptied"] = sum(bool(old) and not new for _name, old, new in changes)
    return render(request, "body/register_import_one.html", context)


@require_GET
@never_cache
def faults(request: HttpRequest, import_id: int) -> HttpResponse:
    """Everything wrong with a file as plain lines, to work through beside the spreadsheet."""
    return faults_answer(own_import(request_actor(request), import_id))


@require_POST
def answer(request: HttpRequest, import_id: int) -> HttpResponse:
    """What was said about names that look alike; the preview is made anew."""
    said = {
        name.removeprefix("alike-"): value
        for name, value in request.POST.items()
        if name.startswith("alike-") and isinstance(value, str)
    }
    return IMPORTING.act(request, import_id, lambda: answer_alike(request_actor(request), import_id, said))


@require_POST
def confirm(request: HttpRequest, import_id: int) -> HttpResponse:
    """Import what the preview shows."""
    plan = request.POST.get("plan", "")
    return IMPORTING.act(request, import_id, lambda: confirm_import(request_actor(request), import_id, plan))


@require_POST
def give_up(request: HttpRequest, import_id: int) -> HttpResponse:
    """Leave it; the register is as it was."""

    def act() -> None:
        give_up_import(request_actor(request), import_id)
        messages.success(request, _("已放弃，登记表没有改动。"))

    return IMPORTING.act(request, import_id, act)


@require_GET
def template(request: HttpRequest) -> HttpResponse:
    """An empty file with every column and how to fill it in."""
    IMPORTING.bodies(request)
    return file_answer(register_template(find_guide().facts), XLSX, "register-template.xlsx")


@require_GET
@never_cache
def export(request: HttpRequest, form: str) -> HttpResponse:
    """The register as the file that the import reads; centres of several bodies do not mix."""
    require(request_actor(request), Verb.EXPORT, Kind.CENTRE)
    reader = round_reader(request)
    body = exported_body(request, reader)
    centres = visible_centres(reader).filter(body=body) if body else Centre.objects.none()
    facts, rows = export_rows(centres, find_guide().facts)
    media_type, made = EXPORTS[form]
    return file_answer(made(export_columns(facts), rows), media_type, f"register.{form}")


def _lists(preview: Mapping[str, Any], shown: str) -> list[tuple[str, str, int, bool]]:
    labels = {"new": _("新登记"), "changed": _("改动")}
    counts = {name: preview.get(name, 0) for name in LISTS}
    sizes = {name: len(one) if isinstance(one, list) else one for name, one in counts.items()}
    return [(name, labels[name], sizes[name], name == shown) for name in LISTS]


def _page(rows: Sequence[Mapping[str, Any]], asked: str) -> Page[Any]:
    page = Paginator([_row(row) for row in rows], PAGE_LENGTH).get_page(asked)
    page.numbers = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)  # type: ignore[attr-defined]
    return page


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the preview with the names of its fields and facts."""
    facts = find_guide().by_fact
    labels = [
        (str(Centre._meta.get_field(name).verbose_name), _said(name, old), _said(name, new))  # type: ignore[union-attr]
        for name, old, new in row["changes"]
    ]
    measured = [
        (facts[name].label if name in facts else name, old, new, day) for name, day, old, new in row["facts"]
    ]
    return {**row, "labels": labels, "measured": measured}


def _said(name: str, value: str) -> str:
    """A value as people know it: the label of a choice."""
    choices = dict(Centre._meta.get_field(name).flatchoices or ())  # type: ignore[union-attr]
    return str(choices.get(value, value))


def _alike(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows with names that look alike, each with all the centres it resembles."""
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        entry = found.setdefault(row["code"], {**row, "others": []})
        entry["others"].append(row)
    return list(found.values())
