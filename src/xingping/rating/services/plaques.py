"""Plaques: ordered with their certificate, made, handed over, lost, replaced, returned, announced void.

The only place that gives a plaque its state.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from xingping.core.certificate_lifecycle import CertificateState
from xingping.core.faults import Fault
from xingping.core.plaque_lifecycle import (
    STANDING,
    PlaqueAction,
    PlaqueNeed,
    PlaqueState,
    PlaqueTransition,
    next_plaque_state,
)
from xingping.rating.actor import Actor
from xingping.rating.calendar import today
from xingping.rating.errors import refuse
from xingping.rating.models import Blob, Certificate, Plaque, PlaqueEvent
from xingping.rating.permissions import require
from xingping.rating.services.audit import record
from xingping.rating.verbs import Verb

GONE = (CertificateState.CANCELLED, CertificateState.REPLACED)
"""States of certificates for which no plaque is made or handed over any more."""
ONWARD = (PlaqueAction.PRODUCE, PlaqueAction.HAND_OVER, PlaqueAction.REPLACE)
"""Moves towards a wall."""
OUTSIDE = (PlaqueState.PRODUCED, PlaqueState.HANDED_OVER, PlaqueState.REPLACED)
"""States of plaques that are somewhere and can come back."""


@dataclass(frozen=True, slots=True)
class PlaqueMove:
    """What is said about a move: its day, who signed for the plaque, why, what proves it."""

    happened_on: date
    receiver: str = ""
    reason: str = ""
    announcement_number: str = ""
    signature: Blob | None = None
    photo: Blob | None = None

    def lacks(self, need: PlaqueNeed) -> bool:
        """Whether something that the table needs is missing."""
        return {
            PlaqueNeed.RECEIVER: not self.receiver.strip() or self.signature is None,
            PlaqueNeed.PROOF: self.photo is None,
            PlaqueNeed.REASON: not self.reason.strip(),
            PlaqueNeed.ANNOUNCEMENT: not self.announcement_number.strip(),
        }[need]


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


def move_plaque(actor: Actor, plaque_id: int, action: PlaqueAction, move: PlaqueMove) -> Plaque:
    """Move a plaque by one row of `core.plaque_lifecycle`; replacing it orders the next one.

    Raises RefusedError: `not_found`, `not_allowed`, `wrong_state`, `invalid` (a day to come),
    `certificate_not_valid` (a plaque for a star that was cancelled or replaced), or what the row needs:
    `receiver_missing`, `proof_missing`, `reasons_missing`, `announcement_missing`.
    """
    with transaction.atomic():
        plaque, certificate = _locked(plaque_id)
        role = require(actor, Verb.PLAQUE, certificate)
        row = _row(plaque, action, move)
        if action in ONWARD and certificate.state in GONE:
            raise refuse("certificate_not_valid")
        before = plaque.state
        plaque.state, plaque.state_since = row.target, timezone.now()
        plaque.version += 1
        if row.target in (PlaqueState.RETURNED, PlaqueState.VOID):
            plaque.return_due = None
        plaque.save(update_fields=["state", "state_since", "version", "return_due"])
        _event(actor, plaque, action, before, move)
        after = {"serial": plaque.serial, "state": plaque.state, "announcement": move.announcement_number}
        record(
            actor, role, f"plaque.{action}", certificate, before={"state": before}, after=after,
            reason=move.reason,
        )  # fmt: skip
        if action is PlaqueAction.REPLACE:
            order_plaque(actor, certificate)
    return plaque


def order_again(actor: Actor, certificate_id: int) -> Plaque:
    """Order a plaque for a valid certificate that has none standing: the last was lost or void.

    Raises RefusedError: `not_found`, `not_allowed`, `plaque_standing`, `certificate_not_valid`.
    """
    with transaction.atomic():
        certificate = Certificate.objects.select_for_update().filter(pk=certificate_id).first()
        if certificate is None:
            raise refuse("not_found")
        role = require(actor, Verb.PLAQUE, certificate)
        if certificate.state != CertificateState.VALID or certificate.last_day < today():
            raise refuse("certificate_not_valid")
        if certificate.plaques.filter(state__in=STANDING).exists():
            raise refuse("plaque_standing")
        plaque = order_plaque(actor, certificate)
        record(actor, role, "plaque.order", certificate, after={"serial": plaque.serial})
    return plaque


def claim_back(actor: Actor, certificate: Certificate, due: date) -> None:
    """Plaques that are out there are to come back by a day (clause 6.1.3; the days are the body's own).

    One that was only ordered is not made any more. Inside the transaction that ends the certificate.
    """
    certificate.plaques.filter(state__in=OUTSIDE).update(return_due=due)
    for plaque in certificate.plaques.select_for_update().filter(state=PlaqueState.ORDERED):
        plaque.state, plaque.state_since = PlaqueState.VOID, timezone.now()
        plaque.version += 1
        plaque.save(update_fields=["state", "state_since", "version"])
        why = PlaqueMove(today(), reason=f"证书{certificate.get_state_display()}，不再制作")
        _event(actor, plaque, PlaqueAction.VOID, PlaqueState.ORDERED, why)


def _locked(plaque_id: int) -> tuple[Plaque, Certificate]:
    """A plaque under the lock of its certificate and its own, always in this order."""
    found = Plaque.objects.filter(pk=plaque_id).values_list("certificate_id", flat=True).first()
    if found is None:
        raise refuse("not_found")
    certificate = Certificate.objects.select_for_update().get(pk=found)
    return Plaque.objects.select_for_update().get(pk=plaque_id), certificate


def _row(plaque: Plaque, action: PlaqueAction, move: PlaqueMove) -> PlaqueTransition:
    state = PlaqueState(plaque.state)
    row = next_plaque_state(state, action)
    if row is None:
        raise refuse("wrong_state", state=state.label, action=action.label)
    for need in row.needs:
        if move.lacks(need):
            raise refuse(need.value)
    if move.happened_on > today():
        raise refuse("invalid", [Fault("日期", "还没有到", "请填写实际发生的日期")])
    return row


def _event(actor: Actor, plaque: Plaque, action: PlaqueAction, before: str, move: PlaqueMove) -> None:
    PlaqueEvent.objects.create(
        plaque=plaque,
        sequence=plaque.version,
        action=action,
        source=before,
        target=plaque.state,
        by=actor.user,
        happened_on=move.happened_on,
        receiver=move.receiver.strip(),
        reason=move.reason.strip(),
        announcement_number=move.announcement_number.strip(),
        signature=move.signature,
        photo=move.photo,
        at=plaque.state_since,
    )
