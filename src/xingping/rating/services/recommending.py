"""A level of the chain recommends a case: its opinion, its rank within the quota, and forwarding it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError

from xingping.core.conditions import Condition
from xingping.core.lifecycle import Action
from xingping.core.policy import ChainLevel
from xingping.core.sheet_content import text_fault
from xingping.rating.actor import Actor
from xingping.rating.calendar import today
from xingping.rating.errors import refuse
from xingping.rating.models import Case, CaseFile, CaseFileKind, Outcome, Recommendation, RecommendationQuota
from xingping.rating.queries.pinned import policy as pinned_policy
from xingping.rating.relations import unit_of
from xingping.rating.services.idempotency import once
from xingping.rating.services.transition import Check, Move, Question, transition

LONGEST_OPINION = 4_000


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a unit says about a case; `rank` may be None where the policy asks for none."""

    text: str
    given_on: date
    rank: int | None = None


def forward(actor: Actor, case_id: int, opinion: Opinion, *, key: str = "") -> Case:
    """Recommend a case and hand it to the next level, or to the rating body after the last.

    A scan of the stamped opinion is a `CaseFile` of this level, attached before.
    Raises RefusedError: `not_allowed` (not in the own queue), `wrong_state`, `opinion_missing`,
    `above_star_limit`, `quota_used_up`, `rank_not_usable`.
    """
    request = {"case": case_id, "opinion": opinion.text, "rank": opinion.rank, "on": opinion.given_on}
    return once(
        actor,
        key,
        "case.forward",
        request,
        Case,
        lambda: transition(
            actor,
            case_id,
            Action.FORWARD,
            reason=opinion.text,
            checks=_checks(opinion),
            write=lambda move: _write(move, opinion),
        ),
    )


def _checks(opinion: Opinion) -> dict[Condition, Question]:
    return {
        Condition.OPINION_GIVEN: lambda case: _opinion_given(case, opinion),
        Condition.WITHIN_STAR_LIMIT: _within_star_limit,
        Condition.WITHIN_QUOTA: _within_quota,
        Condition.RANK_FREE: lambda case: _rank_free(case, opinion.rank),
    }


def _opinion_given(case: Case, opinion: Opinion) -> Check:
    written = bool(opinion.text.strip()) and text_fault(opinion.text, LONGEST_OPINION) is None
    dated = opinion.given_on <= today()
    scanned = not pinned_policy(case.policy_hash).opinion_scan_required or _scan(case, case.level) is not None
    return Check(written and dated and scanned)


def _within_star_limit(case: Case) -> Check:
    limit = pinned_policy(case.policy_hash).star_limit(ChainLevel(case.level))
    target = case.target_stars or 0
    return Check(limit is None or target <= limit, {"limit": limit, "target": target})


def _within_quota(case: Case) -> Check:
    """Locks the unit's quota, so that two cases at the same time cannot share the last place."""
    quota = _quota(case)
    if quota is None:
        return Check(True)
    return Check(_standing(case).count() < quota.places, {"places": quota.places})


def _rank_free(case: Case, rank: int | None) -> Check:
    if rank is None:
        return Check(not pinned_policy(case.policy_hash).rank_required)
    quota = _quota(case)
    most = quota.places if quota else 1_000_000
    free = 1 <= rank <= most and not _standing(case).filter(rank=rank).exists()
    return Check(free, {"rank": rank, "places": most})


def _write(move: Move, opinion: Opinion) -> dict[str, Any]:
    case, level = move.case, move.source_level
    try:
        Recommendation.objects.create(
            case=case,
            round=case.round,
            level=level,
            unit=unit_of(case, level),
            outcome=Outcome.FORWARDED,
            opinion=opinion.text.strip(),
            rank=opinion.rank,
            given_on=opinion.given_on,
            scan=_scan(case, level),
            by=move.actor.person,
        )
    except IntegrityError:
        raise refuse("rank_not_usable", rank=opinion.rank) from None
    return {"rank": opinion.rank, "from_level": level}


def _quota(case: Case) -> RecommendationQuota | None:
    unit = unit_of(case, case.level)
    quotas = RecommendationQuota.objects.select_for_update()
    return quotas.filter(round=case.round_id, level=case.level, unit=unit).first()


def _standing(case: Case) -> Any:  # noqa: ANN401
    """Recommendations of this unit in this round that stand, of other cases."""
    return Recommendation.objects.filter(
        round=case.round_id,
        level=case.level,
        unit=unit_of(case, case.level),
        outcome=Outcome.FORWARDED,
        standing=True,
    ).exclude(case=case)


def _scan(case: Case, level: str) -> CaseFile | None:
    return case.files.filter(kind=CaseFileKind.OPINION, level=level, current=True).first()
