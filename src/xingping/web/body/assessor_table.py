"""The register of assessors as a table."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse, reverse_lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xingping.core.catalogue import find_guide
from xingping.rating.calendar import today
from xingping.rating.models import Assessor
from xingping.rating.queries.assessors import unavailable
from xingping.web.tables import Column, Filter, TableSpec

STATES = (
    ("in", gettext_lazy("在库")),
    ("free", gettext_lazy("未满额")),
    ("expiring", gettext_lazy("培训三个月内到期")),
    ("untrained", gettext_lazy("培训过期或没有")),
    ("left", gettext_lazy("已退出")),
)


def groups_text(one: Assessor) -> str:
    """The groups that an assessor may score, by name."""
    names = {group.id: group.name for group in find_guide().groups}
    return "、".join(names.get(group, group) for group in one.groups) or _("全部")


def why_not(one: Any) -> str:  # noqa: ANN401
    """Why a listed assessor cannot be asked now; "" where they can."""
    return unavailable(one, load=one.load, held=one.held)


def _state(one: Any) -> SafeString:  # noqa: ANN401
    why = why_not(one)
    return format_html('<span class="tag {}">{}</span>', "warn" if why else "ok", why or _("可安排"))


def _search(rows: QuerySet[Any], words: str) -> QuerySet[Any]:
    return rows.filter(
        Q(person__name__icontains=words) | Q(profession__icontains=words) | Q(employer__icontains=words)
    )


def _of_group(rows: QuerySet[Any], group: str) -> QuerySet[Any]:
    """Those who may score a group; the groups are JSON, so they are compared here, a few hundred at most."""
    fitting = [one.pk for one in rows if not one.groups or group in one.groups]
    return rows.filter(pk__in=fitting)


def _narrow(rows: QuerySet[Any], asked: str) -> QuerySet[Any]:
    day = today()
    month = day.month - 1 + 3
    soon = date(day.year + month // 12, month % 12 + 1, 1)
    conditions = {
        "in": Q(left_on=None),
        "free": Q(left_on=None, load__lt=F("capacity")),
        "expiring": Q(left_on=None, trained_until__gte=day, trained_until__lt=soon),
        "untrained": Q(left_on=None) & (Q(trained_until=None) | Q(trained_until__lt=day)),
        "left": ~Q(left_on=None),
    }
    return rows.filter(conditions[asked])


ASSESSORS = TableSpec(
    caption=gettext_lazy("专家库"),
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
        Column("employer", gettext_lazy("工作单位"), lambda one: one.employer, sort=("employer",)),
        Column("home", gettext_lazy("常住地"), lambda one: one.place or one.region, sort=("region",)),
        Column("groups", gettext_lazy("可评的指标组"), groups_text),
        Column("trained", gettext_lazy("培训有效期"), lambda one: one.trained_until, sort=("trained_until",)),
        Column("load", gettext_lazy("在评件数"), lambda one: f"{one.load} / {one.capacity}", sort=("load",)),
        Column("state", gettext_lazy("状态"), _state, plain=lambda one: why_not(one) or _("可安排")),
    ),
    default_sort="name",
    search=_search,
    search_label=gettext_lazy("姓名、专业、工作单位"),
    filters=(
        Filter(
            "group",
            gettext_lazy("指标组"),
            [(one.id, one.name) for one in find_guide().groups],
            _of_group,
        ),
        Filter("state", gettext_lazy("状态"), STATES, _narrow),
    ),
    empty_title=gettext_lazy("专家库还是空的"),
    empty_text=gettext_lazy("先用邀请链接请专家开通账号，再逐个登记，或从表格导入。"),
    empty_action=(gettext_lazy("登记专家"), reverse_lazy("body:assessor_new")),
    export_name="assessors",
)
