"""What an assignment gave, as tables: teams by case, and load and travel by assessor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xingping.rating.queries.assignments import RunView
from xingping.web.tables import Column, TableSpec


def teams_spec(view: RunView, now: Mapping[int, str]) -> TableSpec:
    """Teams by case, as they were found; `now` says what the team is today where that differs."""

    def names(case: Any) -> str:  # noqa: ANN401
        pinned = view.pinned.get(case.pk, frozenset())
        return "、".join(
            f"{view.names.get(one, '—')}{_('（手工）') if one in pinned else ''}"
            for one in view.teams.get(case.pk, ())
        )

    open_wishes = {case.pk for case, _reason in view.unmet if case}
    return TableSpec(
        caption=gettext_lazy("评审组"),
        columns=(
            Column(
                "centre",
                gettext_lazy("中心（站）"),
                lambda case: case.centre.name,
                sort=("centre__name_pinyin",),
                kind="main",
                url=lambda case: reverse("body:team", args=[case.number]),
            ),
            Column("number", gettext_lazy("申报编号"), lambda case: case.number, sort=("number",)),
            Column("team", gettext_lazy("分派的专家"), names),
            Column("now", gettext_lazy("后来的变动"), lambda case: now.get(case.pk, "")),
            Column("anchor", gettext_lazy("锚定件"), lambda case: _("是") if case.pk in view.anchors else ""),
            Column("open", gettext_lazy("未满足"), lambda case: _("有") if case.pk in open_wishes else ""),
        ),
        default_sort="number",
        search=lambda rows, words: rows.filter(centre__name__icontains=words),
        search_label=gettext_lazy("中心名称"),
        empty_title=gettext_lazy("没有要分派的申报件"),
        empty_text=gettext_lazy("已受理、名单还没有告知的申报件才参加分派。"),
        export_name="assignment-teams",
    )


def loads_spec(view: RunView) -> TableSpec:
    """Load and travel by assessor."""
    figures = view.figures
    return TableSpec(
        caption=gettext_lazy("专家负担"),
        columns=(
            Column(
                "name",
                gettext_lazy("姓名"),
                lambda one: one.person.get_full_name(),
                sort=("person__name",),
                kind="main",
                url=lambda one: reverse("body:assessor", args=[one.pk]),
            ),
            Column("profession", gettext_lazy("专业"), lambda one: one.profession, sort=("profession",)),
            Column("home", gettext_lazy("常住地"), lambda one: one.place or one.region, sort=("region",)),
            Column(
                "given", gettext_lazy("本次分派"), lambda one: figures.loads.get(one.pk, 0), kind="number"
            ),
            Column(
                "journeys", gettext_lazy("路程"), lambda one: figures.journeys.get(one.pk, 0), kind="number"
            ),
            Column("now", gettext_lazy("现在在评"), lambda one: one.load, sort=("load",), kind="number"),
        ),
        default_sort="name",
        search=lambda rows, words: rows.filter(person__name__icontains=words),
        search_label=gettext_lazy("姓名"),
        empty_title=gettext_lazy("没有可以分派的专家"),
        export_name="assignment-loads",
    )
