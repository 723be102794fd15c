"""What every step at an incident shares: the locks, the table's row, the entry, the message."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone

from xingping.core.certificate_lifecycle import (
    CERTIFICATE_TRANSITIONS,
    CertificateAction,
    CertificateCondition,
    CertificateState,
    CertificateTransition,
)
from xingping.core.roles import Role
from xingping.rating.actor import Actor
from xingping.rating.calendar import today
from xingping.rating.errors import refuse
from xingping.rating.models import Certificate, Incident, IncidentOutcome, IncidentState
from xingping.rating.permissions import require
from xingping.rating.queries.recipients import recipients
from xingping.rating.queries.rereview import timely_rereview
from xingping.rating.services.audit import record
from xingping.rating.services.certificates import Announced, lock_centre, move_certificate
from xingping.rating.services.messages import send_message
from xingping.rating.verbs import Verb


def locked_certificate(certificate_id: int) -> Certificate:
    """A certificate under its centre's lock and its own. Raises RefusedError: `not_found`."""
    centre = Certificate.objects.filter(pk=certificate_id).values_list("centre_id", flat=True).first()
    if centre is None:
        raise refuse("not_found")
    lock_centre(centre)
    rows = Certificate.objects.select_for_update(of=("self",)).select_related("case")
    return rows.get(pk=certificate_id)


def incident_step(
    actor: Actor,
    incident_id: int,
    verb: Verb,
    states: tuple[IncidentState, ...],
    name: str,
    act: Callable[[Incident, Certificate], dict[str, Any]],
    reason: str = "",
) -> Incident:
    """One step of an incident: locks certificate and incident, asks the table, writes, records."""
    with transaction.atomic():
        found = Incident.objects.filter(pk=incident_id).values_list("certificate_id", flat=True).first()
        certificate = locked_certificate(found or 0)
        incident = Incident.objects.select_for_update().get(pk=incident_id)
        role = require(actor, verb, certificate)
        state = IncidentState(incident.state)
        if state not in states:
            raise refuse("wrong_state", state=state.label, action=verb.label)
        after = act(incident, certificate)
        incident.version += 1
        incident.save()
        incident.certificate = certificate
        record_step(actor, role, incident, name, {"before": state.value, **after}, reason)
    return incident


def certificate_row(certificate: Certificate, action: CertificateAction) -> CertificateTransition:
    """The row of the certificate's table that applies today; after its last day it has expired.

    A star that a timely re-review keeps up beyond that day, or still can, is suspended and cancelled like
    any other.
    """
    state = CertificateState(certificate.state)
    last = certificate.last_day_to_apply
    over = last < today() and state in (CertificateState.VALID, CertificateState.SUSPENDED)
    if over and timely_rereview(certificate.case_id, last) is None:
        state = CertificateState.EXPIRED
    for row in CERTIFICATE_TRANSITIONS:
        if (row.source, row.action) == (state, action):
            return row
    raise refuse("wrong_state", state=state.label, action=action.label)


def suspend_again(actor: Actor, role: Role, certificate: Certificate, before: Certificate) -> None:
    """Suspend a certificate as `before` was suspended last, with the same reason and document.

    A decision about a star ends no suspension by itself: that is lifted with a reason of its own.
    """
    last = before.events.filter(action=CertificateAction.SUSPEND).order_by("-sequence").first()
    if last is None:
        return
    row = certificate_row(certificate, CertificateAction.SUSPEND)
    document = Announced(last.document_number, last.document_on or today())
    move_certificate(actor, role, certificate, row.action, row.target, reason=last.reason, document=document)


def close_with(actor: Actor, incident: Incident, outcome: IncidentOutcome, closing: str) -> None:
    """End an incident; it is saved by its step."""
    incident.state, incident.outcome, incident.closing = IncidentState.CLOSED, outcome, closing
    incident.decided_by, incident.decided_at = actor.person, timezone.now()


def record_step(
    actor: Actor, role: Role, incident: Incident, name: str, after: dict[str, Any], reason: str = ""
) -> None:
    """The audit entry of a step."""
    record(
        actor, role, f"incident.{name}", incident.certificate, after={"incident": incident.pk, **after},
        reason=reason,
    )  # fmt: skip


def tell(certificate: Certificate, role: Role, subject: str, incident: Incident, body: str = "") -> None:
    """Write to the people of a role about an incident."""
    office = role is Role.OFFICER
    link = (
        f"/office/incidents/{incident.pk}/" if office else f"/centre/certificates/{certificate.pk}/#incidents"
    )
    for person in recipients(certificate.case, (role,)):
        send_message(person, subject=subject, body=body, link=link)


def needs_reason(text: str) -> None:
    """Raise RefusedError (`reasons_missing`) where nothing is said."""
    if not text.strip():
        raise refuse(CertificateCondition.REASONS_GIVEN.value)


def needs_document(document: Announced) -> None:
    """Raise RefusedError (`document_missing`) where no number is given."""
    if not document.number.strip():
        raise refuse(CertificateCondition.DOCUMENT_GIVEN.value)


def needs_hearing(incident: Incident) -> None:
    """Raise RefusedError (`not_heard`) while the centre's time runs and it has not said anything."""
    over = incident.heard_until is not None and today() > incident.heard_until
    if not over and not incident.statement:
        raise refuse(CertificateCondition.HEARD.value)


def write_proposal(
    actor: Actor, incident: Incident, reason: str, document: Announced, stars: int = 0
) -> None:
    """What a colleague is to decide: to cancel (0), or the lower star; saved by its step."""
    incident.state, incident.reason = IncidentState.PROPOSED, reason.strip()
    incident.document_number, incident.document_on = document.number.strip(), document.on
    incident.proposed_by, incident.proposed_stars = actor.person, stars
