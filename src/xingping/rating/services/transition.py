"""The transition engine: the only place that gives a case its state.

Locks the case, asks the permission table and the table of transitions again under the lock, writes the
new state, its event, its deadline and one audit entry, lets the step write what is its own, and tells
whom the table names; all in one transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from xingping.core.conditions import Condition
from xingping.core.deadlines import period_of
from xingping.core.faults import Fault
from xingping.core.lifecycle import WRONG_STATE, Action, Blocked, State, Transition, next_transition
from xingping.core.policy import ChainLevel, RoundPolicy
from xingping.core.roles import Role
from xingping.core.validity import after_working_days
from xingping.core.webhook import Event
from xingping.rating.actor import Actor
from xingping.rating.calendar import WORKING_DAY
from xingping.rating.errors import refuse
from xingping.rating.models import Case, CaseEvent, Recommendation
from xingping.rating.permissions import require
from xingping.rating.queries.pinned import policy as pinned_policy
from xingping.rating.queries.recipients import recipients
from xingping.rating.services.audit import record
from xingping.rating.services.messages import send_message
from xingping.rating.services.outbox import queue_event
from xingping.rating.verbs import Verb

BODY = "body"
"""`returned_from` of a case that the rating body returned."""


@dataclass(frozen=True)
class Check:
    """Whether a condition holds, and what fills in its refusal if not."""

    holds: bool
    values: Mapping[str, Any] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()


Question = Callable[[Case], Check]
"""Answers one condition about the locked case."""


@dataclass(frozen=True)
class Move:
    """A transition that is happening: `case` already has its new state, `source_level` its old level."""

    case: Case
    event: CaseEvent
    row: Transition
    actor: Actor
    role: Role
    source_level: str
    policy: RoundPolicy


def transition(
    actor: Actor,
    case_id: int,
    action: Action,
    *,
    reason: str = "",
    checks: Mapping[Condition, Question] | None = None,
    write: Callable[[Move], Mapping[str, Any] | None] | None = None,
) -> Case:
    """Move a case by one row of the table and return it.

    `checks` answer the conditions that this step knows about; `write` stores what belongs to the step
    and returns what the audit entry should say beside the state.
    Raises RefusedError: not found, not allowed, wrong state, or the first condition that fails.
    """
    with transaction.atomic():
        case = locked_case(case_id)
        role = require(actor, Verb(action.value), case)
        policy = pinned_policy(case.policy_hash)
        row = _row(case, action, role, policy, reason, checks or {})
        before = _state(case)
        source_level = case.level
        _move(case, row, policy, timezone.now())
        event = CaseEvent.objects.create(
            case=case,
            sequence=case.version,
            action=action,
            source=row.source,
            target=row.target,
            level=source_level,
            role=role,
            by=actor.user,
            reason=reason,
            at=case.state_since,
        )
        case.save()
        move = Move(case, event, row, actor, role, source_level, policy)
        _queue(move)
        more = write(move) if write else None
        record(
            actor, role, f"case.{action}", case, before=before, after={**_state(case), **(more or {})},
            reason=reason,
        )  # fmt: skip
        _tell(move)
    return case


def locked_case(case_id: int) -> Case:
    """A case under its row lock; on SQLite the transaction itself is the lock."""
    found = Case.objects.select_for_update(of=("self",)).select_related("round").filter(pk=case_id).first()
    if found is None:
        raise refuse("not_found")
    return found


def free_places(move: Move) -> None:
    """A case that ended before acceptance gives its places in the quotas and ranks back."""
    Recommendation.objects.filter(case=move.case, standing=True).update(standing=False)


def _row(
    case: Case,
    action: Action,
    role: Role,
    policy: RoundPolicy,
    reason: str,
    checks: Mapping[Condition, Question],
) -> Transition:
    answers: dict[str, Check] = {}
    common = _common_checks(policy, reason)

    def holds(condition: Condition) -> bool:
        question = checks.get(condition) or common[condition]
        answers[condition.value] = question(case)
        return answers[condition.value].holds

    state = State(case.state)
    row = next_transition(state, action, role, holds)
    if not isinstance(row, Blocked):
        return row
    if row.code == WRONG_STATE:
        raise refuse(WRONG_STATE, state=state.label, action=action.label)
    answer = answers.get(row.code, Check(False))
    raise refuse(row.code, answer.faults, **answer.values)


def _common_checks(policy: RoundPolicy, reason: str) -> Mapping[Condition, Question]:
    """Conditions that follow from the case's own columns and the reason given."""

    def no_chain(case: Case) -> Check:
        level = ChainLevel(case.level).label if case.level else ""
        return Check(
            not case.level and case.returned_from in ("", BODY) and not policy.chain, {"level": level}
        )

    return {
        Condition.NO_CHAIN: no_chain,
        Condition.MORE_LEVELS: lambda case: Check(policy.next_level(case.level) is not None),
        Condition.LAST_LEVEL: lambda case: Check(policy.next_level(case.level) is None),
        Condition.BY_BODY: lambda case: Check(case.returned_from == BODY),
        Condition.BY_CHAIN: lambda case: Check(case.returned_from not in ("", BODY)),
        Condition.REASONS_GIVEN: lambda _case: Check(bool(reason.strip())),
    }


def _move(case: Case, row: Transition, policy: RoundPolicy, now: datetime) -> None:
    """Give the case its new state, place in the chain and deadline."""
    case.level, case.returned_from = _place(case, row, policy), _returned_from(case, row)
    case.state = row.target
    case.state_since = now
    case.version += 1
    if row.action is Action.SUBMIT:
        case.submitted_at, case.open_serials = now, None
    if row.action is Action.ACCEPT:
        case.accepted_at = now
    set_deadline(case, policy, timezone.localdate(now))


def _place(case: Case, row: Transition, policy: RoundPolicy) -> str:
    """The level of the chain where the case lies afterwards."""
    if row.target is not State.SUBMITTED:
        return ""
    if row.source is State.RETURNED:
        return "" if case.returned_from == BODY else case.returned_from
    return policy.next_level(case.level) or ""


def _returned_from(case: Case, row: Transition) -> str:
    if row.action is not Action.RETURN:
        return ""
    return case.level or BODY


def set_deadline(case: Case, policy: RoundPolicy, start: date) -> None:
    """The deadline of the case's present state, counted from a day."""
    period = period_of(State(case.state), case.level, policy)
    case.due_from = start if period else None
    case.due_days = period.days if period else None
    case.due_for = period.due if period else ""
    case.due_on = after_working_days(start, period.days, WORKING_DAY) if period else None


def _state(case: Case) -> dict[str, Any]:
    return {"state": case.state, "level": case.level, "version": case.version}


def _queue(move: Move) -> None:
    """Note the step for the body's own systems."""
    case, row = move.case, move.row
    told = {
        "number": case.number,
        "centre": case.centre.code,
        "region": case.region,
        "action": row.action,
        "from": row.source,
        "to": row.target,
        "at": case.state_since,
    }
    queue_event(case.body_id, Event.CASE_STATE, told)


def _tell(move: Move) -> None:
    """Put a message into the inbox of everybody whom the table names, but for the one who acts."""
    case, action = move.case, Action(move.event.action)
    for person in recipients(case, move.row.notify):
        if move.actor.user and person.pk == move.actor.user.pk:
            continue
        send_message(
            person,
            subject=f"申报件 {case.number}：{action.label}（{State(case.state).label}）",
            link=case.get_absolute_url(),
            key=f"case:{case.pk}:{move.event.sequence}",
        )
