"""A case in notice goes back to the panel because an objection was upheld; its decision is superseded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from xingping.core.conditions import Condition
from xingping.core.lifecycle import Action
from xingping.rating.actor import Actor
from xingping.rating.models import Case, Decision, NoticeItem
from xingping.rating.services.transition import Move, Question, transition


def reopen(actor: Actor, case_id: int, reason: str, checks: Mapping[Condition, Question]) -> Case:
    """Send a case back to the panel and out of its notice. Raises `wrong_state`, `reasons_missing`."""

    def write(move: Move) -> dict[str, Any]:
        decision = Decision.objects.get(case=move.case, superseded_at=None)
        decision.superseded_at = timezone.now()
        decision.save(update_fields=["superseded_at"])
        leave_notice(move.case)
        return {"superseded": decision.pk, "stars_before": decision.stars}

    return transition(actor, case_id, Action.REOPEN, reason=reason, checks=checks, write=write)


def leave_notice(case: Case) -> None:
    """The case stands in its notice no longer; another notice must show it before an award."""
    NoticeItem.objects.filter(case=case, ended_at=None).update(ended_at=timezone.now())
