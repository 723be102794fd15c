"""Evidence of a case: what an item shows, which indicators it is linked to, and its versions.

The file itself is stored before (`rating.files.keep`), which gives the `Blob` that an item shows here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from xingping.core.guide import EvidenceMode
from xingping.core.roles import Role
from xingping.core.sheet_content import FORM
from xingping.rating.actor import Actor
from xingping.rating.errors import refuse
from xingping.rating.evidence_rules import Shown, Target, refuse_closed, refuse_content, refuse_targets
from xingping.rating.models import (
    Blob,
    Case,
    CaseFile,
    CaseFileKind,
    EvidenceItem,
    EvidenceLink,
    EvidenceVersion,
)
from xingping.rating.permissions import require
from xingping.rating.services.audit import record
from xingping.rating.services.transition import locked_case
from xingping.rating.verbs import Verb


def add_evidence(
    actor: Actor, case_id: int, key: UUID, shown: Shown, targets: Collection[Target]
) -> EvidenceItem:
    """Add an item and link it. `key` is the device's own: the same key again returns the same item.

    Raises RefusedError: `wrong_state`, `not_opened_for_correction`, `invalid`, `evidence_...`.
    """
    with transaction.atomic():
        case, role = _editable(actor, case_id)
        known = EvidenceItem.objects.filter(case=case, key=key).first()
        if known:
            return known
        refuse_content(case, shown)
        refuse_targets(case, shown.mode, targets, ())
        item = EvidenceItem.objects.create(case=case, key=key, created_by=actor.person)
        _write_version(actor, item, shown, 1)
        EvidenceLink.objects.bulk_create(
            EvidenceLink(item=item, serial=one, point=two) for one, two in targets
        )
        record(actor, role, "evidence.add", case, after=_told(item, shown, targets))
    return item


def replace_evidence(actor: Actor, item_id: int, version: int, shown: Shown) -> EvidenceVersion:
    """Show something newer in an item's place; what it showed before is kept.

    `version` is the number being replaced. Raises RefusedError: `changed_meanwhile`, and as adding.
    """
    with transaction.atomic():
        item = _locked_item(item_id)
        case, role = _editable(actor, item.case_id)
        present = item.versions.filter(current=True).first()
        if item.removed_at or present is None or present.number != version:
            raise refuse("changed_meanwhile")
        links = list(item.links.values_list("serial", "point"))
        refuse_content(case, shown)
        refuse_targets(case, shown.mode, links, links)
        item.versions.filter(current=True).update(current=False)
        made = _write_version(actor, item, shown, present.number + 1)
        record(actor, role, "evidence.replace", case, after=_told(item, shown, links))
    return made


def link_evidence(actor: Actor, item_id: int, targets: Collection[Target]) -> EvidenceItem:
    """Make these the indicators and scoring points that an item is shown for; at least one."""
    with transaction.atomic():
        item = _locked_item(item_id)
        case, role = _editable(actor, item.case_id)
        present = item.versions.filter(current=True).first()
        if item.removed_at or present is None:
            raise refuse("changed_meanwhile")
        old = list(item.links.values_list("serial", "point"))
        refuse_targets(case, EvidenceMode(present.mode), targets, old)
        item.links.all().delete()
        EvidenceLink.objects.bulk_create(
            EvidenceLink(item=item, serial=one, point=two) for one, two in targets
        )
        before, after = {"targets": sorted(old)}, {"targets": sorted(targets), "item": item.pk}
        record(actor, role, "evidence.link", case, before=before, after=after)
    return item


def remove_evidence(actor: Actor, item_id: int) -> None:
    """Take an item out of the case; its versions are kept, the places under its indicators become free."""
    with transaction.atomic():
        item = _locked_item(item_id)
        case, role = _editable(actor, item.case_id)
        if item.removed_at:
            return
        old = list(item.links.values_list("serial", "point"))
        refuse_closed(case, [serial for serial, _ in old])
        item.links.all().delete()
        item.removed_at = timezone.now()
        item.save(update_fields=["removed_at"])
        record(actor, role, "evidence.remove", case, before={"item": item.pk, "targets": sorted(old)})


def attach_file(
    actor: Actor, case_id: int, kind: CaseFileKind, blob: Blob, file_name: str, *, level: str = ""
) -> CaseFile:
    """Attach a scan to the case: form and pledge by the applicant, the opinion by the level's unit.

    A newer one of the same kind replaces the one before, which is kept.
    """
    with transaction.atomic():
        case = locked_case(case_id)
        role = require(actor, _FILE_VERBS[kind], case)
        if kind in (CaseFileKind.FORM, CaseFileKind.PLEDGE):
            refuse_closed(case, [FORM])
        if kind is CaseFileKind.OPINION:
            level = case.level
        earlier = CaseFile.objects.filter(case=case, kind=kind, level=level, current=True)
        same = earlier.filter(blob=blob).first()
        if same:
            return same
        if kind in (CaseFileKind.FORM, CaseFileKind.PLEDGE, CaseFileKind.OPINION):
            earlier.update(current=False)
        made = CaseFile.objects.create(
            case=case, kind=kind, level=level, blob=blob, file_name=file_name[:255], by=actor.person
        )
        record(actor, role, "case.file", case, after={"kind": kind, "sha256": blob.pk, "level": level})
    return made


_FILE_VERBS = {
    CaseFileKind.FORM: Verb.FILL,
    CaseFileKind.PLEDGE: Verb.FILL,
    CaseFileKind.OPINION: Verb.FORWARD,
    CaseFileKind.NOTICE: Verb.NOTE,
    CaseFileKind.OTHER: Verb.NOTE,
}


def _editable(actor: Actor, case_id: int) -> tuple[Case, Role]:
    case = locked_case(case_id)
    return case, require(actor, Verb.FILL, case)


def _locked_item(item_id: int) -> EvidenceItem:
    """An item, its case locked first: every writer takes the locks in this order."""
    found = EvidenceItem.objects.filter(pk=item_id).first()
    if found is None:
        raise refuse("not_found")
    locked_case(found.case_id)
    return EvidenceItem.objects.select_for_update().get(pk=item_id)


def _link(item: EvidenceItem, targets: Iterable[Target]) -> None:
    EvidenceLink.objects.bulk_create(
        EvidenceLink(item=item, serial=serial, point=point) for serial, point in targets
    )


def _write_version(actor: Actor, item: EvidenceItem, shown: Shown, number: int) -> EvidenceVersion:
    return EvidenceVersion.objects.create(
        item=item,
        number=number,
        mode=shown.mode,
        blob=shown.blob,
        file_name=shown.file_name[:255],
        url=shown.url,
        caption=shown.caption.strip(),
        dated=shown.dated,
        valid_until=shown.valid_until,
        taken=shown.taken,
        not_secret=shown.not_secret,
        masked=shown.masked,
        by=actor.person,
    )


def _told(item: EvidenceItem, shown: Shown, targets: Iterable[Target]) -> dict[str, Any]:
    return {
        "item": item.pk,
        "mode": shown.mode,
        "sha256": shown.blob.pk if shown.blob else "",
        "targets": sorted(targets),
    }
