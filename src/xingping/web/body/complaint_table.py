"""The officer's list of complaints, and the figures per centre, as tables."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse, reverse_lazy
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from xingping.core.complaint import OPEN_STATES
from xingping.rating.calendar import today
from xingping.rating.models import Complaint
from xingping.rating.queries.centres import find_centres
from xingping.rating.queries.complaints import find_complaints, overdue
from xingping.web.complaint_words import CATEGORIES, SAID, STATES, state_name, state_tag_of, time_left
from xingping.web.tables import Column, Filter, TableSpec


def _standing(rows: QuerySet[Any], chosen: str) -> QuerySet[Any]:
    if chosen == "late":
        return overdue(rows, today())
    return rows.filter(state__in=OPEN_STATES) if chosen == "open" else rows.exclude(state__in=OPEN_STATES)


def _place(one: Complaint) -> str:
    return one.centre.name if one.centre else one.place


def _handler(one: Complaint) -> str:
    return one.handler.get_full_name() if one.handler else ""


COMPLAINTS = TableSpec(
    caption=gettext_lazy("投诉与表扬"),
    columns=(
        Column(
            "number",
            gettext_lazy("编号"),
            lambda one: one.number,
            sort=("pk",),
            kind="main",
            url=lambda one: reverse("body:complaint", args=[one.pk]),
        ),
        Column("said", gettext_lazy("类型"), lambda one: dict(SAID)[one.said], sort=("said",)),
        Column(
            "category", gettext_lazy("事项"), lambda one: dict(CATEGORIES)[one.category], sort=("category",)
        ),
        Column("place", gettext_lazy("中心（站）"), _place, sort=("centre__name_pinyin", "place")),
        Column("state", gettext_lazy("状态"), state_tag_of, sort=("state",), plain=state_name),
        Column("due", gettext_lazy("答复期限"), lambda one: one.due_on, sort=("due_on",)),
        Column("left", gettext_lazy("剩余"), time_left),
        Column("handler", gettext_lazy("经办人"), _handler, sort=("handler__name",)),
    ),
    default_sort="due",
    search=find_complaints,
    search_label=gettext_lazy("内容、中心名称、编号"),
    filters=(
        Filter("said", gettext_lazy("类型"), SAID, lambda rows, one: rows.filter(said=one)),
        Filter("category", gettext_lazy("事项"), CATEGORIES, lambda rows, one: rows.filter(category=one)),
        Filter("state", gettext_lazy("状态"), STATES, lambda rows, one: rows.filter(state=one)),
        Filter(
            "standing",
            gettext_lazy("期限"),
            (
                ("open", gettext_lazy("待答复")),
                ("late", gettext_lazy("已逾期")),
                ("done", gettext_lazy("已办结")),
            ),
            _standing,
        ),
    ),
    empty_title=gettext_lazy("还没有来件"),
    empty_text=gettext_lazy("居民从网页或现场二维码提交的投诉、建议和表扬会出现在这里；电话里说的请登记。"),
    empty_action=(gettext_lazy("登记电话或来访"), reverse_lazy("body:complaint_new")),
    export_name="complaints",
)


def _count(name: str, label: Promise) -> Column:
    """A column of one of the counts of `centres_with_voice`."""
    field = f"{name}_count"
    return Column(name, label, lambda one: getattr(one, field), sort=(field,), kind="number")


def _mean(one: Any) -> str:  # noqa: ANN401
    return f"{one.marks / one.rated_count:.1f}（{one.rated_count}）" if one.rated_count else ""


FIGURES = TableSpec(
    caption=gettext_lazy("各中心（站）的来件"),
    columns=(
        Column(
            "name",
            gettext_lazy("中心（站）"),
            lambda one: one.name,
            sort=("name_pinyin",),
            kind="main",
            url=lambda one: reverse("body:centre", args=[one.pk]),
        ),
        _count("complaints", gettext_lazy("投诉")),
        _count("suggestions", gettext_lazy("建议")),
        _count("praise", gettext_lazy("表扬")),
        _count("open", gettext_lazy("待答复")),
        _count("late", gettext_lazy("逾期答复")),
        _count("serious", gettext_lazy("严重")),
        Column("mean", gettext_lazy("办理满意度（人数）"), _mean, kind="number"),
    ),
    default_sort="-complaints",
    search=find_centres,
    empty_title=gettext_lazy("还没有来件"),
    empty_text=gettext_lazy("收到来件后，这里按中心（站）汇总；归为一组的重复来件只算一件。"),
    export_name="complaint-figures",
)
