"""What a visit brought back, for officers and auditors: what arrived, closings with signatures, photos.

Nothing here links a photo, a score or a time to an assessor. Counts of what arrived stay closed until all
sheets are locked: a number that rises while somebody is on the way home would say whose photos they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from xingping.core.field_receipt import ARRIVED, SUPERSEDED
from xingping.core.roles import Role
from xingping.rating.actor import Actor
from xingping.rating.errors import refuse
from xingping.rating.models import Blob, Case, FieldPackage, VisitClosing
from xingping.rating.permissions import require
from xingping.rating.queries.blind_sheets import Progress, progress
from xingping.rating.queries.field import BlindPhoto, blind_photos
from xingping.rating.verbs import Verb


@dataclass(frozen=True, slots=True)
class Arrivals:
    """What the receipts of a case say together; of a single device nothing is told."""

    taken: int
    """How often the case was taken along."""
    complete: int
    """How many of these have a receipt that misses nothing."""
    fields: int
    photos: int
    """Fields and photos found to have arrived as they were sent."""
    manifests: tuple[str, ...]
    """Hashes of the manifests answered, sorted; a device shows its own to the assessor."""


@dataclass(frozen=True, slots=True)
class SiteMaterial:
    """Everything that a visit brought back. Photos and counts are None before all sheets are locked."""

    locked: Progress
    taken: int
    complete: int
    arrivals: Arrivals | None
    photos: Sequence[BlindPhoto] | None


def site_material(actor: Actor, case: Case) -> SiteMaterial:
    """What a case's visits brought back; five queries. Raises RefusedError: `not_found`, `not_allowed`."""
    _require_reader(actor, case)
    told, locked = _arrivals(case), progress(case)
    photos = blind_photos(actor, case) if locked.complete else None
    return SiteMaterial(locked, told.taken, told.complete, told if locked.complete else None, photos)


def closings_of(actor: Actor, case: Case) -> Sequence[VisitClosing]:
    """How a case's visits were closed, the standing ones first. Raises RefusedError: `not_found`."""
    _require_reader(actor, case)
    found = VisitClosing.objects.filter(visit__case=case).select_related("team_signature", "centre_signature")
    return sorted(found, key=lambda one: (-one.visit_id, not one.standing, one.received_at))


def visible_signature(actor: Actor, case: Case, key: UUID, side: str) -> Blob:
    """A signature below a visit's record, re-encoded; `side` is team or centre.

    Raises RefusedError: `not_found`.
    """
    _require_reader(actor, case)
    closing = VisitClosing.objects.filter(pk=key, visit__case=case).first()
    if closing is None or side not in ("team", "centre"):
        raise refuse("not_found")
    drawn = closing.team_signature if side == "team" else closing.centre_signature
    shown = Blob.objects.filter(pk=drawn.preview.get("preview", "")).first()
    if shown is None:
        raise refuse("not_found")
    return shown


def _require_reader(actor: Actor, case: Case) -> None:
    if require(actor, Verb.VIEW, case) not in (Role.OFFICER, Role.AUDITOR):
        raise refuse("not_allowed")


def _arrivals(case: Case) -> Arrivals:
    receipts: list[dict[str, Any]] = list(
        FieldPackage.objects.filter(case=case).order_by("pk").values_list("receipt", flat=True)
    )
    answered = [one for one in receipts if one]
    return Arrivals(
        taken=len(receipts),
        complete=sum(bool(one["complete"]) for one in answered),
        fields=sum(_arrived(one["fields"].values()) for one in answered),
        photos=sum(_arrived(one["photos"].values()) for one in answered),
        manifests=tuple(sorted(str(one["manifest"]) for one in answered)),
    )


def _arrived(states: Iterable[str]) -> int:
    return sum(state in (ARRIVED, SUPERSEDED) for state in states)
