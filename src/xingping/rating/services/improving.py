"""Improvement plans (改进提升计划, clause 4.4): made from a told result, worked on by the centre alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from xingping.core.faults import Fault
from xingping.core.improvement import LostIndicator, PointStanding
from xingping.core.lifecycle import State
from xingping.core.sheet_content import text_fault
from xingping.rating.actor import Actor
from xingping.rating.calendar import today
from xingping.rating.errors import refuse
from xingping.rating.models import Case, ImprovementPlan, ImprovementTask, TaskProgress, TaskState
from xingping.rating.models.improvement import DONE_PERCENT
from xingping.rating.permissions import require
from xingping.rating.queries.improvement import Lost, lost_of
from xingping.rating.queries.pinned import guide as pinned_guide
from xingping.rating.queries.results import standing_decision
from xingping.rating.services.audit import record
from xingping.rating.services.carrying import carry_over
from xingping.rating.services.idempotency import once
from xingping.rating.verbs import Verb

MOST_TASKS = 120
MOST_PROPOSED = 12
"""Tasks that a new plan begins with, at most: a plan of everything is no plan."""
LONGEST_TITLE, LONGEST_OWNER, LONGEST_NOTE = 200, 60, 1000


@dataclass(frozen=True, slots=True)
class TaskSaid:
    """What is written about a task. `version` is the one that was read; None: not compared."""

    title: str
    owner: str = ""
    due_on: date | None = None
    serial: str = ""
    point: str = ""
    version: int | None = None


def start_plan(actor: Actor, case_id: int) -> ImprovementPlan:
    """Make the plan of a told result; a second call finds it.

    It begins with what the centre's last plan left unfinished, and with the shortest way up.

    Raises RefusedError: `not_found`, `not_allowed`, `wrong_state`, `not_told_yet`.
    """
    with transaction.atomic():
        case = Case.objects.select_for_update().filter(pk=case_id).first()
        if case is None:
            raise refuse("not_found")
        role = require(actor, Verb.IMPROVE, case)
        found = ImprovementPlan.objects.filter(case=case).first()
        if found:
            return found
        decision = standing_decision(case)
        if decision is None:
            raise refuse("not_told_yet")
        plan = ImprovementPlan.objects.create(
            case=case, centre_id=case.centre_id, body_id=case.body_id, region=case.region,
            decision=decision, created_by=actor.person, changed_at=timezone.now(), is_demo=case.is_demo,
        )  # fmt: skip
        carried = carry_over(actor, plan, MOST_TASKS - MOST_PROPOSED)
        there = set(plan.tasks.exclude(serial="").values_list("serial", "point"))
        for said in proposed_tasks(lost_of(case)):
            if (said.serial, said.point) not in there:
                _add(plan, said)
        plan.save(update_fields=["tasks_made"])
        record(actor, role, "plan.start", case, after={"tasks": plan.tasks_made, "carried": carried})
    return plan


def add_task(actor: Actor, plan_id: int, said: TaskSaid, *, key: str = "") -> ImprovementTask:
    """Add a task. Raises RefusedError: `not_found`, `invalid`, `tasks_too_many`."""

    def act() -> ImprovementTask:
        plan, role = _locked(actor, plan_id)
        checked = _checked(plan, said)
        if plan.tasks_made >= MOST_TASKS:
            raise refuse("tasks_too_many", most=MOST_TASKS)
        task = _add(plan, checked)
        _touch(plan)
        record(actor, role, "plan.task", plan.case, after=_told(task))
        return task

    request = {"plan": plan_id, "title": said.title, "serial": said.serial, "point": said.point}
    return once(actor, key, "plan.task", request, ImprovementTask, act)


def change_task(actor: Actor, task_id: int, said: TaskSaid) -> ImprovementTask:
    """Change what a task is, who does it and until when; its indicator stays.

    Raises RefusedError: `not_found`, `invalid`, `changed_meanwhile`, `task_carried`.
    """
    with transaction.atomic():
        task, role = _locked_task(actor, task_id, said.version)
        checked = _checked(task.plan, said)
        before = _told(task)
        task.title, task.owner, task.due_on = checked.title, checked.owner, checked.due_on
        _save(task)
        record(actor, role, "plan.task", task.plan.case, before=before, after=_told(task))
    return task


def report_progress(
    actor: Actor, task_id: int, percent: int, note: str = "", *, version: int | None = None
) -> ImprovementTask:
    """Tell how far a task is, 0 to 100; 100 ends it, less takes it up again.

    Raises RefusedError: `not_found`, `invalid`, `changed_meanwhile`, `task_dropped`, `task_carried`.
    """
    with transaction.atomic():
        task, role = _locked_task(actor, task_id, version)
        if task.state == TaskState.DROPPED:
            raise refuse("task_dropped")
        if not 0 <= percent <= DONE_PERCENT:
            raise refuse("invalid", [Fault("进度", "应当是 0 至 100 的整数", "请改成这个范围内的数")])
        state = (
            TaskState.DONE if percent == DONE_PERCENT else TaskState.RUNNING if percent else TaskState.OPEN
        )
        _move(actor, task, state, percent, note)
        record(actor, role, "plan.progress", task.plan.case, after=_told(task), reason=note.strip())
    return task


def drop_task(actor: Actor, task_id: int, note: str, *, version: int | None = None) -> ImprovementTask:
    """Put a task aside, with words why; a public promise about it is no longer shown.

    Raises RefusedError: `not_found`, `reasons_missing`, `changed_meanwhile`, `task_dropped`, `task_carried`.
    """
    with transaction.atomic():
        task, role = _locked_task(actor, task_id, version)
        if task.state == TaskState.DROPPED:
            raise refuse("task_dropped")
        if not note.strip():
            raise refuse("reasons_missing")
        _move(actor, task, TaskState.DROPPED, min(task.percent, DONE_PERCENT - 1), note)
        record(actor, role, "plan.progress", task.plan.case, after=_told(task), reason=note.strip())
    return task


def promise(actor: Actor, task_id: int, text: str, *, version: int | None = None) -> ImprovementTask:
    """Promise a task in public in the centre's own words; empty words take the promise back.

    Raises RefusedError: `not_found`, `commitment_not_public` before the announcement, `invalid`,
    `task_dropped`, `task_carried`, `changed_meanwhile`.
    """
    with transaction.atomic():
        task, role = _locked_task(actor, task_id, version)
        words = text.strip()
        if words and task.plan.case.state != State.ANNOUNCED:
            raise refuse("commitment_not_public")
        if words and task.state == TaskState.DROPPED:
            raise refuse("task_dropped")
        if faults := _text_faults("公开承诺", words, LONGEST_TITLE):
            raise refuse("invalid", faults)
        before = {"commitment": task.commitment}
        task.commitment = words
        task.committed_on = (task.committed_on or today()) if words else None
        _save(task)
        record(actor, role, "plan.promise", task.plan.case, before=before, after={"commitment": words})
    return task


def proposed_tasks(lost: Lost) -> list[TaskSaid]:
    """What a new plan begins with: the shortest way up, else the greatest losses."""
    steps = lost.way.steps if lost.way else ()
    if steps:
        return [
            TaskSaid(point.point.text, serial=step.indicator.serial, point=point.point.id)
            for step in steps
            for point in step.points
        ][:MOST_PROPOSED]
    return [_of_loss(one) for one in lost.indicators[:MOST_PROPOSED]]


def _of_loss(row: LostIndicator) -> TaskSaid:
    worst = next((one for one in row.scoring_points if one.standing is not PointStanding.MET), None)
    if worst is None:
        return TaskSaid(f"提高“{row.indicator.level3}”", serial=row.indicator.serial)
    return TaskSaid(worst.point.text, serial=row.indicator.serial, point=worst.point.id)


def _locked(actor: Actor, plan_id: int) -> tuple[ImprovementPlan, Any]:
    """A plan under its lock, once the person may work on it."""
    rows = ImprovementPlan.objects.select_for_update(of=("self",)).select_related("case")
    plan = rows.filter(pk=plan_id).first()
    if plan is None:
        raise refuse("not_found")
    return plan, require(actor, Verb.IMPROVE, plan.case)


def _locked_task(actor: Actor, task_id: int, version: int | None) -> tuple[ImprovementTask, Any]:
    """A task under the lock of its plan, as it was read; one that was carried on is worked on there."""
    found = ImprovementTask.objects.filter(pk=task_id).values_list("plan_id", flat=True).first()
    plan, role = _locked(actor, found or 0)
    task = ImprovementTask.objects.get(pk=task_id)
    task.plan = plan
    if task.state == TaskState.CARRIED:
        raise refuse("task_carried")
    if version is not None and version != task.version:
        raise refuse("changed_meanwhile")
    return task, role


def _checked(plan: ImprovementPlan, said: TaskSaid) -> TaskSaid:
    """What was written, trimmed. Raises RefusedError: `invalid` with every fault."""
    title, owner = said.title.strip(), said.owner.strip()
    faults = []
    if not title:
        faults.append(Fault("要做什么", "没有填写", "请写明要做什么"))
    faults += _text_faults("要做什么", title, LONGEST_TITLE)
    faults += _text_faults("责任岗位", owner, LONGEST_OWNER)
    rules = pinned_guide(plan.case.guide_hash)
    indicator = rules.by_serial.get(said.serial)
    points = {one.id for one in indicator.scoring_points} if indicator else set()
    if (said.serial and indicator is None) or (said.point and said.point not in points):
        faults.append(Fault("指标", "没有这个指标或要点", "请从列表中选择"))
    if faults:
        raise refuse("invalid", faults)
    return TaskSaid(title, owner, said.due_on, said.serial, said.point)


def _text_faults(place: str, text: str, most: int) -> list[Fault]:
    wrong = text_fault(text, most)
    return [Fault(place, *wrong)] if wrong else []


def _add(plan: ImprovementPlan, said: TaskSaid) -> ImprovementTask:
    plan.tasks_made += 1
    return ImprovementTask.objects.create(
        plan=plan, number=plan.tasks_made, serial=said.serial, point=said.point, title=said.title,
        owner=said.owner, due_on=said.due_on,
    )  # fmt: skip


def _move(actor: Actor, task: ImprovementTask, state: TaskState, percent: int, note: str) -> None:
    if faults := _text_faults("进展", note, LONGEST_NOTE):
        raise refuse("invalid", faults)
    task.state, task.percent = state, percent
    task.done_on = (task.done_on or today()) if state is TaskState.DONE else None
    _save(task)
    TaskProgress.objects.create(
        task=task, sequence=task.version, state=state, percent=percent, note=note.strip(), by=actor.person
    )


def _save(task: ImprovementTask) -> None:
    task.version += 1
    task.save()
    _touch(task.plan)


def _touch(plan: ImprovementPlan) -> None:
    plan.changed_at = timezone.now()
    plan.save(update_fields=["tasks_made", "changed_at"])


def _told(task: ImprovementTask) -> dict[str, Any]:
    """A task as the log tells it; who does it stays out, for it may be a person's name."""
    return {
        "task": task.number,
        "title": task.title,
        "due_on": task.due_on,
        "state": task.state,
        "percent": task.percent,
    }
