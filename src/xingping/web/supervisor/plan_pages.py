"""Improvement by county for supervising authorities: counts alone."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from xingping.rating.queries.improvement import region_plans
from xingping.web.supervisor.page import scenario_reader
from xingping.web.tables import Column, Table, TableSpec


@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """By county: told results, plans, tasks, those done and those late."""
    table = Table(request, region_plans(scenario_reader(request)), REGIONS)
    return table.export() or render(request, "supervisor/plans.html", {"table": table})


def _count(name: str, label: Any) -> Column:  # noqa: ANN401
    return Column(name, label, lambda row: row[name], sort=(name, "county"), kind="number")


REGIONS = TableSpec(
    caption=gettext_lazy("各区县的改进提升计划"),
    columns=(
        Column(
            "county",
            gettext_lazy("区（县）"),
            lambda row: f"{row['place']} {row['county']}".strip(),
            sort=("county",),
            kind="main",
        ),
        _count("results", gettext_lazy("已送达的结果")),
        _count("plans", gettext_lazy("已建立计划")),
        _count("tasks_all", gettext_lazy("任务")),
        _count("tasks_done", gettext_lazy("已完成")),
        _count("tasks_late", gettext_lazy("逾期")),
    ),
    default_sort="county",
    tie="county",
    empty_title=gettext_lazy("还没有送达的结果"),
    empty_text=gettext_lazy("评定结果公示或送达之后，各区县的计划和进度会列在这里。"),
    export_name="improvement-by-county",
)
