"""Reports of the media about the centre of a case, for the office."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from xingping.rating.queries.media import case_media, for_case
from xingping.rating.queries.visibility import visible_media
from xingping.web.body.reading import office_case, office_reader
from xingping.web.media_table import by_level
from xingping.web.media_table import of_case as table_of_case
from xingping.web.tables import Table


def of_case(request: HttpRequest, number: str) -> HttpResponse:
    """All of them, counted by level; what is older than the round's period is marked."""
    case, rows = office_case(request, number), visible_media(office_reader(request))
    figures = case_media(rows, case)
    table = Table(request, for_case(rows, case), table_of_case(figures.before))
    context = {
        "case": case,
        "table": table,
        "figures": figures,
        "counts": by_level(figures.recent),
        "actor": "body",
    }
    return table.export() or render(request, "body/case_media.html", context)
