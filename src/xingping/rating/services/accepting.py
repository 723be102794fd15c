"""The officer's decision on an application: accept or refuse. Returning is in `returning`."""

from __future__ import annotations

from xingping.core.conditions import Condition
from xingping.core.lifecycle import Action
from xingping.rating.actor import Actor
from xingping.rating.calendar import today
from xingping.rating.models import Case
from xingping.rating.services.idempotency import once
from xingping.rating.services.transition import Check, free_places, transition


def accept(actor: Actor, case_id: int, *, key: str = "") -> Case:
    """Accept an application. Raises RefusedError: `wrong_state`, `chain_not_finished`, `conflicted`."""
    return once(
        actor, key, "case.accept", {"case": case_id}, Case, lambda: transition(actor, case_id, Action.ACCEPT)
    )


def refuse_application(actor: Actor, case_id: int, reason: str, *, key: str = "") -> Case:
    """Refuse an application with reasons, or one that was not corrected in time.

    Raises RefusedError: `wrong_state`, `reasons_missing`, `correction_time_running`, `conflicted`.
    """
    checks = {Condition.CORRECTION_OVERDUE: _overdue}
    return once(
        actor,
        key,
        "case.refuse",
        {"case": case_id, "reason": reason},
        Case,
        lambda: transition(actor, case_id, Action.REFUSE, reason=reason, checks=checks, write=free_places),
    )


def _overdue(case: Case) -> Check:
    return Check(case.due_on is not None and case.due_on < today(), {"due_on": case.due_on})
