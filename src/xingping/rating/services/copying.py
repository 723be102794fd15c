"""Filling a self-assessment from the centre's last case: only what is still empty, and the evidence."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from xingping.core.sheet_content import SECTIONS, field_fault
from xingping.rating.actor import Actor
from xingping.rating.errors import refuse
from xingping.rating.models import Case, EvidenceItem, EvidenceLink, EvidenceVersion, SelfAssessment
from xingping.rating.permissions import require
from xingping.rating.services.audit import record
from xingping.rating.services.saving import locked_self_assessment, open_fault, sheet_rules, write_changes
from xingping.rating.verbs import Verb

COPY_DEVICE = "copy"


def copy_from_case(actor: Actor, case_id: int, source_id: int) -> int:
    """Fill empty fields from an earlier case of the same centre; returns how many were filled.

    Values that the present edition or guide does not allow are left out. Evidence is linked again as
    new items to the same stored files. Raises RefusedError: `not_found` for a case of another centre.
    """
    source = Case.objects.filter(pk=source_id).first()
    if source is None:
        raise refuse("not_found")
    require(actor, Verb.VIEW, source)
    with transaction.atomic():
        case, sheet = locked_self_assessment(case_id)
        role = require(actor, Verb.FILL, case)
        if source.centre_id != case.centre_id:
            raise refuse("not_found")
        changes = _new_values(case, sheet, SelfAssessment.objects.get(case=source))
        copied = _copy_evidence(actor, case, source) if case.open_serials is None else 0
        if changes:
            sequence = int(timezone.now().timestamp() * 1_000_000)
            write_changes(actor, sheet, changes, device=COPY_DEVICE, sequence=sequence)
        if changes or copied:
            after = {"source": source.number, "fields": len(changes), "evidence": copied}
            record(actor, role, "self_assessment.copy", case, after=after)
    return len(changes)


def _new_values(case: Case, sheet: SelfAssessment, old: SelfAssessment) -> dict[str, tuple[Any, Any]]:
    rules = sheet_rules(case)
    return {
        f"{section}.{key}": (None, value)
        for section in SECTIONS
        for key, value in getattr(old, section).items()
        if key not in getattr(sheet, section)
        and field_fault(rules, f"{section}.{key}", value) is None
        and open_fault(case, rules, f"{section}.{key}") is None
    }


def _copy_evidence(actor: Actor, case: Case, source: Case) -> int:
    """Copy items that are not here yet; an item keeps its key, so that copying twice does nothing."""
    here = set(EvidenceItem.objects.filter(case=case).values_list("key", flat=True))
    versions = EvidenceVersion.objects.filter(item__case=source, item__removed_at=None, current=True)
    copied = 0
    for version in versions.select_related("item").order_by("item_id"):
        old = version.item
        if old.key in here:
            continue
        item = EvidenceItem.objects.create(case=case, key=old.key, created_by=actor.person)
        links = [EvidenceLink(item=item, serial=one.serial, point=one.point) for one in old.links.all()]
        version.pk, version.item, version.number, version.by = None, item, 1, actor.person
        version._state.adding = True
        version.save()
        EvidenceLink.objects.bulk_create(links)
        copied += 1
    return copied
