"""Addresses of what-if scenarios."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, path

from xingping.rating.verbs import Kind, Verb
from xingping.web.access import needs

app_name = "supervisor"


def _statistics(module: str, name: str) -> Callable[..., HttpResponseBase]:
    """A view for readers of statistics, imported when first asked for: computing takes a while to load."""

    def view(request: HttpRequest, **named: Any) -> HttpResponseBase:  # noqa: ANN401
        answered: HttpResponseBase = getattr(import_module(module), name)(request, **named)
        return answered

    return needs(Verb.LIST, Kind.STATISTICS)(view)


_PAGES, _SAVED = "xingping.web.supervisor.pages", "xingping.web.supervisor.saved_pages"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", _statistics(_PAGES, "scenario"), name="scenario"),
    path("", _statistics(_PAGES, "scenario"), name="home"),
    path("results/", _statistics(_PAGES, "results"), name="results"),
    path("draft/", _statistics(_PAGES, "mapping"), name="draft"),
    path("cases/<int:case_id>/", _statistics(_PAGES, "case"), name="case"),
    path("rounds/<slug:source>.parquet", _statistics(_PAGES, "export"), name="export"),
    path("rounds/<slug:source>/decided.parquet", _statistics(_PAGES, "export_decided"), name="decided"),
    path("plans/", _statistics("xingping.web.supervisor.plan_pages", "plans"), name="plans"),
    path("saved/", _statistics(_SAVED, "saved"), name="saved"),
    path("saved/new/", _statistics(_SAVED, "save"), name="save"),
    path("saved/<int:scenario_id>/", _statistics(_SAVED, "open_saved"), name="open"),
    path("saved/<int:scenario_id>/remove/", _statistics(_SAVED, "remove"), name="remove"),
    path("compare/", _statistics(_SAVED, "compare"), name="compare"),
]
