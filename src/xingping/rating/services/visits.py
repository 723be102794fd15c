"""The on-site visit: planned with the centre told, opened and closed by the lead assessor or an officer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from xingping.core.faults import Fault
from xingping.core.roles import Role
from xingping.core.sheet_content import text_fault
from xingping.core.visiting import Side, VisitMode
from xingping.rating.actor import Actor
from xingping.rating.errors import refuse
from xingping.rating.models import Case, Team, TeamMember, Visit
from xingping.rating.permissions import require
from xingping.rating.queries.recipients import recipients
from xingping.rating.queries.visits import collisions, running_visit
from xingping.rating.services.audit import record
from xingping.rating.services.messages import send_message
from xingping.rating.services.transition import locked_case
from xingping.rating.verbs import Verb

LONGEST_RECORD = 20_000
LONGEST_PLACE, LONGEST_NAME, LONGEST_WHAT = 200, 80, 400
MOST_PRESENT = 60
MOST_MODES = 40


def plan_visit(
    actor: Actor, case_id: int, starts_at: datetime, ends_at: datetime, place: str, *, despite: bool = False
) -> Visit:
    """Plan a visit, or move the one that is planned, and tell the centre and the team.

    `despite`: although a member has another visit at that time. Raises RefusedError:
    `team_not_announced`, `visit_planned_already` once it has begun, `visit_collides`, `invalid`.
    """
    with transaction.atomic():
        case = locked_case(case_id)
        role = require_leading(actor, case)
        team = Team.objects.filter(case=case).first()
        if team is None or team.announced_at is None:
            raise refuse("team_not_announced")
        faults = [Fault("地点", *wrong)] if (wrong := _text_fault(place, LONGEST_PLACE)) else []
        if ends_at <= starts_at:
            faults.append(Fault("时间", "结束早于开始", "请改正时间"))
        if faults:
            raise refuse("invalid", faults)
        visit = running_visit(case) or Visit(case=case)
        if visit.first_meeting_at:
            raise refuse("visit_planned_already")
        met = [] if despite else collisions(case, starts_at, ends_at)
        if met:
            raise refuse("visit_collides", names="、".join(dict.fromkeys(one.name for one in met)))
        visit.starts_at, visit.ends_at, visit.place = starts_at, ends_at, place.strip()
        visit.version += 1
        visit.save()
        record(actor, role, "visit.plan", case, after={"starts_at": starts_at, "ends_at": ends_at})
        day = timezone.localtime(starts_at).strftime("%Y-%m-%d %H:%M")
        _tell(case, f"现场评估定于 {day}", visit.place, f"visit:{case.pk}:{visit.pk}:{visit.version}")
    return visit


def cancel_visit(actor: Actor, case_id: int, reason: str) -> Visit:
    """Call off a visit that has not begun, and tell the centre and the team.

    Raises RefusedError: `visit_not_planned`, `reasons_missing`, `invalid`.
    """
    with transaction.atomic():
        case = locked_case(case_id)
        role = require_leading(actor, case)
        visit = running_visit(case)
        if visit is None or visit.first_meeting_at:
            raise refuse("visit_not_planned")
        if not reason.strip():
            raise refuse("reasons_missing")
        wrong = text_fault(reason, LONGEST_WHAT)
        if wrong:
            raise refuse("invalid", [Fault("原因", *wrong)])
        visit.cancelled_at, visit.cancel_reason = timezone.now(), reason.strip()
        visit.save(update_fields=["cancelled_at", "cancel_reason"])
        record(actor, role, "visit.cancel", case, after={"visit": visit.pk}, reason=reason)
        _tell(case, "现场评估已取消", visit.cancel_reason, f"visit-cancelled:{visit.pk}")
    return visit


def open_visit(actor: Actor, case_id: int, attendance: Sequence[tuple[str, str]]) -> Visit:
    """Hold the first meeting (首次会议): [(name or function, "team" or "centre")] are present.

    Raises RefusedError: `visit_not_running`, `invalid`, `team_not_announced` where somebody joined whose name
    the applicant has not been told.
    """
    with transaction.atomic():
        case = locked_case(case_id)
        role = require_leading(actor, case)
        if not Team.objects.filter(case=case).exclude(announced_at=None).exists():
            raise refuse("team_not_announced")
        return begin_visit(actor, role, case, attendance)


def begin_visit(actor: Actor, role: Role, case: Case, attendance: Sequence[tuple[str, str]]) -> Visit:
    """As `open_visit`, under the lock and permission of the caller: also of what happened without network.

    Raises RefusedError: `visit_not_running`, `invalid`.
    """
    visit = running_visit(case)
    if visit is None or visit.first_meeting_at:
        raise refuse("visit_not_running")
    faults = list(_attendance_faults(attendance))
    if faults:
        raise refuse("invalid", faults)
    visit.attendance = [[name.strip(), side] for name, side in attendance]
    visit.first_meeting_at = timezone.now()
    visit.save(update_fields=["attendance", "first_meeting_at"])
    record(actor, role, "visit.open", case, after={"present": len(attendance)})
    return visit


def close_visit(actor: Actor, case_id: int, text: str, modes: Sequence[tuple[str, str]] = ()) -> Visit:
    """Hold the last meeting (末次会议) and keep the visit's record.

    `modes` are [(mode of `VisitMode`, with whom or what)]. Raises `visit_not_running`, `invalid`.
    """
    with transaction.atomic():
        case = locked_case(case_id)
        role = require_leading(actor, case)
        visit = running_visit(case)
        if visit is None or visit.first_meeting_at is None:
            raise refuse("visit_not_running")
        wrong = _text_fault(text, LONGEST_RECORD)
        faults = [Fault("评估记录", *wrong)] if wrong else []
        faults += _mode_faults(modes)
        if faults:
            raise refuse("invalid", faults)
        visit.record, visit.last_meeting_at = text.strip(), timezone.now()
        visit.modes = [[mode, what.strip()] for mode, what in modes]
        visit.save(update_fields=["record", "modes", "last_meeting_at"])
        record(actor, role, "visit.close", case, after={"visit": visit.pk, "modes": len(visit.modes)})
    return visit


def require_leading(actor: Actor, case: Case) -> Role:
    """The role of an officer, or of the one member of the team who leads it."""
    role = require(actor, Verb.VISIT, case)
    if role is Role.ASSESSOR:
        leads = TeamMember.objects.filter(team__case=case, ended_at=None, lead=True)
        if not leads.filter(assessor__person=actor.person).exists():
            raise refuse("not_allowed")
    return role


def _attendance_faults(attendance: Sequence[tuple[str, str]]) -> Iterator[Fault]:
    if not 0 < len(attendance) <= MOST_PRESENT:
        yield Fault("出席", "没有人出席，或人数过多", f"请填写 1 至 {MOST_PRESENT} 人")
    for name, side in attendance:
        wrong = _text_fault(name, LONGEST_NAME)
        if wrong:
            yield Fault("出席", *wrong)
        if side not in list(Side):
            yield Fault("出席", "哪一方不明", "请选择一方")


def _mode_faults(modes: Sequence[tuple[str, str]]) -> Iterator[Fault]:
    if len(modes) > MOST_MODES:
        yield Fault("评估方式", "条目过多", f"最多 {MOST_MODES} 条")
    for mode, what in modes:
        if mode not in list(VisitMode):
            yield Fault("评估方式", "没有这种方式", "请从座谈、查阅、访谈中选择")
        wrong = _text_fault(what, LONGEST_WHAT)
        if wrong:
            yield Fault("评估方式", *wrong)


def _text_fault(text: str, longest: int) -> tuple[str, str] | None:
    return text_fault(text, longest) or (None if text.strip() else ("没有填写", "请填写"))


def _tell(case: Case, what: str, body: str, key: str) -> None:
    for person in recipients(case, (Role.APPLICANT, Role.ASSESSOR)):
        send_message(
            person, subject=f"申报件 {case.number}：{what}", body=body, link=case.get_absolute_url(), key=key
        )
