"""Plaques: ordered with their certificate, made, handed over, lost, replaced, returned, announced void."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from xingping.core.plaque_lifecycle import PlaqueAction, PlaqueState
from xingping.rating.actor import Actor
from xingping.rating.calendar import today
from xingping.rating.models import Certificate, Plaque, PlaqueEvent


def order_plaque(actor: Actor, certificate: Certificate) -> Plaque:
    """Order the next plaque of a certificate; inside the transaction that makes or replaces it."""
    number = certificate.plaques.count() + 1
    plaque = Plaque.objects.create(
        certificate=certificate,
        body_id=certificate.body_id,
        region=certificate.region,
        number=number,
        serial=f"{certificate.number}-P{number}",
        state_since=timezone.now(),
    )
    PlaqueEvent.objects.create(
        plaque=plaque,
        sequence=1,
        action=PlaqueAction.ORDER,
        target=PlaqueState.ORDERED,
        by=actor.user,
        happened_on=today(),
        at=plaque.state_since,
    )
    return plaque


def claim_back(certificate: Certificate, due: date) -> None:
    """Plaques that are out there are to come back by a day (clause 6.1.3; the days are the body's own)."""
    outside = (PlaqueState.PRODUCED, PlaqueState.HANDED_OVER, PlaqueState.REPLACED)
    certificate.plaques.filter(state__in=outside).update(return_due=due)
