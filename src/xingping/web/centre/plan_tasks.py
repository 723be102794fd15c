"""One task of an improvement plan: written down, worked on, promised in public, put aside."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xingping.core.guide import Guide
from xingping.core.lifecycle import State
from xingping.core.standard import Edition
from xingping.rating.actor import request_actor
from xingping.rating.errors import RefusedError, refuse
from xingping.rating.models import Case, ImprovementPlan, ImprovementTask
from xingping.rating.permissions import require
from xingping.rating.queries.improvement import LEFT_TASKS, plan_of
from xingping.rating.queries.pinned import rules_of
from xingping.rating.services.improving import (
    LONGEST_NOTE,
    LONGEST_OWNER,
    LONGEST_TITLE,
    TaskSaid,
    add_task,
    change_task,
    drop_task,
    promise,
    report_progress,
)
from xingping.rating.verbs import Verb
from xingping.web.acting import Deed, act_page
from xingping.web.body.case_forms import KeyedForm
from xingping.web.centre.own import ACTOR, own_case
from xingping.web.centre.plan_table import is_late
from xingping.web.day_field import DayField
from xingping.web.posted import posted
from xingping.web.refused import show_refusal

CLAUSE = ("standard", "4.4")


class TaskForm(KeyedForm):
    """What is to be done, by whom, until when."""

    title = forms.CharField(
        label=gettext_lazy("要做什么"), max_length=LONGEST_TITLE,
        help_text=gettext_lazy("写成看得见结果的一件事。"),
    )  # fmt: skip
    owner = forms.CharField(
        label=gettext_lazy("责任岗位"), max_length=LONGEST_OWNER, required=False,
        help_text=gettext_lazy("例如“副主任”“财务”；写岗位就可以，不必写姓名。"),
    )  # fmt: skip
    due_on = DayField(label=gettext_lazy("完成日期"), required=False)


class NewTaskForm(TaskForm):
    """The same, at an indicator."""

    serial = forms.ChoiceField(label=gettext_lazy("指标"), required=False)
    field_order = ("key", "serial", "title", "owner", "due_on")

    def __init__(self, edition: Edition, *given: Any, **named: Any) -> None:  # noqa: ANN401
        super().__init__(*given, **named)
        choices = [("", _("不限某项指标"))]
        choices += [(one.serial, f"{one.serial} {one.level3}") for one in edition.indicators]
        self.fields["serial"].choices = choices  # type: ignore[attr-defined]


class ProgressForm(forms.Form):
    """How far a task is."""

    percent = forms.IntegerField(
        label=gettext_lazy("进度（%）"), min_value=0, max_value=100,
        help_text=gettext_lazy("0 至 100 的整数；填 100 就是完成。"),
    )  # fmt: skip
    note = forms.CharField(
        label=gettext_lazy("进展"), required=False, max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=10**9)


class PromiseForm(forms.Form):
    """What is promised in public."""

    text = forms.CharField(
        label=gettext_lazy("承诺的话"), required=False, max_length=LONGEST_TITLE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("居民看得懂的一句话；留空就是撤回承诺。"),
    )  # fmt: skip


class DropForm(forms.Form):
    """Why a task is put aside."""

    note = forms.CharField(
        label=gettext_lazy("理由"), max_length=LONGEST_NOTE, widget=forms.Textarea(attrs={"rows": 3})
    )


def new(request: HttpRequest, number: str) -> HttpResponse:
    """Add a task; `?serial=` and `?point=` name what it is to raise."""
    case, plan = _plan(request, number)
    rules, actor = rules_of(case), request_actor(request)
    serial, point = _asked(request, rules.guide)
    title = rules.guide.by_point[point].text if point else ""
    form = NewTaskForm(rules.edition, posted(request), initial={"serial": serial, "title": title})
    deed = _deed(case, _("新增任务"), _("加入计划"), _("已加入计划。"), reverse("centre:plan", args=[number]))

    def act(data: dict[str, Any]) -> None:
        chosen = data["serial"]
        said = TaskSaid(
            data["title"], data["owner"], data["due_on"], chosen, point if chosen == serial else ""
        )
        add_task(actor, plan.pk, said, key=data["key"])

    return act_page(request, deed, form, act)


def task(request: HttpRequest, number: str, task_number: int) -> HttpResponse:
    """One task with its history; progress is told here."""
    case, found = _task(request, number, task_number)
    form = ProgressForm(posted(request), initial={"percent": found.percent, "version": found.version})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            try:
                report_progress(
                    request_actor(request), found.pk, data["percent"], data["note"], version=data["version"]
                )
            except RefusedError as error:
                show_refusal(form, error)
                status = error.refusal.status
            else:
                messages.success(request, _("进展已登记。"))
                return redirect("centre:task", number, task_number)
    edition = rules_of(case).edition
    context = {
        "case": case,
        "task": found,
        "late": is_late(found),
        "closed": found.state in LEFT_TASKS,
        "origin": found.carried_from,
        "goes_on": ImprovementTask.objects.filter(carried_from=found).select_related("plan__case").first(),
        "indicator": edition.by_serial.get(found.serial),
        "reports": found.reports.select_related("by").order_by("-sequence"),
        "may_promise": case.state == State.ANNOUNCED and found.state not in LEFT_TASKS,
        "form": form,
        "actor": ACTOR,
    }
    return render(request, "centre/plan_task.html", context, status=status)


def change(request: HttpRequest, number: str, task_number: int) -> HttpResponse:
    """Change what a task is."""
    case, found = _task(request, number, task_number)
    actor = request_actor(request)
    initial = {"title": found.title, "owner": found.owner, "due_on": found.due_on}
    form = TaskForm(posted(request), initial=initial)
    deed = _deed(case, _("修改任务"), _("保存"), _("已保存。"), _back(number, task_number))

    def act(data: dict[str, Any]) -> None:
        change_task(actor, found.pk, TaskSaid(data["title"], data["owner"], data["due_on"]))

    return act_page(request, deed, form, act)


def commit(request: HttpRequest, number: str, task_number: int) -> HttpResponse:
    """Promise a task in public, or take the promise back."""
    case, found = _task(request, number, task_number)
    actor = request_actor(request)
    form = PromiseForm(posted(request), initial={"text": found.commitment or found.title})
    deed = _deed(
        case, _("公开承诺"), _("公开"), _("承诺已更新。"), _back(number, task_number),
        _("下面这句话连同完成日期和进度，会显示在本中心的公开页面上；责任岗位和进展说明不公开。"),
    )  # fmt: skip
    return act_page(request, deed, form, lambda data: promise(actor, found.pk, data["text"]))


def drop(request: HttpRequest, number: str, task_number: int) -> HttpResponse:
    """Put a task aside."""
    case, found = _task(request, number, task_number)
    actor = request_actor(request)
    deed = _deed(
        case, _("不再做这项任务"), _("不再做"), _("已放下这项任务。"), _back(number, task_number),
        _("任务和它的经过会保留，不再计入进度；公开承诺不再显示。"),
    )  # fmt: skip
    return act_page(
        request, deed, DropForm(posted(request)), lambda data: drop_task(actor, found.pk, data["note"])
    )


def _plan(request: HttpRequest, number: str) -> tuple[Case, ImprovementPlan]:
    """The plan of one's own case. Raises RefusedError: `not_found`."""
    case = own_case(request, number)
    require(request_actor(request), Verb.IMPROVE, case)
    found = plan_of(case)
    if found is None:
        raise refuse("not_found")
    return case, found


def _task(request: HttpRequest, number: str, task_number: int) -> tuple[Case, ImprovementTask]:
    case, plan = _plan(request, number)
    rows = plan.tasks.select_related("carried_from__plan__case")
    found = rows.filter(number=task_number).first() if task_number < 2**15 else None
    if found is None:
        raise refuse("not_found")
    return case, found


def _asked(request: HttpRequest, guide: Guide) -> tuple[str, str]:
    """Indicator and scoring point of the address; what the guide does not have is left out."""
    serial, point = request.GET.get("serial", ""), request.GET.get("point", "")
    rules = guide.by_serial.get(serial)
    if rules is None:
        return "", ""
    return serial, point if any(one.id == point for one in rules.scoring_points) else ""


def _back(number: str, task_number: int) -> str:
    return reverse("centre:task", args=[number, task_number])


def _deed(case: Case, title: str, button: str, done: str, back: str, consequence: str = "") -> Deed:
    return Deed(
        title, f"{case.centre.name} · {case.number}", button, back, done, consequence, CLAUSE, actor=ACTOR
    )
