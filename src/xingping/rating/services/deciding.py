"""What the panel does with a case: correct points, send back once, decide once."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.db import transaction

from xingping.core.conditions import Condition
from xingping.core.faults import Fault
from xingping.core.lifecycle import Action
from xingping.core.points import HUNDREDTHS
from xingping.core.scoring import score_fault
from xingping.core.sheet_content import text_fault
from xingping.core.voting import Outcome
from xingping.proof.bundle import result_part
from xingping.rating.actor import Actor
from xingping.rating.errors import refuse
from xingping.rating.models import AgendaItem, Case, CaseEvent, Correction, Decision
from xingping.rating.permissions import require
from xingping.rating.queries.ballots import count_item
from xingping.rating.queries.results import CaseResult, case_result
from xingping.rating.services.audit import record
from xingping.rating.services.feedback import refuse_unchanged_claims
from xingping.rating.services.idempotency import once
from xingping.rating.services.panel import finish_item, open_item
from xingping.rating.services.transition import Check, Move, locked_case, transition
from xingping.rating.verbs import Verb

LONGEST_REASON = 2_000


def correct_points(actor: Actor, case_id: int, serial: str, points: int, reason: str) -> Correction:
    """Set an indicator's points (hundredths) by the panel, before the vote is opened; both are kept.

    Raises RefusedError: `not_on_agenda`, `vote_running`, `points_unchanged`, `reasons_missing`, `invalid`.
    """
    with transaction.atomic():
        case = locked_case(case_id)
        role = require(actor, Verb.PREPARE_VOTE, case)
        item = open_item(case)
        if item.opened_at:
            raise refuse("vote_running")
        found = _result(case)
        _refuse_bad(found, serial, points, reason)
        row = next(one for one in found.result.indicators if one.indicator.serial == serial)
        if row.points == Fraction(points, HUNDREDTHS):
            raise refuse("points_unchanged")
        Correction.objects.filter(case=case, serial=serial, standing=True).update(standing=False)
        correction = Correction.objects.create(
            item=item, case=case, serial=serial, before=str(row.points), points=points,
            reason=reason.strip(), by=actor.person,
        )  # fmt: skip
        record(
            actor, role, "panel.correct", case, before={"serial": serial, "points": str(row.points)},
            after={"serial": serial, "points": points}, reason=reason,
        )  # fmt: skip
    return correction


def send_back(actor: Actor, case_id: int, reason: str, *, key: str = "") -> Case:
    """Send a case back, once, but not against a vote that passed.

    Raises RefusedError: `already_sent_back`, `reasons_missing`, `vote_running`, `vote_passed`.
    """

    def write(move: Move) -> dict[str, Any]:
        item = open_item(move.case)
        if item.opened_at and item.closed_at is None:
            raise refuse("vote_running")
        if item.outcome == Outcome.PASSED:
            raise refuse("vote_passed")
        Correction.objects.filter(case=move.case, standing=True).update(standing=False)
        return {"item": finish_item(move.case).pk}

    checks = {Condition.MAY_SEND_BACK: lambda case: Check(not was_sent_back(case))}
    return once(
        actor, key, "case.send_back", {"case": case_id, "reason": reason}, Case,
        lambda: transition(actor, case_id, Action.SEND_BACK, reason=reason, checks=checks, write=write),
    )  # fmt: skip


def decide(actor: Actor, case_id: int, *, stars: int, reason: str = "", key: str = "") -> Case:
    """Record the panel's decision after a closed vote: the star that the points give, and no other.

    A vote that failed again after the case was sent back decides for no star, with reasons. Each error of
    fact that brought the case back has changed the points or was answered with a reason.
    Raises RefusedError: `not_on_agenda`, `vote_not_valid`, `star_not_given_by_points`, `reasons_missing`,
    `claims_unchanged`.
    """
    checks = {
        Condition.QUORUM_AND_MAJORITY: lambda case: Check(_outcome(case) is not None),
        Condition.POINTS_GIVE_STAR: lambda case: Check(_stars(case) == stars),
    }

    def write(move: Move) -> dict[str, Any]:
        if open_item(move.case).outcome == Outcome.FAILED and not reason.strip():
            raise refuse("reasons_missing")
        refuse_unchanged_claims(move.case, _result(move.case))
        decision = _keep(move, stars, reason.strip())
        return {"stars": decision.stars, "total": decision.total, "decision": decision.pk}

    return once(
        actor, key, "case.decide", {"case": case_id, "stars": stars, "reason": reason}, Case,
        lambda: transition(actor, case_id, Action.DECIDE, reason=reason, checks=checks, write=write),
    )  # fmt: skip


def was_sent_back(case: Case) -> bool:
    """Whether the panel has sent a case back since it was last decided."""
    events = CaseEvent.objects.filter(case=case, action__in=(Action.SEND_BACK, Action.DECIDE))
    return events.order_by("-sequence").values_list("action", flat=True).first() == Action.SEND_BACK


def _outcome(case: Case) -> Outcome | None:
    """The outcome by which a case can be decided now, or None."""
    item = open_item(case)
    found = case_result(case)
    if item.closed_at is None or found is None or found.digest != item.result_hash:
        return None
    outcome = Outcome(item.outcome)
    if outcome is Outcome.PASSED or (outcome is Outcome.FAILED and was_sent_back(case)):
        return outcome
    return None


def _stars(case: Case) -> int:
    """Stars that the decision has to say."""
    return 0 if _outcome(case) is Outcome.FAILED else _result(case).stars


def _keep(move: Move, stars: int, reason: str) -> Decision:
    found = _result(move.case)
    counted = count_item(open_item(move.case))
    item: AgendaItem = finish_item(move.case)
    return Decision.objects.create(
        case=move.case,
        item=item,
        stars=stars,
        total=str(found.result.total),
        result=result_part(found.result),
        members=counted.entitled,
        present=counted.present,
        in_favour=counted.in_favour,
        against=counted.against,
        abstained=counted.abstained,
        reason=reason,
        by=move.actor.person,
        at=move.event.at,
    )


def _result(case: Case) -> CaseResult:
    found = case_result(case)
    if found is None:
        raise refuse("sheets_not_locked")
    return found


def _refuse_bad(found: CaseResult, serial: str, points: int, reason: str) -> None:
    if not reason.strip():
        raise refuse("reasons_missing")
    indicator = found.rules.edition.by_serial.get(serial)
    if indicator is None:
        raise refuse("invalid", [Fault(f"指标 {serial}", "没有这项指标", "请从指标表中选择")])
    wrong = score_fault(indicator, points, 1) or text_fault(reason, LONGEST_REASON)
    if wrong:
        raise refuse("invalid", [Fault(f"指标 {serial}", *wrong)])
