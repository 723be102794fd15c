"""How far the improvement plans of the body's centres are: counts and progress, not what they say."""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from xingping.rating.queries.improvement import counted_plans, region_plans
from xingping.web.body.reading import office_reader
from xingping.web.displays import day, star_name
from xingping.web.tables import Column, Filter, Table, TableSpec


@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """Every plan in sight with its counts, and the same by county."""
    actor = office_reader(request)
    table = Table(request, counted_plans(actor), PLANS)
    if exported := table.export():
        return exported
    regions = list(region_plans(actor))
    context = {"table": table, "regions": regions, "actor": "body"}
    return render(request, "body/plans.html", context)


def _found(rows: QuerySet[Any], words: str) -> QuerySet[Any]:
    return rows.filter(centre__name__contains=words)


def _going(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    if value == "late":
        return rows.filter(tasks_late__gt=0)
    done = rows.filter(tasks_all__gt=0, tasks_done=F("tasks_all"))
    return done if value == "done" else rows.exclude(pk__in=done.values("pk"))


def _stars(one: Any) -> str:  # noqa: ANN401
    return star_name(one.decision.stars) if one.decision.stars else _("未授予星级")


PLANS = TableSpec(
    caption=gettext_lazy("改进提升计划"),
    columns=(
        Column(
            "centre",
            gettext_lazy("中心（站）"),
            lambda one: one.centre.name,
            sort=("centre__name_pinyin", "pk"),
            kind="main",
            url=lambda one: reverse("body:case", args=[one.case.number]),
        ),
        Column("result", gettext_lazy("结果"), _stars, sort=("decision__stars", "pk")),
        Column("all", gettext_lazy("任务"), lambda one: one.tasks_all, ("tasks_all", "pk"), "number"),
        Column("done", gettext_lazy("已完成"), lambda one: one.tasks_done, ("tasks_done", "pk"), "number"),
        Column("late", gettext_lazy("逾期"), lambda one: one.tasks_late, ("tasks_late", "pk"), "number"),
        Column("promised", gettext_lazy("公开承诺"), lambda one: one.tasks_promised, (), "number"),
        Column("changed", gettext_lazy("最近更新"), lambda one: day(one.changed_at), ("changed_at", "pk")),
    ),
    default_sort="-changed",
    search=_found,
    search_label=gettext_lazy("中心（站）名称"),
    filters=(
        Filter(
            "going",
            gettext_lazy("进度"),
            (
                ("late", gettext_lazy("有逾期任务")),
                ("open", gettext_lazy("没有全部完成")),
                ("done", gettext_lazy("全部完成")),
            ),
            _going,
        ),
    ),
    empty_title=gettext_lazy("还没有中心建立计划"),
    empty_text=gettext_lazy("结果送达后，由申报单位在“改进提升计划”里一点建立；这里只看进度，不看内容。"),
    export_name="improvement-plans",
)
