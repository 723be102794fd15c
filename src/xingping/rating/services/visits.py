"""The on-site visit: planned with the centre told, opened and closed by the lead assessor."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from xingping.core.faults import Fault
from xingping.core.roles import Role
from xingping.core.sheet_content import text_fault
from xingping.rating.actor import Actor
from xingping.rating.errors import refuse
from xingping.rating.models import Case, Team, TeamMember, Visit
from xingping.rating.permissions import require
from xingping.rating.queries.recipients import recipients
from xingping.rating.services.audit import record
from xingping.rating.services.messages import send_message
from xingping.rating.services.transition import locked_case
from xingping.rating.verbs import Verb

LONGEST_RECORD = 20_000
SIDES = ("team", "centre")
MOST_PRESENT = 60


def plan_visit(actor: Actor, case_id: int, starts_at: datetime, ends_at: datetime, place: str) -> Visit:
    """Plan a visit, or move the one that is planned, and tell the centre and the team.

    Raises RefusedError: `team_not_announced`, `visit_planned_already` once it has begun, `invalid`.
    """
    with transaction.atomic():
        case = locked_case(case_id)
        role = _require_lead(actor, case)
        team = Team.objects.filter(case=case).first()
        if team is None or team.announced_at is None:
            raise refuse("team_not_announced")
        wrong = text_fault(place, 200) or (None if place.strip() else ("没有填写", "请填写地点"))
        faults = [Fault("地点", *wrong)] if wrong else []
        if ends_at <= starts_at:
            faults.append(Fault("时间", "结束早于开始", "请改正时间"))
        if faults:
            raise refuse("invalid", faults)
        visit = _running(case) or Visit(case=case)
        if visit.first_meeting_at:
            raise refuse("visit_planned_already")
        visit.starts_at, visit.ends_at, visit.place = starts_at, ends_at, place.strip()
        visit.version += 1
        visit.save()
        record(actor, role, "visit.plan", case, after={"starts_at": starts_at, "ends_at": ends_at})
        day = timezone.localtime(starts_at).strftime("%Y-%m-%d %H:%M")
        for person in recipients(case, (Role.APPLICANT, Role.ASSESSOR)):
            send_message(
                person, subject=f"申报件 {case.number}：现场评估定于 {day}", link=case.get_absolute_url(),
                key=f"visit:{case.pk}:{visit.pk}:{visit.version}",
            )  # fmt: skip
    return visit


def open_visit(actor: Actor, case_id: int, attendance: Sequence[tuple[str, str]]) -> Visit:
    """Hold the first meeting (首次会议): [(name or function, "team" or "centre")] are present.

    Raises RefusedError: `visit_not_running`, `invalid`.
    """
    with transaction.atomic():
        case = locked_case(case_id)
        role = _require_lead(actor, case)
        visit = _running(case)
        if visit is None or visit.first_meeting_at:
            raise refuse("visit_not_running")
        faults = [
            Fault("出席", *wrong)
            for name, side in attendance
            if (wrong := text_fault(name, 80) or (None if side in SIDES else ("哪一方不明", "请选择一方")))
        ]
        if faults or not 0 < len(attendance) <= MOST_PRESENT:
            raise refuse("invalid", faults or [Fault("出席", "没有人出席", "请填写出席人员")])
        visit.attendance = [list(one) for one in attendance]
        visit.first_meeting_at = timezone.now()
        visit.save(update_fields=["attendance", "first_meeting_at"])
        record(actor, role, "visit.open", case, after={"present": len(attendance)})
    return visit


def close_visit(actor: Actor, case_id: int, text: str) -> Visit:
    """Hold the last meeting (末次会议) and keep the visit's record. Raises `visit_not_running`, `invalid`."""
    with transaction.atomic():
        case = locked_case(case_id)
        role = _require_lead(actor, case)
        visit = _running(case)
        if visit is None or visit.first_meeting_at is None:
            raise refuse("visit_not_running")
        wrong = text_fault(text, LONGEST_RECORD) or (None if text.strip() else ("没有内容", "请写明经过"))
        if wrong:
            raise refuse("invalid", [Fault("评估记录", *wrong)])
        visit.record, visit.last_meeting_at = text.strip(), timezone.now()
        visit.save(update_fields=["record", "last_meeting_at"])
        record(actor, role, "visit.close", case, after={"visit": visit.pk})
    return visit


def _running(case: Case) -> Visit | None:
    return Visit.objects.filter(case=case, cancelled_at=None, last_meeting_at=None).first()


def _require_lead(actor: Actor, case: Case) -> Role:
    """Officers, and of the team its lead alone."""
    role = require(actor, Verb.VISIT, case)
    if role is Role.ASSESSOR:
        leads = TeamMember.objects.filter(team__case=case, ended_at=None, lead=True)
        if not leads.filter(assessor__person=actor.person).exists():
            raise refuse("not_allowed")
    return role
