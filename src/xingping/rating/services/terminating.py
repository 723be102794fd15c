"""Ending a rating (终止评定): written notice, time to be heard, and only then the decision."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from xingping.core.conditions import Condition
from xingping.core.faults import Fault
from xingping.core.lifecycle import OPEN_STATES, Action, State
from xingping.core.roles import Role
from xingping.core.sheet_content import text_fault
from xingping.core.validity import after_working_days
from xingping.rating.actor import Actor
from xingping.rating.calendar import WORKING_DAY, today
from xingping.rating.errors import refuse
from xingping.rating.models import Case, CentreReply, Hearing
from xingping.rating.permissions import require
from xingping.rating.queries.pinned import policy as pinned_policy
from xingping.rating.queries.recipients import recipients
from xingping.rating.services.audit import record
from xingping.rating.services.idempotency import once
from xingping.rating.services.messages import send_message
from xingping.rating.services.reopening import leave_notice
from xingping.rating.services.transition import Check, Move, locked_case, transition
from xingping.rating.verbs import Verb

LONGEST = 2_000


def give_hearing(actor: Actor, case_id: int, reason: str) -> Hearing:
    """Give written notice that a rating is to be ended; the applicant has the policy's days to be heard.

    Raises RefusedError: `wrong_state`, `hearing_running_already`, `reasons_missing`, `invalid`.
    """
    with transaction.atomic():
        case = locked_case(case_id)
        role = require(actor, Verb.TERMINATE, case)
        _refuse_text("拟终止的事实与理由", reason)
        if case.state not in OPEN_STATES:
            raise refuse("wrong_state", state=State(case.state).label, action=Action.TERMINATE.label)
        if Hearing.objects.filter(case=case, dropped_at=None).exists():
            raise refuse("hearing_running_already")
        days = pinned_policy(case.policy_hash).hearing_days
        hearing = Hearing.objects.create(
            case=case, reason=reason.strip(), given_on=today(), by=actor.person,
            until=after_working_days(today(), days, WORKING_DAY),
        )  # fmt: skip
        record(actor, role, "hearing.give", case, after={"until": hearing.until}, reason=reason)
        for person in recipients(case, (Role.APPLICANT,)):
            send_message(
                person,
                subject=f"申报件 {case.number}：拟终止评定，可在 {hearing.until:%Y-%m-%d} 前陈述申辩",
                body=hearing.reason,
                link=case.get_absolute_url(),
                key=f"hearing:{hearing.pk}",
            )
    return hearing


def make_statement(actor: Actor, case_id: int, text: str) -> Hearing:
    """Say something to a written notice, once, within the time. Raises `hearing_not_running`."""
    with transaction.atomic():
        case = locked_case(case_id)
        role = require(actor, Verb.SPEAK, case)
        _refuse_text("陈述申辩", text)
        hearing = Hearing.objects.filter(case=case, dropped_at=None).first()
        if hearing is None or today() > hearing.until or case.state not in OPEN_STATES:
            raise refuse("hearing_not_running")
        if hearing.statement:
            raise refuse("statement_given_already")
        hearing.statement, hearing.said_by, hearing.said_at = text.strip(), actor.person, timezone.now()
        hearing.save(update_fields=["statement", "said_by", "said_at"])
        record(actor, role, "hearing.state", case, reason=text)
        for person in recipients(case, (Role.OFFICER,)):
            send_message(
                person, subject=f"申报件 {case.number}：收到陈述申辩", link=case.get_absolute_url(),
                key=f"statement:{hearing.pk}",
            )  # fmt: skip
    return hearing


def drop_hearing(actor: Actor, case_id: int, reason: str) -> Hearing:
    """Give up ending a rating; the applicant is told. Raises `hearing_not_running`, `reasons_missing`."""
    with transaction.atomic():
        case = locked_case(case_id)
        role = require(actor, Verb.TERMINATE, case)
        _refuse_text("理由", reason)
        hearing = Hearing.objects.filter(case=case, dropped_at=None).first()
        if hearing is None:
            raise refuse("hearing_not_running")
        hearing.dropped_at = timezone.now()
        hearing.save(update_fields=["dropped_at"])
        record(actor, role, "hearing.drop", case, reason=reason)
        for person in recipients(case, (Role.APPLICANT,)):
            send_message(
                person, subject=f"申报件 {case.number}：不终止评定", body=reason.strip(),
                link=case.get_absolute_url(), key=f"hearing-dropped:{hearing.pk}",
            )  # fmt: skip
    return hearing


def terminate(actor: Actor, case_id: int, reason: str, *, key: str = "") -> Case:
    """End a rating after the applicant was told in writing and was heard, or let the time pass.

    Raises RefusedError: `not_heard`, `reasons_missing`, `wrong_state`.
    """

    def heard(case: Case) -> Check:
        hearing = Hearing.objects.filter(case=case, dropped_at=None).first()
        return Check(hearing is not None and (bool(hearing.statement) or today() > hearing.until))

    def write(move: Move) -> None:
        leave_notice(move.case)

    return once(
        actor, key, "case.terminate", {"case": case_id, "reason": reason}, Case,
        lambda: transition(
            actor, case_id, Action.TERMINATE, reason=reason, checks={Condition.HEARD: heard}, write=write
        ),
    )  # fmt: skip


def reply_in_public(actor: Actor, case_id: int, text: str) -> CentreReply:
    """The centre's own words beside its result, where the policy publishes them; a later text replaces it.

    Raises RefusedError: `replies_not_public`, `wrong_state`, `invalid`.
    """
    with transaction.atomic():
        case = locked_case(case_id)
        role = require(actor, Verb.SPEAK, case)
        if not pinned_policy(case.policy_hash).publish_replies:
            raise refuse("replies_not_public")
        if case.state not in (State.IN_NOTICE, State.UNDER_APPEAL, State.ANNOUNCED):
            raise refuse("wrong_state", state=State(case.state).label, action=Verb.SPEAK.label)
        _refuse_text("说明", text)
        before = CentreReply.objects.filter(case=case).first()
        reply, _ = CentreReply.objects.update_or_create(
            case=case, defaults={"text": text.strip(), "by": actor.person}
        )
        record(
            actor, role, "case.public_reply", case,
            before={"opinion": before.text if before else ""}, after={"opinion": reply.text},
        )  # fmt: skip
    return reply


def _refuse_text(place: str, text: str) -> None:
    if not text.strip():
        raise refuse("reasons_missing")
    wrong = text_fault(text, LONGEST)
    if wrong:
        raise refuse("invalid", [Fault(place, *wrong)])
