"""Views of the scenario: the page, its results alone, one case, the export of a round."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from xingping.rating.errors import refuse
from xingping.rating.models import Case
from xingping.rating.queries.national_round import write_decided, write_round
from xingping.rating.queries.scenario_sources import Source, scored_cases, sources_of
from xingping.rating.queries.visibility import visible_cases
from xingping.web.supervisor.movers import MoverRows, may_see
from xingping.web.supervisor.one_case import case_working, position_of
from xingping.web.supervisor.page import ask, page_context, results_context, scenario_reader, settings_context
from xingping.web.supervisor.words import changes

REFRESH = "2"
"""Seconds after which a page that waits for a large file asks again."""
PARQUET = "application/vnd.apache.parquet"


def scenario(request: HttpRequest) -> HttpResponse:
    """The whole page; also the export of who moves."""
    asked = ask(request)
    context = page_context(request, asked)
    exported: HttpResponse | None = context["movers"].export() if "movers" in context else None
    return exported or _answer(request, "supervisor/scenario.html", context)


def results(request: HttpRequest) -> HttpResponse:
    """The results alone, for the page's script; 422 with what is wrong."""
    context = results_context(request, ask(request))
    return _answer(request, "supervisor/scenario_results.html", context)


def mapping(request: HttpRequest) -> HttpResponse:
    """The fields of a draft edition alone, for the page's script."""
    asked = ask(request, compute=False)
    return render(request, "supervisor/scenario_draft.html", settings_context(request, asked))


def case(request: HttpRequest, case_id: int) -> HttpResponse:
    """One case: how its points come about, before and after."""
    asked = ask(request)
    if asked.source is None:
        raise refuse("not_found")
    context = {**results_context(request, asked), "back": request.GET.urlencode()}
    if asked.answer is None or asked.edition is None:
        return _answer(request, "supervisor/case.html", context)
    place = position_of(asked.answer.before, case_id)
    if place is None or not may_see(asked.actor, asked.source, case_id):
        raise refuse("not_found")
    [mover] = MoverRows(asked.answer, asked.actor, asked.source, np.array([place]))[:]
    context |= {
        "mover": mover,
        "working": case_working(asked.answer, place),
        "changes": changes(asked.plan, asked.edition),
    }
    return render(request, "supervisor/case.html", context)


def export(request: HttpRequest, source: str) -> HttpResponseBase:
    """A round's sheets as the wide national file; only the cases that the person may see."""
    return _exported(request, source, write_round, f"{source}.parquet")


def export_decided(request: HttpRequest, source: str) -> HttpResponseBase:
    """The points that the panel decided for these cases, to be scored together with the sheets."""
    return _exported(request, source, write_decided, f"{source}-decided.parquet")


def _exported(
    request: HttpRequest, source: str, write: Callable[[Path, QuerySet[Case], Source], object], name: str
) -> HttpResponseBase:
    actor = scenario_reader(request)
    found = next((one for one in sources_of(actor) if one.name == source and one.round), None)
    if found is None:
        raise refuse("not_found")
    cases = scored_cases(actor, found).filter(pk__in=visible_cases(actor).values("pk"))
    if not cases.exists():
        raise refuse("not_found")
    with tempfile.TemporaryDirectory(prefix="xingping-") as folder:
        path = Path(folder) / name
        write(path, cases, found)
        file = path.open("rb")
    # Gone from the folder, but open: read to its end, then freed.
    return FileResponse(file, as_attachment=True, filename=name, content_type=PARQUET)


def _answer(request: HttpRequest, template: str, context: dict[str, object]) -> HttpResponse:
    """The page; 422 with faults; asked for again by itself while a file is being read."""
    response = render(request, template, context, status=422 if context.get("faults") else 200)
    response["Cache-Control"] = "no-store"
    if context.get("loading"):
        response["Refresh"] = REFRESH
    return response
