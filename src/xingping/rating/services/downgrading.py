"""Lowering a star (降星, 本机构规定): where the policy allows it, after notice and hearing, by two people.

One transaction replaces the certificate by one with fewer stars, its own number and plaque, and the same
last valid day: a lowered star does not live longer.
"""

from __future__ import annotations

from typing import Any

from xingping.core.certificate_lifecycle import CertificateAction, CertificateCondition, CertificateState
from xingping.core.roles import Role
from xingping.core.validity import after_days
from xingping.rating.actor import Actor
from xingping.rating.calendar import WORKING_DAY, today
from xingping.rating.errors import refuse
from xingping.rating.models import Certificate, Incident, IncidentOutcome, IncidentState
from xingping.rating.queries.pinned import policy as pinned_policy
from xingping.rating.services.certificates import Announced, lower_certificate
from xingping.rating.services.incident_steps import (
    certificate_row,
    close_with,
    incident_step,
    needs_document,
    needs_hearing,
    needs_reason,
    suspend_again,
    tell,
    write_proposal,
)
from xingping.rating.services.plaques import claim_back
from xingping.rating.verbs import Verb


def propose_downgrade(
    actor: Actor, incident_id: int, stars: int, reason: str, document: Announced
) -> Incident:
    """Propose a lower star, once the centre has been heard or its time is over; a colleague decides.

    Raises RefusedError: `not_heard`, `reasons_missing`, `document_missing`, `downgrade_not_in_policy`,
    `not_a_lower_star`, `wrong_state`.
    """

    def act(incident: Incident, certificate: Certificate) -> dict[str, Any]:
        needs_reason(reason)
        needs_document(document)
        certificate_row(certificate, CertificateAction.DOWNGRADE)
        _allowed(certificate, stars)
        needs_hearing(incident)
        write_proposal(actor, incident, reason, document, stars)
        return {"document": incident.document_number, "stars": stars}

    return incident_step(
        actor, incident_id, Verb.PROPOSE_CANCEL, (IncidentState.NOTICED,), "propose_downgrade", act, reason
    )


def downgrade(actor: Actor, incident_id: int) -> Certificate:
    """Lower the star as a colleague proposed; the new certificate and the old plaque's return follow.

    A suspension that runs holds for the new certificate too.

    Raises RefusedError: `second_person_needed`, `downgrade_not_in_policy`, `not_a_lower_star`,
    `wrong_state`, `not_allowed`.
    """
    made: list[Certificate] = []

    def act(incident: Incident, certificate: Certificate) -> dict[str, Any]:
        if not incident.proposed_stars:
            raise refuse("wrong_state", state="拟取消星级", action=CertificateAction.DOWNGRADE.label)
        if incident.proposed_by_id == actor.person.pk:
            raise refuse(CertificateCondition.SECOND_PERSON.value)
        row = certificate_row(certificate, CertificateAction.DOWNGRADE)
        _allowed(certificate, incident.proposed_stars)
        document = Announced(incident.document_number, incident.document_on or today())
        suspended = certificate.state == CertificateState.SUSPENDED
        made.append(
            lower_certificate(
                actor, row.role, certificate, incident.proposed_stars, incident.reason, document
            )
        )
        if suspended:
            suspend_again(actor, row.role, made[0], certificate)
        due = after_days(today(), _return_days(certificate), WORKING_DAY)
        claim_back(actor, certificate, due)
        close_with(actor, incident, IncidentOutcome.DOWNGRADED, incident.reason)
        return {"return_due": due, "new": made[0].number}

    done = incident_step(actor, incident_id, Verb.CANCEL, (IncidentState.PROPOSED,), "downgrade", act)
    new = made[0]
    subject = f"{done.certificate.number} 已降为 {new.stars} 星，换发证书 {new.number}，请按期交回原标志牌"
    said = f"{done.reason}\n依据：{done.document_number}。如有异议，可以向评定机构书面申诉。"
    tell(new, Role.APPLICANT, subject, done, body=said)
    return new


def _allowed(certificate: Certificate, stars: int) -> None:
    if not pinned_policy(certificate.case.policy_hash).downgrade_allowed:
        raise refuse(CertificateCondition.DOWNGRADE_ALLOWED.value)
    if not 1 <= stars < certificate.stars or certificate.last_day <= today():
        raise refuse(CertificateCondition.LOWER_STAR.value)


def _return_days(certificate: Certificate) -> int:
    return pinned_policy(certificate.case.policy_hash).plaque_return_days
