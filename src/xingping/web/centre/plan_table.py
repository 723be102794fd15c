"""The tasks of an improvement plan as a table."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xingping.core.standard import Edition
from xingping.rating.calendar import today
from xingping.rating.models import Case, ImprovementTask, TaskState
from xingping.rating.queries.improvement import OPEN_TASKS
from xingping.web.displays import day
from xingping.web.tables import Column, Filter, TableSpec

TONES = {TaskState.RUNNING: "info", TaskState.DONE: "ok"}


def is_late(task: ImprovementTask) -> bool:
    """Whether an open task is past its day."""
    return task.state in OPEN_TASKS and task.due_on is not None and task.due_on < today()


def task_tag(task: ImprovementTask) -> SafeString:
    """The state of a task as a tag; late ones say so."""
    if is_late(task):
        return format_html('<span class="tag bad">{}</span>', _("逾期"))
    tone = TONES.get(TaskState(task.state), "")
    return format_html('<span class="tag {}">{}</span>', tone, TaskState(task.state).label)


def tasks_spec(case: Case, edition: Edition) -> TableSpec:
    """The tasks of one case's plan."""

    def indicator(task: ImprovementTask) -> str:
        found = edition.by_serial.get(task.serial)
        return f"{task.serial} {found.level3}" if found else ""

    return TableSpec(
        caption=gettext_lazy("改进任务"),
        columns=(
            Column(
                "title",
                gettext_lazy("要做什么"),
                lambda one: one.title,
                kind="main",
                url=lambda one: reverse("centre:task", args=[case.number, one.number]),
            ),
            Column("indicator", gettext_lazy("指标"), indicator, sort=("serial", "number")),
            Column("owner", gettext_lazy("责任岗位"), lambda one: one.owner or "—", sort=("owner", "number")),
            Column(
                "due",
                gettext_lazy("完成日期"),
                lambda one: day(one.due_on) if one.due_on else "—",
                sort=("day", "number"),
            ),
            Column("percent", gettext_lazy("进度"), _percent, sort=("percent", "number"), kind="number"),
            Column("state", gettext_lazy("状态"), task_tag, sort=("state", "number"), plain=_plain_state),
            Column("origin", gettext_lazy("来源"), _origin, sort=("carried_from", "number")),
            Column("promised", gettext_lazy("公开承诺"), _promised),
        ),
        default_sort="due",
        search=_found,
        search_label=gettext_lazy("任务、责任岗位"),
        filters=(
            Filter("state", gettext_lazy("状态"), (*TaskState.choices, ("late", gettext_lazy("逾期"))), _in),
        ),
        empty_title=gettext_lazy("计划里还没有任务"),
        empty_text=gettext_lazy("从下面的失分指标里挑一项加入计划，或者新增一项任务。"),
        export_name=f"plan-{case.number}",
    )


def _percent(task: ImprovementTask) -> str:
    return f"{task.percent}%"


def _plain_state(task: ImprovementTask) -> str:
    return _("逾期") if is_late(task) else TaskState(task.state).label


def _origin(task: ImprovementTask) -> str:
    return _("上次转入") if task.carried_from_id else "—"


def _promised(task: ImprovementTask) -> str:
    return day(task.committed_on) if task.committed_on else "—"


def _found(rows: QuerySet[Any], words: str) -> QuerySet[Any]:
    return rows.filter(Q(title__icontains=words) | Q(owner__icontains=words))


def _in(rows: QuerySet[Any], state: str) -> QuerySet[Any]:
    if state == "late":
        return rows.filter(state__in=OPEN_TASKS, due_on__lt=today())
    return rows.filter(state=state)
