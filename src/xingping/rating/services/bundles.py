"""Recording a result bundle: its content is fixed, and its digest enters the audit log."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from xingping.core.canonical import content_hash
from xingping.core.roles import Role
from xingping.proof.bundle import (
    AWARD,
    NOT_AWARDED,
    Correction,
    Published,
    bundle_content,
    digest,
    result_part,
)
from xingping.proof.issuer import written_moment
from xingping.rating.actor import Actor
from xingping.rating.errors import refuse
from xingping.rating.models import Case, Decision, ResultBundle
from xingping.rating.models import Correction as CorrectionRow
from xingping.rating.queries.issuer import issuer_address
from xingping.rating.queries.pinned import policy as pinned_policy
from xingping.rating.queries.results import case_result, standing_decision
from xingping.rating.services.audit import record


def record_bundle(actor: Actor, role: Role, case: Case, *, number: str, on: str) -> ResultBundle:
    """Fix the bundle of a decided case; inside the transaction that announces or delivers its result.

    `number` and `on` (ISO date) are the announcement's, or the letter's where no star was awarded.
    Reasons of the sheets stay out: only blind labels and scores are needed to recompute.
    Raises RefusedError: `no_star_proposed` without a decision, `result_changed` where the sheets no
    longer give the result that was decided.
    """
    decision, found = standing_decision(case), case_result(case)
    if decision is None or found is None:
        raise refuse("no_star_proposed")
    if content_hash(result_part(found.result)) != content_hash(decision.result):
        raise refuse("result_changed")
    content = bundle_content(
        found.result,
        found.sheets.scores,
        found.rules.guide,
        _published(case, decision, number, on),
        step=found.rules.guide.step,
    )
    hashed = digest(content)
    entry = record(actor, role, "bundle.publish", case, after={"bundle": hashed})
    return ResultBundle.objects.create(case=case, content=content, digest=hashed, entry=entry)


def _published(case: Case, decision: Decision, number: str, on: str) -> Published:
    told: dict[str, Any] = {
        "outcome": AWARD if decision.stars else NOT_AWARDED,
        "stars": decision.stars,
        "number": number,
        "date": on,
    }
    if decision.stars:
        told |= {
            "members": decision.members,
            "present": decision.present,
            "in_favour": decision.in_favour,
            "quorum": pinned_policy(case.policy_hash).quorum.value,
        }
    rows = CorrectionRow.objects.filter(case=case, standing=True).order_by("serial")
    return Published(
        case={
            "number": case.number,
            "centre": case.centre.name,
            "region": case.region,
            "kind": case.kind,
        },
        issuer={
            "id": issuer_address(case.body_id),
            "name": case.body.name,
            "issued": written_moment(timezone.now()),
        },
        decision=told,
        corrections=tuple(Correction(row.serial, row.points, row.reason) for row in rows),
    )
