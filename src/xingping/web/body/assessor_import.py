"""The register of assessors as a file: template, export, check with every fault by line, confirmation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xingping.core.roles import Role
from xingping.documents.assessor_file import COLUMNS, assessors_csv, assessors_template, assessors_xlsx
from xingping.rating.actor import request_actor
from xingping.rating.models import Assessor, ImportKind, ImportState, RegisterImport
from xingping.rating.permissions import require
from xingping.rating.queries.assessor_plan import export_assessors, group_names
from xingping.rating.queries.visibility import visible_assessors
from xingping.rating.services.assessor_import import (
    confirm_assessor_import,
    give_up_assessor_import,
    own_assessor_import,
    start_assessor_import,
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
from xingping.web.body.reading import office_reader

SHOWN = 200
IMPORTING = Importing(
    ImportKind.ASSESSORS,
    (Role.OFFICER,),
    start_assessor_import,
    "body/assessor_import.html",
    "body:assessor_import_one",
)
EXPORTS = {"xlsx": (XLSX, assessors_xlsx), "csv": ("text/csv; charset=utf-8", assessors_csv)}


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """Choose a file; it is checked at once, and nothing is written before it is confirmed."""
    return IMPORTING.start(request)


@require_GET
@never_cache
def one(request: HttpRequest, assessor_import_id: int) -> HttpResponse:
    """Where an import stands: everything wrong, the preview, done or left."""
    import_ = own_assessor_import(request_actor(request), assessor_import_id)
    preview = import_.preview
    context: dict[str, Any] = {
        "actor": ACTOR,
        "import": import_,
        "preview": preview,
        "tone": TONES.get(ImportState(import_.state), "info"),
    }
    if import_.state == ImportState.FAULTY:
        context["faults"] = preview["faults"][:SHOWN]
        context["count"] = len(preview["faults"])
        context["more"] = len(preview["faults"]) - SHOWN
    if import_.state == ImportState.READY:
        context["lists"] = [
            (_("新登记"), _rows(preview["new"]), len(preview["new"]) - SHOWN),
            (_("改动"), _rows(preview["changed"]), len(preview["changed"]) - SHOWN),
        ]
    return render(request, "body/assessor_import_one.html", context)


@require_GET
@never_cache
def faults(request: HttpRequest, assessor_import_id: int) -> HttpResponse:
    """Everything wrong with a file as plain lines."""
    return faults_answer(own_assessor_import(request_actor(request), assessor_import_id))


@require_POST
def confirm(request: HttpRequest, assessor_import_id: int) -> HttpResponse:
    """Write what the preview shows."""
    plan = request.POST.get("plan", "")

    def act() -> RegisterImport:
        return confirm_assessor_import(request_actor(request), assessor_import_id, plan)

    return IMPORTING.act(request, assessor_import_id, act)


@require_POST
def give_up(request: HttpRequest, assessor_import_id: int) -> HttpResponse:
    """Leave it; the register is as it was."""

    def act() -> RegisterImport:
        return give_up_assessor_import(request_actor(request), assessor_import_id)

    return IMPORTING.act(request, assessor_import_id, act)


@require_GET
def template(request: HttpRequest) -> HttpResponse:
    """An empty file with every column and how to fill it in."""
    IMPORTING.bodies(request)
    return file_answer(assessors_template(list(group_names())), XLSX, "assessors-template.xlsx")


@require_GET
@never_cache
def export(request: HttpRequest, form: str) -> HttpResponse:
    """The register as the file that the import reads; those who left are not in it."""
    require(request_actor(request), Verb.EXPORT, Kind.ASSESSOR)
    reader = office_reader(request)
    body = exported_body(request, reader)
    rows = visible_assessors(reader).filter(body=body, left_on=None) if body else Assessor.objects.none()
    media_type, made = EXPORTS[form]
    return file_answer(made(export_assessors(rows)), media_type, f"assessors-register.{form}")


def _rows(rows: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    labels = {column.name: column.header for column in COLUMNS}
    return [
        {**row, "labels": [(labels[name], old, new) for name, old, new in row["changes"]]}
        for row in rows[:SHOWN]
    ]
