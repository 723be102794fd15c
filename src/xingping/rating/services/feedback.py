"""The applicant's answer to the draft result, and errors of fact that go back to the panel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from xingping.core.conditions import Condition
from xingping.core.faults import Fault
from xingping.core.lifecycle import Action
from xingping.core.roles import Role
from xingping.core.sheet_content import text_fault
from xingping.rating.actor import Actor
from xingping.rating.calendar import today
from xingping.rating.errors import refuse
from xingping.rating.models import Case, Decision, Feedback
from xingping.rating.permissions import require
from xingping.rating.queries.pinned import edition as pinned_edition
from xingping.rating.queries.recipients import recipients
from xingping.rating.services.audit import record
from xingping.rating.services.idempotency import once
from xingping.rating.services.messages import send_message
from xingping.rating.services.transition import Check, Move, locked_case, transition
from xingping.rating.verbs import Verb


def give_feedback(actor: Actor, case_id: int, errors: Mapping[str, str], *, key: str = "") -> Feedback:
    """Confirm the draft result (no errors), or name errors of fact {serial: what is wrong}; once.

    Raises RefusedError: `wrong_state`, `feedback_time_over`, `feedback_given_already`, `invalid`.
    """
    said = {serial: text.strip() for serial, text in errors.items() if isinstance(text, str)}

    def act() -> Feedback:
        with transaction.atomic():
            case = locked_case(case_id)
            role = require(actor, Verb.ANSWER, case)
            decision = Decision.objects.get(case=case, superseded_at=None)
            if case.due_on is not None and today() > case.due_on:
                raise refuse("feedback_time_over")
            if Feedback.objects.filter(decision=decision).exists():
                raise refuse("feedback_given_already")
            _refuse_bad(case, said)
            given = Feedback.objects.create(
                case=case, decision=decision, confirmed=not said, errors=said, error_count=len(said),
                by=actor.person,
            )  # fmt: skip
            record(actor, role, "feedback.give", case, after={"confirmed": not said, "serials": sorted(said)})
            what = "申报单位已确认结果" if not said else f"申报单位指出 {len(said)} 处事实错误"
            for person in recipients(case, (Role.OFFICER,)):
                send_message(
                    person, subject=f"申报件 {case.number}：{what}", link=case.get_absolute_url(),
                    key=f"feedback:{given.pk}",
                )  # fmt: skip
            return given

    return once(actor, key, "feedback.give", {"case": case_id, "errors": said}, Feedback, act)


def correct_facts(actor: Actor, case_id: int, reason: str, *, key: str = "") -> Case:
    """Send a case with an error of fact, named in time, back to the panel; the decision is superseded.

    Raises RefusedError: `feedback_time_over` where none was named in time, `reasons_missing`.
    """

    def write(move: Move) -> dict[str, Any]:
        decision = Decision.objects.get(case=move.case, superseded_at=None)
        decision.superseded_at = timezone.now()
        decision.save(update_fields=["superseded_at"])
        return {"superseded": decision.pk, "stars_before": decision.stars}

    def named_in_time(case: Case) -> Check:
        return Check(
            Feedback.objects.filter(case=case, decision__superseded_at=None, confirmed=False).exists()
        )

    checks = {Condition.WITHIN_FEEDBACK: named_in_time}
    return once(
        actor, key, "case.correct_facts", {"case": case_id, "reason": reason}, Case,
        lambda: transition(actor, case_id, Action.CORRECT_FACTS, reason=reason, checks=checks, write=write),
    )  # fmt: skip


def _refuse_bad(case: Case, errors: Mapping[str, str]) -> None:
    known = pinned_edition(case.edition_hash).by_serial
    faults = []
    for serial, text in errors.items():
        wrong = text_fault(text) or (None if text else ("没有写明", "请写明哪里与事实不符"))
        if serial not in known:
            faults.append(Fault(f"指标 {serial}", "没有这项指标", "请从指标表中选择"))
        elif wrong:
            faults.append(Fault(f"指标 {serial}", *wrong))
    if faults:
        raise refuse("invalid", faults)
