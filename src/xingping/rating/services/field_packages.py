"""Taking a case along, and the receipt that proves what has arrived of a visit."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from xingping.core.field_receipt import Manifest, Receipt, receipt_for, value_digest
from xingping.rating import files
from xingping.rating.actor import Actor
from xingping.rating.errors import refuse
from xingping.rating.models import (
    Case,
    FieldPackage,
    Sheet,
    SheetChange,
    SheetHistory,
    SitePhoto,
    VisitClosing,
)
from xingping.rating.permissions import require
from xingping.rating.services.audit import record
from xingping.rating.services.saving import LONGEST_DEVICE
from xingping.rating.services.scoring import own_sheet, sheet_content
from xingping.rating.services.transition import locked_case
from xingping.rating.verbs import Verb

MOST_NAMED = 2_000
"""Fields and photos of one manifest."""


def take_along(actor: Actor, case_id: int, key: UUID, device: str) -> FieldPackage:
    """Note that a device takes a case along; the same key again finds the same package.

    Raises RefusedError: `not_found`, `wrong_state`, `key_reused`, `invalid`.
    """
    if not 0 < len(device) <= LONGEST_DEVICE or not device.isascii() or not device.isprintable():
        raise refuse("invalid")
    with transaction.atomic():
        case = locked_case(case_id)
        role = require(actor, Verb.SCORE, case)
        own_sheet(actor, case)
        package, made = FieldPackage.objects.get_or_create(
            key=key, defaults={"case": case, "by": actor.person, "device": device}
        )
        if (package.case_id, package.by_id, package.device) != (case.pk, actor.person.pk, device):
            raise refuse("key_reused")
        if made:
            record(actor, role, "field.take", case, after={"package": str(key)})
    return package


def own_package(actor: Actor, key: UUID) -> FieldPackage:
    """A package of one's own whose case may still be seen. Raises RefusedError: `not_found`."""
    package = FieldPackage.objects.select_related("case__round", "case__centre").filter(pk=key).first()
    if package is None or package.by_id != actor.person.pk:
        raise refuse("not_found")
    require(actor, Verb.VIEW, package.case)
    return package


def give_receipt(actor: Actor, key: UUID, number: int, manifest: Manifest) -> Receipt:
    """Compare a manifest with what is stored, and keep the answer; an older number keeps nothing.

    Files are looked for in the storage, not only in the database.
    Raises RefusedError: `not_found`, `invalid`.
    """
    if len(manifest.fields) + len(manifest.photos) > MOST_NAMED:
        raise refuse("invalid")
    with transaction.atomic():
        package = own_package(actor, key)
        case = locked_case(package.case_id)
        sheet = own_sheet(actor, case)
        receipt = _compared(case, sheet, manifest)
        package = FieldPackage.objects.select_for_update().get(pk=key)
        if number > package.receipt_number:
            package.receipt_number, package.receipt_at = number, timezone.now()
            package.receipt = receipt_json(receipt)
            package.save(update_fields=["receipt_number", "receipt_at", "receipt"])
            if receipt.complete:
                role = require(actor, Verb.VIEW, case)
                record(
                    actor, role, "field.receipt", case,
                    after={"package": str(key), "manifest": receipt.manifest,
                           "fields": len(receipt.fields), "photos": len(receipt.photos)},
                )  # fmt: skip
    return receipt


def receipt_json(receipt: Receipt) -> dict[str, object]:
    """A receipt as the API answers it and as it is kept."""
    return {
        "manifest": receipt.manifest,
        "fields": dict(receipt.fields),
        "photos": dict(receipt.photos),
        "closing": receipt.closing,
        "complete": receipt.complete,
    }


def _compared(case: Case, sheet: Sheet, manifest: Manifest) -> Receipt:
    present = {
        f"{section}.{key}": value_digest(value)
        for section, values in sheet_content(sheet).items()
        for key, value in values.items()
    }
    kept = SitePhoto.objects.filter(case=case, sheet__label=sheet.label, pk__in=list(manifest.photos))
    stored = {str(one.pk): one.blob_id for one in kept if files.is_stored(one.blob_id)}
    closings = VisitClosing.objects.filter(visit__case=case).values_list("content_hash", flat=True)
    return receipt_for(
        manifest,
        present=present,
        earlier=_earlier(case, sheet),
        photos=stored,
        closings=frozenset(closings),
    )


def _earlier(case: Case, sheet: Sheet) -> dict[str, frozenset[str]]:
    """Digests of every value that each field of a sheet ever had, from the history of its saves."""
    own = Sheet.objects.filter(case=case, label=sheet.label)
    saved = list(SheetChange.objects.filter(sheet__in=own).values_list("changes", flat=True))
    for rows in SheetHistory.objects.filter(sheet__in=own).values_list("changes", flat=True):
        saved += [row["changes"] for row in rows]
    found: dict[str, set[str]] = defaultdict(set)
    for changes in saved:
        for name, (_, after) in changes.items():
            found[name].add(value_digest(after))
    return {name: frozenset(digests) for name, digests in found.items()}
