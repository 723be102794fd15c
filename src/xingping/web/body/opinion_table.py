"""The office's list of organisations asked for an opinion."""

from __future__ import annotations

from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext_lazy

from xingping.rating.models import OpinionInvitation
from xingping.rating.queries.opinions import find_opinions, standing_of
from xingping.web.opinion_words import KINDS, STANDINGS, standing_name, standing_tag
from xingping.web.tables import Column, Filter, TableSpec


def _received(one: OpinionInvitation) -> object:
    opinion = getattr(one, "opinion", None)
    return opinion.received_at if opinion else ""


OPINIONS = TableSpec(
    caption=gettext_lazy("社会组织、驻区单位意见"),
    columns=(
        Column(
            "organisation",
            gettext_lazy("单位"),
            lambda one: one.organisation or gettext_lazy("（已按保存期限删除）"),
            sort=("organisation",),
            kind="main",
            url=lambda one: reverse("body:opinion", args=[one.pk]),
        ),
        Column("kind", gettext_lazy("单位类型"), lambda one: dict(KINDS)[one.kind], sort=("kind",)),
        Column(
            "centre", gettext_lazy("中心（站）"), lambda one: one.centre.name, sort=("centre__name_pinyin",)
        ),
        Column(
            "case",
            gettext_lazy("申报件"),
            lambda one: one.case.number,
            sort=("case__number",),
            url=lambda one: reverse("body:case_opinions", args=[one.case.number]),
        ),
        Column("state", gettext_lazy("状态"), standing_tag, plain=standing_name),
        Column("until", gettext_lazy("有效至"), lambda one: one.expires_at or "", sort=("expires_at",)),
        Column("received", gettext_lazy("收到时间"), _received, sort=("opinion__received_at",)),
    ),
    default_sort="-until",
    search=find_opinions,
    search_label=gettext_lazy("单位、中心（站）、申报编号"),
    filters=(
        Filter("standing", gettext_lazy("状态"), STANDINGS, standing_of),
        Filter("kind", gettext_lazy("单位类型"), KINDS, lambda rows, one: rows.filter(kind=one)),
    ),
    empty_title=gettext_lazy("还没有邀请单位"),
    empty_text=gettext_lazy("在申报件页面点“单位意见”，邀请社会组织、驻区单位对这个中心（站）提意见。"),
    export_name="opinions",
)
OF_CASE = replace(
    OPINIONS,
    columns=tuple(one for one in OPINIONS.columns if one.name not in ("centre", "case")),
    empty_text=gettext_lazy(
        "邀请几家了解这个中心（站）的社会组织、驻区单位；申报单位提出的名单也会列在这里。"
    ),
)
