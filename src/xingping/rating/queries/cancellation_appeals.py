"""Appeals against a cancellation: until when one may be filed, and who may not decide it."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from xingping.core.validity import after_days
from xingping.rating.calendar import WORKING_DAY, today
from xingping.rating.models import CancellationAppeal, Incident, IncidentOutcome
from xingping.rating.queries.pinned import policy as pinned_policy


def appeal_of(incident: Incident) -> CancellationAppeal | None:
    """The appeal against an incident's cancellation, or None."""
    return CancellationAppeal.objects.filter(incident=incident).select_related("decided_by").first()


def appeal_runs(certificate_id: int) -> bool:
    """Whether an appeal against the cancellation of a certificate waits for its decision."""
    waiting = CancellationAppeal.objects.filter(incident__certificate=certificate_id, decided_at=None)
    return waiting.exists()


def last_day_to_appeal(incident: Incident) -> date:
    """Last day on which an appeal against a cancellation is received: the policy's days after it."""
    if incident.decided_at is None:
        raise ValueError("this incident has not been decided")
    days = pinned_policy(incident.certificate.case.policy_hash).appeal_days
    return after_days(timezone.localdate(incident.decided_at), days, WORKING_DAY)


def may_appeal(incident: Incident) -> bool:
    """Whether an appeal may be filed today."""
    cancelled = incident.outcome == IncidentOutcome.CANCELLED and incident.certificate.state == "cancelled"
    return cancelled and appeal_of(incident) is None and today() <= last_day_to_appeal(incident)


def involved_in(incident: Incident) -> frozenset[int]:
    """Keys of those who reported an incident, gave notice of it, proposed or decided the cancellation."""
    keys = (
        incident.reported_by_id, incident.noticed_by_id, incident.proposed_by_id, incident.decided_by_id
    )  # fmt: skip
    return frozenset(key for key in keys if key is not None)
