"""Recording a result bundle: its content is fixed, and its digest enters the audit log.

What is decided later about the star (lowered, cancelled, given back) makes another bundle of the same
case, so that a bundle never says more stars than the certificate.
"""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from xingping.core.canonical import content_hash
from xingping.core.certificate_lifecycle import CertificateAction
from xingping.core.roles import Role
from xingping.proof.bundle import (
    APPEAL,
    AWARD,
    CANCEL,
    DOWNGRADE,
    NOT_AWARDED,
    RESTORE,
    Correction,
    LaterAct,
    Published,
    bundle_content,
    digest,
    result_part,
    with_later_act,
)
from xingping.proof.issuer import written_moment
from xingping.rating.actor import Actor
from xingping.rating.calendar import today
from xingping.rating.errors import refuse
from xingping.rating.models import Case, Certificate, Decision, ResultBundle
from xingping.rating.models import Correction as CorrectionRow
from xingping.rating.queries.issuer import issuer_address
from xingping.rating.queries.pinned import policy as pinned_policy
from xingping.rating.queries.results import case_result, standing_decision
from xingping.rating.services.audit import record

_ACTS = {
    CertificateAction.CANCEL: CANCEL,
    CertificateAction.DOWNGRADE: DOWNGRADE,
    CertificateAction.RESTORE: RESTORE,
}
"""What happens to a star -> its name in a bundle."""


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
    return _keep(actor, role, case, content, latest_bundle(case))


def record_later_act(
    actor: Actor, role: Role, certificate: Certificate, action: CertificateAction, document: str
) -> None:
    """Fix a new bundle that says what an action did to the star; inside that decision's transaction.

    `certificate` is already as the action left it: the new one where the star was lowered. A case whose
    result was never bundled (an award taken over from elsewhere) stays without one.
    """
    last = latest_bundle(certificate.case)
    if last is None:
        return
    cancelled, lowered = action is CertificateAction.CANCEL, action is CertificateAction.DOWNGRADE
    act = LaterAct(
        _ACTS[action],
        0 if cancelled else certificate.stars,
        certificate.number,
        today().isoformat(),
        document,
        certificate.change_reason if lowered else certificate.state_reason,
    )
    content = with_later_act(last.content, act, written_moment(timezone.now()))
    _keep(actor, role, certificate.case, content, last)


def latest_bundle(case: Case) -> ResultBundle | None:
    """The bundle of a case that counts, locked until the transaction ends."""
    return ResultBundle.objects.select_for_update().filter(case=case).order_by("-sequence").first()


def _keep(
    actor: Actor, role: Role, case: Case, content: dict[str, Any], last: ResultBundle | None
) -> ResultBundle:
    hashed = digest(content)
    entry = record(actor, role, "bundle.publish", case, after={"bundle": hashed})
    return ResultBundle.objects.create(
        case=case, sequence=last.sequence + 1 if last else 1, content=content, digest=hashed, entry=entry
    )


def _published(case: Case, decision: Decision, number: str, on: str) -> Published:
    told: dict[str, Any] = {
        "outcome": AWARD if decision.stars else NOT_AWARDED,
        "stars": decision.stars,
        "number": number,
        "date": on,
    }
    if not decision.members:
        told["basis"] = APPEAL
    if not decision.stars and decision.reason:
        told["reason"] = decision.reason
    if decision.stars and decision.members:
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
