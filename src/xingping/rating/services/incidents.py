"""Incidents at centres with a star (clause 6.1.3): reported, notified, heard, cancelled by two people.

Suspension of the star mark is the body's own rule; cancellation for a violation or an officially
established major liability accident (重大责任事故) is the standard's, its steps the body's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from xingping.core.certificate_lifecycle import CertificateAction, CertificateCondition
from xingping.core.roles import Role
from xingping.core.validity import after_days, after_working_days
from xingping.rating.actor import SYSTEM, Actor
from xingping.rating.calendar import WORKING_DAY, today
from xingping.rating.errors import refuse
from xingping.rating.models import Certificate, Incident, IncidentOutcome, IncidentSource, IncidentState
from xingping.rating.permissions import require
from xingping.rating.queries.pinned import policy as pinned_policy
from xingping.rating.queries.recipients import recipients
from xingping.rating.services.certificates import Announced, move_certificate
from xingping.rating.services.incident_steps import (
    certificate_row,
    close_with,
    incident_step,
    locked_certificate,
    needs_document,
    needs_hearing,
    needs_reason,
    record_step,
    tell,
    write_proposal,
)
from xingping.rating.services.messages import send_message
from xingping.rating.services.plaques import claim_back
from xingping.rating.verbs import Verb


@dataclass(frozen=True, slots=True)
class Report:
    """What is reported: whence, its number there, what happened and when, whether it is an accident."""

    source: IncidentSource
    description: str
    reference: str = ""
    happened_on: date | None = None
    accident: bool = False


def report_incident(actor: Actor, certificate_id: int, report: Report) -> Incident:
    """Put an incident on the record of a certificate; officers of the body are told.

    The system itself reports what a complaint brought: call it with `SYSTEM` inside the transaction
    that found the complaint serious. Raises RefusedError: `not_found`, `not_allowed`, `reasons_missing`.
    """
    with transaction.atomic():
        certificate = locked_certificate(certificate_id)
        role = Role.SYSTEM if actor is SYSTEM else require(actor, Verb.INCIDENT, certificate)
        if not report.description.strip():
            raise refuse("reasons_missing")
        incident = Incident.objects.create(
            certificate=certificate,
            body_id=certificate.body_id,
            source=report.source,
            reference=report.reference[:80],
            accident=report.accident,
            description=report.description.strip(),
            happened_on=report.happened_on,
            reported_by=actor.user,
        )
        record_step(
            actor, role, incident, "report", {"source": incident.source, "reference": incident.reference}
        )
        tell(certificate, Role.OFFICER, f"{certificate.centre_name}：有新的事件待评估", incident)
    return incident


def give_notice(actor: Actor, incident_id: int, reason: str) -> Incident:
    """Tell the centre in writing what is held against it; it has the policy's working days to be heard.

    Raises RefusedError: `wrong_state`, `reasons_missing`, `not_allowed`.
    """

    def act(incident: Incident, _certificate: Certificate) -> dict[str, Any]:
        needs_reason(reason)
        days = pinned_policy(_certificate.case.policy_hash).hearing_days
        incident.state, incident.reason = IncidentState.NOTICED, reason.strip()
        incident.noticed_on, incident.noticed_by = today(), actor.person
        incident.heard_until = after_working_days(today(), days, WORKING_DAY)
        return {"heard_until": incident.heard_until}

    made = incident_step(actor, incident_id, Verb.INCIDENT, (IncidentState.REPORTED,), "notice", act, reason)
    may_lower = pinned_policy(made.certificate.case.policy_hash).downgrade_allowed
    plan = "拟取消或降低星级" if may_lower else "拟取消星级"
    subject = f"书面告知：{made.certificate.number} {plan}，{made.heard_until} 前可以陈述申辩"
    tell(made.certificate, Role.APPLICANT, subject, made, body=made.reason)
    return made


def state_case(actor: Actor, incident_id: int, statement: str) -> Incident:
    """What the centre says for itself, within its time.

    Raises RefusedError: `hearing_over`, `wrong_state`, `reasons_missing`.
    """

    def act(incident: Incident, _certificate: Certificate) -> dict[str, Any]:
        needs_reason(statement)
        if incident.heard_until is None or today() > incident.heard_until:
            raise refuse("hearing_over")
        incident.statement = statement.strip()
        return {"heard": True}

    return incident_step(actor, incident_id, Verb.STATE, (IncidentState.NOTICED,), "state", act, statement)


def propose_cancellation(actor: Actor, incident_id: int, reason: str, document: Announced) -> Incident:
    """Propose to cancel, once the centre has been heard or its time is over; a colleague decides.

    Raises RefusedError: `not_heard`, `reasons_missing`, `document_missing`, `wrong_state`.
    """

    def act(incident: Incident, certificate: Certificate) -> dict[str, Any]:
        needs_reason(reason)
        needs_document(document)
        certificate_row(certificate, CertificateAction.CANCEL)
        needs_hearing(incident)
        write_proposal(actor, incident, reason, document)
        return {"document": incident.document_number}

    return incident_step(
        actor, incident_id, Verb.PROPOSE_CANCEL, (IncidentState.NOTICED,), "propose_cancel", act, reason
    )


def cancel(actor: Actor, incident_id: int) -> Incident:
    """Cancel the star as a colleague proposed; the plaque is due back, the public page says so at once.

    Raises RefusedError: `second_person_needed`, `wrong_state`, `not_allowed`.
    """

    def act(incident: Incident, certificate: Certificate) -> dict[str, Any]:
        if incident.proposed_stars:
            raise refuse("wrong_state", state="拟降低星级", action=CertificateAction.CANCEL.label)
        if incident.proposed_by_id == actor.person.pk:
            raise refuse(CertificateCondition.SECOND_PERSON.value)
        row = certificate_row(certificate, CertificateAction.CANCEL)
        document = Announced(incident.document_number, incident.document_on or today())
        move_certificate(
            actor, row.role, certificate, row.action, row.target, reason=incident.reason, document=document
        )
        days = pinned_policy(certificate.case.policy_hash).plaque_return_days
        due = after_days(today(), days, WORKING_DAY)
        claim_back(actor, certificate, due)
        close_with(actor, incident, IncidentOutcome.CANCELLED, incident.reason)
        return {"return_due": due}

    made = incident_step(actor, incident_id, Verb.CANCEL, (IncidentState.PROPOSED,), "cancel", act)
    subject = f"{made.certificate.number} 已取消星级，请按期交回标志牌"
    said = f"{made.reason}\n依据：{made.document_number}。如有异议，可以向评定机构书面申诉。"
    tell(made.certificate, Role.APPLICANT, subject, made, body=said)
    return made


def close_incident(actor: Actor, incident_id: int, closing: str) -> Incident:
    """End an incident without cancelling, with words why. Raises RefusedError: `reasons_missing`."""

    def act(incident: Incident, _certificate: Certificate) -> dict[str, Any]:
        needs_reason(closing)
        close_with(actor, incident, IncidentOutcome.NONE, closing.strip())
        return {"outcome": incident.outcome}

    open_states = (IncidentState.REPORTED, IncidentState.NOTICED, IncidentState.PROPOSED)
    return incident_step(actor, incident_id, Verb.INCIDENT, open_states, "close", act, closing)


def suspend(actor: Actor, certificate_id: int, reason: str, document: Announced) -> Certificate:
    """Suspend the star mark (本机构规定); the public page says so at once.

    Raises RefusedError: `reasons_missing`, `document_missing`, `wrong_state`, `not_allowed`.
    """
    needs_document(document)
    return _pause(actor, certificate_id, CertificateAction.SUSPEND, Verb.SUSPEND, reason, document)


def resume(actor: Actor, certificate_id: int, reason: str) -> Certificate:
    """End a suspension. Raises RefusedError: `reasons_missing`, `wrong_state`, `not_allowed`."""
    return _pause(actor, certificate_id, CertificateAction.RESUME, Verb.RESUME, reason, None)


def _pause(
    actor: Actor,
    certificate_id: int,
    action: CertificateAction,
    verb: Verb,
    reason: str,
    document: Announced | None,
) -> Certificate:
    with transaction.atomic():
        certificate = locked_certificate(certificate_id)
        role = require(actor, verb, certificate)
        needs_reason(reason)
        row = certificate_row(certificate, action)
        move_certificate(
            actor, role, certificate, action, row.target, reason=reason.strip(), document=document
        )
        for person in recipients(certificate.case, row.notify):
            send_message(
                person,
                subject=f"{certificate.number}：{action.label}",
                body=reason,
                link=f"/centre/certificates/{certificate.pk}/",
            )
    return certificate
