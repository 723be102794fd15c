"""The officer's list of surveys as a table."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy

from xingping.rating.calendar import today
from xingping.rating.queries.surveys import find_surveys
from xingping.web.survey_columns import ANSWERED, OPENS, PLANNED, centre_column
from xingping.web.survey_words import state_of, state_tag
from xingping.web.tables import Column, Filter, TableSpec


def _standing(rows: QuerySet[Any], chosen: str) -> QuerySet[Any]:
    day = today()
    over = ~Q(ended_at=None) | Q(closes_on__lt=day)
    if chosen == "over":
        return rows.filter(over)
    rows = rows.exclude(over)
    return rows.filter(opens_on__lte=day) if chosen == "open" else rows.filter(opens_on__gt=day)


SURVEYS = TableSpec(
    caption=gettext_lazy("居民调查"),
    columns=(
        centre_column("body:survey"),
        Column("round", gettext_lazy("批次"), lambda one: one.round.name if one.round else ""),
        Column(
            "state", gettext_lazy("状态"), state_tag, sort=("closes_on",), plain=lambda one: state_of(one)[0]
        ),
        OPENS,
        Column("closes_on", gettext_lazy("截止"), lambda one: one.closes_on, sort=("closes_on",)),
        ANSWERED,
        PLANNED,
        Column(
            "response",
            gettext_lazy("应答率"),
            lambda one: f"{one.answered * 100 // one.planned}%",
            kind="number",
        ),
    ),
    default_sort="-closes_on",
    search=find_surveys,
    search_label=gettext_lazy("中心名称、编号、批次"),
    filters=(
        Filter(
            "standing",
            gettext_lazy("状态"),
            (
                ("open", gettext_lazy("进行中")),
                ("early", gettext_lazy("未开始")),
                ("over", gettext_lazy("已结束")),
            ),
            _standing,
        ),
    ),
    empty_title=gettext_lazy("还没有调查"),
    empty_text=gettext_lazy("从中心（站）的登记页建立一次调查，或从评定批次为申报的中心（站）一并建立。"),
    empty_action=(gettext_lazy("到中心（站）登记"), reverse_lazy("body:centres")),
    export_name="surveys",
)
