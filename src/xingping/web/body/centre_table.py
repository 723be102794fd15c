"""The register of centres as a table."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy

from xingping.rating.models import CentreForm, CentreKind
from xingping.rating.queries.centres import find_centres
from xingping.web.tables import Column, Filter, TableSpec


def _closed(rows: QuerySet[Any], chosen: str) -> QuerySet[Any]:
    return rows.filter(closed_on=None) if chosen == "open" else rows.exclude(closed_on=None)


CENTRES = TableSpec(
    caption=gettext_lazy("中心（站）登记"),
    columns=(
        Column(
            "name",
            gettext_lazy("名称"),
            lambda one: one.name,
            sort=("name_pinyin",),
            kind="main",
            url=lambda one: reverse("body:centre", args=[one.pk]),
        ),
        Column("code", gettext_lazy("编号"), lambda one: one.code, sort=("code",)),
        Column("kind", gettext_lazy("类型"), lambda one: one.get_kind_display(), sort=("kind",)),
        Column("form", gettext_lazy("形式"), lambda one: one.get_form_display(), sort=("form",)),
        Column("place", gettext_lazy("地区"), lambda one: one.place or one.region, sort=("region",)),
        Column("contact", gettext_lazy("联系人"), lambda one: one.contact_name),
        Column("phone", gettext_lazy("联系电话"), lambda one: one.contact_phone),
        Column("closed", gettext_lazy("撤销日期"), lambda one: one.closed_on, sort=("closed_on",)),
    ),
    default_sort="name",
    search=find_centres,
    search_label=gettext_lazy("名称、拼音、编号、地址、地区"),
    filters=(
        Filter("kind", gettext_lazy("类型"), CentreKind.choices, lambda rows, one: rows.filter(kind=one)),
        Filter("form", gettext_lazy("形式"), CentreForm.choices, lambda rows, one: rows.filter(form=one)),
        Filter(
            "state",
            gettext_lazy("状态"),
            (("open", gettext_lazy("在办")), ("closed", gettext_lazy("已撤销"))),
            _closed,
        ),
    ),
    empty_title=gettext_lazy("登记表还是空的"),
    empty_text=gettext_lazy("逐个登记，或从表格导入本机构范围内的中心（站）。"),
    empty_action=(gettext_lazy("登记中心（站）"), reverse_lazy("body:centre_new")),
    export_name="centres",
)
