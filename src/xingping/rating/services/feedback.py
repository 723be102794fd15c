"""The applicant's answer to the draft result, and errors of fact that go back to the panel."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from xingping.core.conditions import Condition
from xingping.core.faults import Fault
from xingping.core.lifecycle import Action, State
from xingping.core.roles import Role
from xingping.core.sheet_content import text_fault
from xingping.rating.actor import Actor
from xingping.rating.calendar import today
from xingping.rating.errors import refuse
from xingping.rating.models import Case, ClaimRefusal, Decision, Feedback
from xingping.rating.permissions import require
from xingping.rating.queries.award_state import feedback_is_over
from xingping.rating.queries.feedback import claims_open, open_answer, points_of_decision, unanswered
from xingping.rating.queries.pinned import edition as pinned_edition
from xingping.rating.queries.recipients import recipients
from xingping.rating.queries.results import CaseResult
from xingping.rating.services.audit import record
from xingping.rating.services.idempotency import once
from xingping.rating.services.messages import send_message
from xingping.rating.services.transition import Check, Move, locked_case, transition
from xingping.rating.verbs import Verb

ANSWERABLE = (State.IN_FEEDBACK, State.IN_PANEL)
"""States in which an error of fact that was named is answered."""
Wrong = tuple[str, str]
"""What is wrong with a text, and how to mend it."""
_UNKNOWN: Wrong = ("没有这项指标", "请从指标表中选择")
_NOTHING_SAID: Wrong = ("没有写明", "请写明哪里与事实不符")
_NOT_WAITING: Wrong = ("没有待答复的事实错误", "请刷新页面后再答复")
_NO_REASON: Wrong = ("没有写理由", "请写明为什么不采纳")


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
            known = pinned_edition(case.edition_hash).by_serial
            _refuse_bad_texts(said, known, _UNKNOWN, _NOTHING_SAID)
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

    What was answered with a reason before is not sent along.
    Raises RefusedError: `feedback_time_over` where none was named in time, `claims_all_refused`,
    `reasons_missing`.
    """

    def write(move: Move) -> dict[str, Any]:
        decision = Decision.objects.get(case=move.case, superseded_at=None)
        decision.superseded_at = timezone.now()
        decision.save(update_fields=["superseded_at"])
        return {"superseded": decision.pk, "stars_before": decision.stars}

    def named_in_time(case: Case) -> Check:
        given = Feedback.objects.filter(case=case, decision__superseded_at=None, confirmed=False).first()
        if given is not None and not unanswered(given):
            raise refuse("claims_all_refused")
        return Check(given is not None)

    checks = {Condition.WITHIN_FEEDBACK: named_in_time}
    return once(
        actor, key, "case.correct_facts", {"case": case_id, "reason": reason}, Case,
        lambda: transition(actor, case_id, Action.CORRECT_FACTS, reason=reason, checks=checks, write=write),
    )  # fmt: skip


def refuse_claims(actor: Actor, case_id: int, reasons: Mapping[str, str], *, key: str = "") -> Feedback:
    """Tell the applicant why errors of fact that it named are not taken up {serial: reason}; once for each.

    Before the panel it is possible too: where it looked and leaves the points as they are.
    Raises RefusedError: `not_found`, `not_allowed`, `wrong_state`, `reasons_missing`, `invalid`.
    """
    said = {serial: text.strip() for serial, text in reasons.items() if isinstance(text, str)}

    def act() -> Feedback:
        with transaction.atomic():
            case = locked_case(case_id)
            role = require(actor, Verb.CORRECT_FACTS, case)
            given = open_answer(case) if case.state in ANSWERABLE else None
            if given is None:
                raise refuse("wrong_state", state=State(case.state).label, action="答复事实错误")
            if not any(said.values()):
                raise refuse("reasons_missing")
            _refuse_bad_texts(said, unanswered(given), _NOT_WAITING, _NO_REASON)
            ClaimRefusal.objects.bulk_create(
                ClaimRefusal(feedback=given, serial=serial, reason=reason, by=actor.person)
                for serial, reason in said.items()
            )
            record(
                actor, role, "feedback.refuse", case, after={"serials": sorted(said)},
                reason="\n".join(f"{serial}：{reason}" for serial, reason in sorted(said.items())),
            )  # fmt: skip
            for person in recipients(case, (Role.APPLICANT,)):
                send_message(
                    person, subject=f"申报件 {case.number}：对您指出的 {len(said)} 处事实错误已有答复",
                    body="没有采纳的，理由写在结果页所指出的内容旁边。",
                    link=f"/centre/cases/{case.number}/result/",
                )  # fmt: skip
            return given

    return once(actor, key, "feedback.refuse", {"case": case_id, "reasons": said}, Feedback, act)


def feedback_over(case: Case) -> Check:
    """Whether a result may go on: confirmed or its time over. Raises `claims_open` while an error waits."""
    if count := claims_open(case):
        raise refuse("claims_open", count=count)
    return Check(feedback_is_over(case))


def refuse_unchanged_claims(case: Case, result: CaseResult) -> None:
    """Raise `claims_unchanged` where an error sent back to the panel changed nothing and got no reason."""
    given = open_answer(case)
    if given is None:
        return
    before = points_of_decision(given.decision)
    now = {one.indicator.serial: one.points for one in result.result.indicators}
    same = [serial for serial in unanswered(given) if now.get(serial) == before.get(serial)]
    if same:
        raise refuse("claims_unchanged", serials="、".join(same))


def _refuse_bad_texts(said: Mapping[str, str], known: Collection[str], stranger: Wrong, empty: Wrong) -> None:
    """Raise `invalid` for an indicator that is not among the known ones (`stranger`) and a bad or no text."""
    faults = []
    for serial, text in said.items():
        wrong = stranger if serial not in known else text_fault(text) or (None if text else empty)
        if wrong:
            faults.append(Fault(f"指标 {serial}", *wrong))
    if faults:
        raise refuse("invalid", faults)
