"""Declaring conflicts, asking for the recusal of an assessor, and deciding on it."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from xingping.core.faults import Fault
from xingping.core.roles import Role
from xingping.core.sheet_content import text_fault
from xingping.rating.actor import Actor
from xingping.rating.calendar import today
from xingping.rating.errors import refuse
from xingping.rating.models import (
    Assessor,
    Case,
    Centre,
    Conflict,
    ConflictKind,
    Standing,
    Team,
    TeamMember,
)
from xingping.rating.permissions import require
from xingping.rating.queries.blind_sheets import progress
from xingping.rating.queries.recipients import recipients
from xingping.rating.services.audit import record
from xingping.rating.services.messages import send_message
from xingping.rating.services.team import after_change, end_member, member_of
from xingping.rating.services.team_messages import tell_left
from xingping.rating.services.transition import locked_case
from xingping.rating.verbs import Verb

LONGEST_REASON = 2_000
TIES = (ConflictKind.DECLARED, ConflictKind.ADVISER)


def record_tie(
    actor: Actor,
    assessor_id: int,
    centre: Centre,
    reason: str,
    *,
    kind: ConflictKind = ConflictKind.DECLARED,
    ended_on: date | None = None,
) -> Conflict:
    """Write down what binds an assessor to a centre: the assessor's own declaration, or the officer's.

    `ended_on` is the last day of a tie that is over. Raises RefusedError: `not_found`, `invalid`.
    """
    with transaction.atomic():
        assessor = Assessor.objects.select_related("person").filter(pk=assessor_id).first()
        if assessor is None or centre.body_id != assessor.body_id:
            raise refuse("not_found")
        own = actor.user is not None and assessor.person_id == actor.user.pk
        role = require(actor, Verb.VIEW if own else Verb.CHANGE, assessor)
        _refuse_bad_reason(reason)
        if kind not in TIES or (ended_on is not None and ended_on > today()):
            raise refuse("invalid", [Fault("回避情形", "种类或结束日期不正确", "请改正")])
        conflict = Conflict.objects.create(
            assessor=assessor, centre=centre, kind=kind, reason=reason.strip(), ended_on=ended_on,
            by=actor.person,
        )  # fmt: skip
        record(
            actor, role, "conflict.record", assessor,
            after={"centre": centre.pk, "kind": kind, "ended_on": ended_on}, reason=reason,
        )  # fmt: skip
    return conflict


def end_tie(actor: Actor, conflict_id: int, ended_on: date) -> Conflict:
    """Note the last day of a tie that has ended; it binds until the cooling-off is over (policy).

    Raises RefusedError: `not_found`, `not_allowed`, `tie_not_open`, `invalid`.
    """
    with transaction.atomic():
        found = Conflict.objects.select_for_update(of=("self",)).select_related("assessor")
        conflict = found.filter(pk=conflict_id).first()
        if conflict is None:
            raise refuse("not_found")
        role = require(actor, Verb.CHANGE, conflict.assessor)
        if conflict.kind not in TIES or conflict.ended_on is not None:
            raise refuse("tie_not_open")
        if ended_on > today():
            raise refuse("invalid", [Fault("结束日期", "在今天之后", "请填实际结束的日期")])
        conflict.ended_on = ended_on
        conflict.save(update_fields=["ended_on"])
        record(
            actor,
            role,
            "conflict.end",
            conflict.assessor,
            after={"conflict": conflict.pk, "ended_on": ended_on},
        )
    return conflict


def declare_conflict(actor: Actor, case_id: int, reason: str) -> Conflict:
    """An assessor declares a conflict on an assigned case and leaves its team at once.

    Raises RefusedError: `not_found`, `sheet_locked_already`, `invalid`.
    """
    with transaction.atomic():
        case = locked_case(case_id)
        role = require(actor, Verb.RECUSE, case)
        if role is not Role.ASSESSOR:
            raise refuse("not_allowed")
        _refuse_bad_reason(reason)
        member = (
            TeamMember.objects.select_related("assessor")
            .filter(team__case=case, ended_at=None, assessor__person=actor.person)
            .get()
        )
        conflict = Conflict.objects.create(
            assessor=member.assessor, centre=case.centre, case=case, kind=ConflictKind.DECLARED,
            reason=reason.strip(), by=actor.person,
        )  # fmt: skip
        end_member(case, member.assessor_id, "专家本人声明应当回避")
        after_change(case, joined=False)
        record(actor, role, "conflict.declare", case, after={"assessor": member.assessor_id}, reason=reason)
        _tell_officers(case, "有专家声明回避", f"declared:{conflict.pk}")
    return conflict


def ask_recusal(actor: Actor, case_id: int, assessor_id: int, reason: str) -> Conflict:
    """The applicant asks for the recusal of a member whose name it was told.

    Raises RefusedError: `team_not_announced`, `recusal_time_over`, `not_on_team`, `invalid`.
    """
    with transaction.atomic():
        case = locked_case(case_id)
        role = require(actor, Verb.RECUSE, case)
        if role is not Role.APPLICANT:
            raise refuse("not_allowed")
        team = Team.objects.filter(case=case).first()
        if team is None or team.recusal_until is None:
            raise refuse("team_not_announced")
        if today() > team.recusal_until:
            raise refuse("recusal_time_over", until=team.recusal_until)
        _refuse_bad_reason(reason)
        member = member_of(case, assessor_id)
        earlier = Conflict.objects.filter(assessor=assessor_id, case=case, kind=ConflictKind.RECUSAL)
        if earlier.exists():
            raise refuse("recusal_decided_already")
        conflict = Conflict.objects.create(
            assessor=member.assessor, centre=case.centre, case=case, kind=ConflictKind.RECUSAL,
            standing=Standing.ASKED, reason=reason.strip(), by=actor.person,
        )  # fmt: skip
        record(actor, role, "recusal.ask", case, after={"assessor": assessor_id}, reason=reason)
        _tell_officers(case, "申报单位申请专家回避", f"recusal:{conflict.pk}")
    return conflict


def decide_recusal(actor: Actor, conflict_id: int, *, granted: bool, reason: str) -> Conflict:
    """Grant or dismiss a recusal that an applicant asked for; granted, the assessor leaves the team.

    A locked sheet of theirs counts no more, as long as nobody can have seen a score. Raises RefusedError:
    `recusal_decided_already`, `reasons_missing`, `sheet_locked_already` once every sheet is locked.
    """
    with transaction.atomic():
        asked = Conflict.objects.filter(pk=conflict_id, kind=ConflictKind.RECUSAL).first()
        if asked is None or asked.case_id is None:
            raise refuse("not_found")
        case = locked_case(asked.case_id)
        role = require(actor, Verb.TEAM, case)
        conflict = Conflict.objects.select_for_update(of=("self",)).get(pk=conflict_id)
        if conflict.standing != Standing.ASKED:
            raise refuse("recusal_decided_already")
        if not reason.strip():
            raise refuse("reasons_missing")
        conflict.standing = Standing.BINDING if granted else Standing.DISMISSED
        conflict.decision, conflict.decided_by = reason.strip(), actor.person
        conflict.save(update_fields=["standing", "decision", "decided_by"])
        members = TeamMember.objects.filter(team__case=case, assessor=conflict.assessor_id, ended_at=None)
        if granted and members.exists():
            unseen = not progress(case).complete
            tell_left(end_member(case, conflict.assessor_id, "申报单位申请回避，经决定同意", locked=unseen))
            after_change(case, joined=False)
        record(
            actor, role, "recusal.decide", case,
            after={"assessor": conflict.assessor_id, "granted": granted}, reason=reason,
        )  # fmt: skip
        answer = "已同意" if granted else "未予同意"
        for person in recipients(case, (Role.APPLICANT,)):
            send_message(
                person, subject=f"申报件 {case.number}：回避申请{answer}", body=conflict.decision,
                link=case.get_absolute_url(), key=f"recusal-answer:{conflict.pk}",
            )  # fmt: skip
    return conflict


def _refuse_bad_reason(reason: str) -> None:
    if not reason.strip():
        raise refuse("reasons_missing")
    wrong = text_fault(reason, LONGEST_REASON)
    if wrong:
        raise refuse("invalid", [Fault("理由", *wrong)])


def _tell_officers(case: Case, what: str, key: str) -> None:
    for person in recipients(case, (Role.OFFICER,)):
        send_message(person, subject=f"申报件 {case.number}：{what}", link=case.get_absolute_url(), key=key)
