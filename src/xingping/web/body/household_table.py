"""The list of a survey's households as a table; who has answered stands in no column."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy

from xingping.web.displays import moment
from xingping.web.tables import Column, Filter, TableSpec


def _made(rows: QuerySet[Any], chosen: str) -> QuerySet[Any]:
    return rows.exclude(letters=0) if chosen == "yes" else rows.filter(letters=0)


HOUSEHOLDS = TableSpec(
    caption=gettext_lazy("住户名单"),
    columns=(
        Column("number", gettext_lazy("户号"), lambda one: one.number, sort=("number",), kind="short"),
        Column(
            "address",
            gettext_lazy("住址"),
            lambda one: one.address,
            sort=("address",),
            kind="main",
            url=lambda one: reverse("body:survey_household", args=[one.survey_id, one.pk]),
        ),
        Column(
            "letters", gettext_lazy("制作次数"), lambda one: one.letters, sort=("letters",), kind="number"
        ),
        Column(
            "made_at",
            gettext_lazy("最近制作"),
            lambda one: moment(one.made_at) if one.made_at else "",
            sort=("made_at",),
        ),
    ),
    default_sort="number",
    search=lambda rows, words: rows.filter(address__contains=words),
    search_label=gettext_lazy("住址"),
    filters=(
        Filter(
            "made",
            gettext_lazy("邀请信"),
            (("no", gettext_lazy("还没有制作")), ("yes", gettext_lazy("制作过"))),
            _made,
        ),
    ),
    empty_title=gettext_lazy("还没有住户"),
    empty_text=gettext_lazy("把住户名单粘贴到上面，一行一户。"),
    export_name="households",
)
