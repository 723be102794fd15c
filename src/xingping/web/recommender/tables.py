"""The cases of a unit's area as a table."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xingping.core.lifecycle import State
from xingping.rating.queries.cases import find_cases, overdue
from xingping.rating.queries.recommending import Unit
from xingping.web.body.case_words import due_mark, due_text, stars_mark, stars_text, state_tag, state_text
from xingping.web.tables import Column, Filter, TableSpec


def unit_spec(unit: Unit) -> TableSpec:
    """Every case of the unit's area in a round."""

    def narrow(rows: QuerySet[Any], chosen: str) -> QuerySet[Any]:
        if chosen == "mine":
            return rows.filter(state=State.SUBMITTED, level=unit.level.value)
        return rows.filter(overdue()) if chosen == "overdue" else rows.filter(state=chosen)

    states = [(one.value, _(one.label)) for one in State if one is not State.DRAFT]
    return TableSpec(
        caption=gettext_lazy("本地区申报件"),
        columns=(
            Column(
                "centre",
                gettext_lazy("中心（站）"),
                lambda case: case.centre.name,
                sort=("centre__name_pinyin",),
                kind="main",
                url=lambda case: reverse("recommender:case", args=[case.number]),
            ),
            Column("number", gettext_lazy("申报编号"), lambda case: case.number, sort=("number",)),
            Column("place", gettext_lazy("地区"), lambda case: case.place or case.region, sort=("region",)),
            Column(
                "stars",
                gettext_lazy("拟申报"),
                lambda case: stars_mark(case.target_stars),
                sort=("target_stars",),
                plain=lambda case: stars_text(case.target_stars),
            ),
            Column("state", gettext_lazy("状态"), state_tag, sort=("state", "level"), plain=state_text),
            Column("due", gettext_lazy("期限"), due_mark, sort=("due_order", "number"), plain=due_text),
        ),
        default_sort="due",
        search=find_cases,
        search_label=gettext_lazy("编号、中心、拼音、地区"),
        filters=(
            Filter(
                "state",
                gettext_lazy("状态"),
                [("mine", _("待本级推荐")), ("overdue", _("已逾期")), *states],
                narrow,
            ),
        ),
        empty_title=gettext_lazy("还没有申报件"),
        empty_text=gettext_lazy("本地区的中心（站）提交后，申报件会出现在这里。"),
        export_name="recommendations",
    )
