"""What an earlier improvement plan left unfinished goes on in the centre's next plan, with its origin."""

from __future__ import annotations

from django.utils import timezone

from xingping.rating.actor import Actor
from xingping.rating.models import ImprovementPlan, ImprovementTask, TaskProgress, TaskState
from xingping.rating.queries.improvement import plan_before, unfinished
from xingping.rating.queries.pinned import guide as pinned_guide


def carry_over(actor: Actor, plan: ImprovementPlan, most: int) -> int:
    """Carry the unfinished tasks of the centre's last plan into a new one; inside its transaction.

    Each keeps its words, owner, day, progress and public promise; indicator and scoring point as far as
    the new guide has them. In the old plan it is closed as carried, so that nothing is counted twice.
    Returns how many; those beyond `most` stay where they are.
    """
    before = plan_before(plan.case)
    if before is None:
        return 0
    old = ImprovementPlan.objects.select_for_update().get(pk=before.pk)
    tasks = list(unfinished(old)[:most])
    for task in tasks:
        _carry(actor, plan, task, before.case.number)
    if tasks:
        old.changed_at = timezone.now()
        old.save(update_fields=["changed_at"])
    return len(tasks)


def _carry(actor: Actor, plan: ImprovementPlan, task: ImprovementTask, origin: str) -> None:
    plan.tasks_made += 1
    serial, point = _known(plan, task)
    made = ImprovementTask.objects.create(
        plan=plan, number=plan.tasks_made, serial=serial, point=point, title=task.title, owner=task.owner,
        due_on=task.due_on, state=task.state, percent=task.percent, commitment=task.commitment,
        committed_on=task.committed_on, carried_from=task,
    )  # fmt: skip
    _report(actor, made, f"由上次计划（{origin}）第 {task.number} 项转入")
    task.state, task.version = TaskState.CARRIED, task.version + 1
    task.save(update_fields=["state", "version"])
    _report(actor, task, f"没有完成，转入下一计划（{plan.case.number}）第 {made.number} 项")


def _known(plan: ImprovementPlan, task: ImprovementTask) -> tuple[str, str]:
    """Indicator and scoring point as far as the new plan's guide has them."""
    rules = pinned_guide(plan.case.guide_hash).by_serial.get(task.serial)
    if rules is None:
        return "", ""
    return task.serial, task.point if any(one.id == task.point for one in rules.scoring_points) else ""


def _report(actor: Actor, task: ImprovementTask, note: str) -> None:
    TaskProgress.objects.create(
        task=task, sequence=task.version, state=task.state, percent=task.percent, note=note, by=actor.person
    )
