"""The applicant's own steps: submit (again after a correction) and withdraw."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from xingping.core.canonical import content_hash
from xingping.core.conditions import Condition
from xingping.core.faults import Fault
from xingping.core.lifecycle import Action
from xingping.rating.actor import Actor
from xingping.rating.audit_content import plain
from xingping.rating.calendar import today
from xingping.rating.models import Case, CasePurpose, Certificate, SelfAssessment
from xingping.rating.queries.completeness import case_gaps
from xingping.rating.queries.entry import ban_on, banned
from xingping.rating.queries.pinned import policy as pinned_policy
from xingping.rating.services.applications import is_open
from xingping.rating.services.centres import keep_facts
from xingping.rating.services.idempotency import once
from xingping.rating.services.saving import content_of
from xingping.rating.services.transition import Check, Move, free_places, transition


def submit(actor: Actor, case_id: int, *, key: str = "") -> Case:
    """Submit an application; its content is locked and its hash enters the audit log.

    Raises RefusedError: `wrong_state`, `round_not_open`, `application_banned`, `not_complete` (with every
    gap), `correction_time_over`.
    """
    checks = {
        Condition.ROUND_OPEN: _round_open,
        Condition.NOT_BANNED: _not_banned,
        Condition.COMPLETE: _complete,
        Condition.WITHIN_CORRECTION: _within_correction,
    }
    return once(
        actor,
        key,
        "case.submit",
        {"case": case_id},
        Case,
        lambda: transition(actor, case_id, Action.SUBMIT, checks=checks, write=_lock),
    )


def withdraw(actor: Actor, case_id: int, reason: str, *, key: str = "") -> Case:
    """Take an application back for good; the centre may apply again while the round is open."""
    return once(
        actor,
        key,
        "case.withdraw",
        {"case": case_id},
        Case,
        lambda: transition(actor, case_id, Action.WITHDRAW, reason=reason, write=free_places),
    )


def self_assessment_hash(sheet: SelfAssessment) -> str:
    """Content hash of a self-assessment."""
    return content_hash(plain(content_of(sheet)))


def _lock(move: Move) -> dict[str, Any]:
    sheet = SelfAssessment.objects.select_for_update().get(case=move.case)
    sheet.locked_hash = self_assessment_hash(sheet)
    sheet.save(update_fields=["locked_hash"])
    move.case.returns.filter(answered_at=None).update(answered_at=timezone.now())
    facts = {name: (fact["value"], date.fromisoformat(fact["true_on"])) for name, fact in sheet.facts.items()}
    keep_facts(move.actor, move.case.centre, facts)
    return {"content": sheet.locked_hash, "sheet_version": sheet.version}


def _round_open(case: Case) -> Check:
    return Check(is_open(case.round), {"opens_on": case.round.opens_on, "closes_on": case.round.closes_on})


def _not_banned(case: Case) -> Check:
    """No ban of the case's policy runs; none reaches a re-review (clause 6.1.2).

    The centre's certificates are locked, so that a cancellation at the same time comes before or after.
    """
    if case.purpose == CasePurpose.REREVIEW:
        return Check(True)
    list(Certificate.objects.select_for_update().filter(centre=case.centre_id).order_by("pk"))
    ban = ban_on(case.centre_id, pinned_policy(case.policy_hash), today())
    return Check(ban is None, banned(ban).values if ban else {})


def _complete(case: Case) -> Check:
    sheet = SelfAssessment.objects.select_for_update().get(case=case)
    missing = [gap for gap in case_gaps(case, sheet) if gap.blocking]
    faults = tuple(Fault(gap.key or gap.kind.value, gap.message, "请补齐") for gap in missing)
    return Check(not missing, {"count": len(missing)}, faults)


def _within_correction(case: Case) -> Check:
    return Check(case.due_on is None or today() <= case.due_on, {"due_on": case.due_on})
