"""What the three years bring in the demo: plans, stars lowered and cancelled, plaques that come back."""

from __future__ import annotations

from datetime import timedelta

from xingping.core.plaque_lifecycle import PlaqueAction
from xingping.rating.actor import Actor
from xingping.rating.calendar import today
from xingping.rating.models import Blob, Case, Certificate, Incident, IncidentSource
from xingping.rating.services.cancellation_appeals import appeal_cancellation
from xingping.rating.services.certificates import Announced
from xingping.rating.services.downgrading import downgrade, propose_downgrade
from xingping.rating.services.improving import TaskSaid, change_task, promise, report_progress, start_plan
from xingping.rating.services.incidents import (
    Report,
    cancel,
    give_notice,
    propose_cancellation,
    report_incident,
    state_case,
)
from xingping.rating.services.plaques import PlaqueMove, move_plaque
from xingping.rating.services.rechecking import Finding, draw_rechecks, prepare_draw, tell_recheck

_WORK = (
    ("演示·副主任", 40, 60, "演示：已经和两家单位谈妥，下月签约。"),
    ("演示·财务", -6, 20, "演示：等街道批复经费。"),
    ("演示·社工", 20, 100, "演示：已经完成，资料归档。"),
    ("演示·主任", 90, 0, ""),
)
"""(who, days until the day, percent, what was said) of the plan's first tasks."""


def lead_plan(applicant: Actor, made: Certificate) -> None:
    """An improvement plan on the way: done, running, late, and one promise in public."""
    plan = start_plan(applicant, made.case_id)
    tasks = list(plan.tasks.all()[: len(_WORK)])
    for task, (owner, days, percent, note) in zip(tasks, _WORK, strict=False):
        said = TaskSaid(task.title, owner, today() + timedelta(days=days), task.serial, task.point)
        change_task(applicant, task.pk, said)
        if note:
            report_progress(applicant, task.pk, percent, note)
    if tasks:
        promise(applicant, tasks[0].pk, "演示：年底前把联系单位增加到六家，每月公布活动安排。")


def lead_recheck(officer: Actor, round_id: int) -> None:
    """A random re-check of the round: drawn, the first one told."""
    draw = draw_rechecks(officer, prepare_draw(officer, round_id).pk, "演示：当天开奖号码 08 15 16 23 30 33")
    finding = Finding("演示：现场核对服务项目、开放时间和公示，与评定时一致。", today())
    tell_recheck(officer, draw.rechecks.get(position=1).pk, finding)


def lower_star(officer: Actor, colleague: Actor, applicant: Actor, case: Case) -> None:
    """A star that was lowered by one: heard, proposed, decided by a colleague."""
    made = Certificate.objects.get(case=case)
    incident = _heard(officer, applicant, made, "演示：抽查发现夜间和周末不再开放，服务项目减少三项。")
    reason = "演示：开放时间和服务项目少于评定时，不再达到原星级。"
    propose_downgrade(officer, incident.pk, made.stars - 1, reason, _document(11))
    downgrade(colleague, incident.pk)


def cancel_star(officer: Actor, colleague: Actor, applicant: Actor, case: Case) -> None:
    """A star that was cancelled, against which the centre has appealed; nobody has decided yet."""
    made = Certificate.objects.get(case=case)
    incident = _heard(officer, applicant, made, "演示：主管部门通报，消防检查不合格。")
    propose_cancellation(officer, incident.pk, "演示：消防检查不合格，逾期没有整改。", _document(12))
    cancel(colleague, incident.pk)
    words = "演示：整改已在期限内完成，复检合格，附复检报告编号；请复查。"
    appeal_cancellation(applicant, incident.pk, words)


def _heard(officer: Actor, applicant: Actor, made: Certificate, description: str) -> Incident:
    incident = report_incident(officer, made.pk, Report(IncidentSource.INSIDE, description))
    give_notice(officer, incident.pk, description)
    return state_case(applicant, incident.pk, "演示：情况已了解，正在整改。")


def _document(number: int) -> Announced:
    return Announced(f"演示评决〔{today().year}〕{number} 号", today())


def change_plaque(officer: Actor, made: Certificate, picture: Blob) -> None:
    """The plaque that was handed over is worn: a new one takes its place; the old one is still out."""
    old = made.plaques.get()
    move_plaque(
        officer, old.pk, PlaqueAction.REPLACE, PlaqueMove(today(), reason="演示：牌面褪色，换发新牌。")
    )
    new = made.plaques.get(number=2)
    move_plaque(officer, new.pk, PlaqueAction.PRODUCE, PlaqueMove(today()))
    given = PlaqueMove(today(), receiver="演示·签收人", signature=picture)
    move_plaque(officer, new.pk, PlaqueAction.HAND_OVER, given)


def take_plaques_back(officer: Actor, made: Certificate, picture: Blob) -> None:
    """After a cancellation: one plaque is returned with its photo, the other announced void."""
    old, new = made.plaques.order_by("number")
    back = PlaqueMove(today(), reason="演示：中心送回，经办人当面查验。", photo=picture)
    move_plaque(officer, new.pk, PlaqueAction.RETURN, back)
    void = PlaqueMove(
        today(), reason="演示：没有找到，公告作废。", announcement_number=f"演示评告〔{today().year}〕7 号"
    )
    move_plaque(officer, old.pk, PlaqueAction.VOID, void)
