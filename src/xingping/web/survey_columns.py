"""Columns that every list of surveys has."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy

from xingping.web.tables import Column

OPENS = Column("opens_on", gettext_lazy("开始"), lambda one: one.opens_on, sort=("opens_on",))
ANSWERED = Column(
    "answered", gettext_lazy("已答"), lambda one: one.answered, sort=("answered",), kind="number"
)
PLANNED = Column("planned", gettext_lazy("计划"), lambda one: one.planned, sort=("planned",), kind="number")


def centre_column(view: str) -> Column:
    """The centre asked about, with a link to the survey's page by that view's name."""
    return Column(
        "centre",
        gettext_lazy("中心（站）"),
        lambda one: one.centre.name,
        sort=("centre__name_pinyin",),
        kind="main",
        url=lambda one: reverse(view, args=[one.pk]),
    )
