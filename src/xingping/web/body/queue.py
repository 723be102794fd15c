"""The officer's queue as a table: what a row shows, how it is found and narrowed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xingping.core.lifecycle import State
from xingping.rating.actor import Actor
from xingping.rating.models import Case, CentreKind
from xingping.rating.queries.cases import BY_BODY, IN_CHAIN, counties_of, find_cases, overdue
from xingping.rating.queries.visibility import in_region, visible_rounds
from xingping.web.body.case_words import due_mark, due_text, stars_mark, stars_text, state_tag, state_text
from xingping.web.displays import day
from xingping.web.tables import Column, Filter, TableSpec

BULK_FORM = "bulk"
"""Id of the form that the rows' boxes belong to."""
TODO, IN_CHAIN_NOW, LATE = "todo", "chain", "overdue"
GROUPS: dict[str, Q] = {TODO: BY_BODY, IN_CHAIN_NOW: IN_CHAIN}
"""Groups of the desk beside the states themselves; `overdue` depends on today."""


def _box(case: Case) -> SafeString:
    label = _("选择 %(number)s") % {"number": case.number}
    return format_html(
        '<input class="check" type="checkbox" name="case" value="{}" form="{}" aria-label="{}">',
        case.pk,
        BULK_FORM,
        label,
    )


def _number(case: Case) -> SafeString:
    return format_html('<span class="nowrap small">{}</span>', case.number)


def _handled_by(case: Case) -> str:
    return case.officer.get_full_name() if case.officer else ""


def _submitted(case: Case) -> date | None:
    return timezone.localdate(case.submitted_at) if case.submitted_at else None


def _submitted_mark(case: Case) -> SafeString | str:
    return format_html('<span class="nowrap">{}</span>', day(_submitted(case))) if case.submitted_at else ""


BOX = Column("box", gettext_lazy("选择"), _box)
COLUMNS: tuple[Column, ...] = (
    Column(
        "centre",
        gettext_lazy("中心（站）"),
        lambda case: case.centre.name,
        sort=("centre__name_pinyin",),
        kind="main",
        url=lambda case: reverse("body:case", args=[case.number]),
    ),
    Column("number", gettext_lazy("申报编号"), _number, sort=("number",), plain=lambda case: case.number),
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
    Column("officer", gettext_lazy("经办人"), _handled_by, sort=("officer__name",)),
    Column("submitted", gettext_lazy("提交日期"), _submitted_mark, sort=("submitted_at",), plain=_submitted),
)
EXPORTED: tuple[Column, ...] = (
    *COLUMNS,
    Column("round", gettext_lazy("批次"), lambda case: case.round.name),
    Column("code", gettext_lazy("中心编号"), lambda case: case.centre.code),
    Column("kind", gettext_lazy("类型"), lambda case: case.get_kind_display()),
    Column("region", gettext_lazy("区划代码"), lambda case: case.region),
)


def narrow_state(rows: QuerySet[Any], chosen: str) -> QuerySet[Any]:
    """Narrow to a state or a group of the desk."""
    if chosen == LATE:
        return rows.filter(overdue())
    return rows.filter(GROUPS[chosen]) if chosen in GROUPS else rows.filter(state=chosen)


def queue_spec(
    reader: Actor, cases: QuerySet[Case], *, export: bool = False, boxes: bool = True
) -> TableSpec:
    """The queue of what a person may see; the filters offer what occurs."""
    columns = EXPORTED if export else (BOX, *COLUMNS) if boxes else COLUMNS
    return TableSpec(
        caption=gettext_lazy("申报件"),
        columns=columns,
        default_sort="due",
        search=find_cases,
        search_label=gettext_lazy("编号、中心、拼音、地区"),
        filters=_filters(reader, cases),
        empty_title=gettext_lazy("还没有申报件"),
        empty_text=gettext_lazy("批次开放后，各中心（站）开始申报，申报件会出现在这里。"),
        empty_action=(gettext_lazy("查看评定批次"), reverse("body:rounds")),
        export_name="cases",
        page_size=50,
    )


def _filters(reader: Actor, cases: QuerySet[Case]) -> tuple[Filter, ...]:
    states: Sequence[tuple[str, Any]] = (
        (TODO, _("待受理审查")),
        (LATE, _("已逾期")),
        (IN_CHAIN_NOW, _("推荐中")),
        *((state.value, _(state.label)) for state in State),
    )
    rounds = [(str(one.pk), one.name) for one in visible_rounds(reader).order_by("-opens_on", "-pk")]
    me = reader.user.pk if reader.user else 0
    return (
        Filter("state", gettext_lazy("状态"), states, narrow_state),
        Filter("round", gettext_lazy("批次"), rounds, lambda rows, one: rows.filter(round=int(one))),
        Filter(
            "county", gettext_lazy("地区"), counties_of(cases), lambda rows, one: rows.filter(in_region(one))
        ),
        Filter(
            "officer",
            gettext_lazy("经办人"),
            [("me", _("我经办的")), ("none", _("没有指定"))],
            lambda rows, one: rows.filter(officer=me) if one == "me" else rows.filter(officer=None),
        ),
        Filter(
            "kind",
            gettext_lazy("类型"),
            [(kind.value, str(kind.label)) for kind in CentreKind],
            lambda rows, one: rows.filter(kind=one),
        ),
    )
