"""Evidence of a case as pages show it; every file is reached through its case."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch

from xingping.rating.actor import Actor
from xingping.rating.errors import refuse
from xingping.rating.models import Case, CaseFile, EvidenceItem, EvidenceVersion
from xingping.rating.permissions import require
from xingping.rating.verbs import Verb


def evidence_of(case: Case) -> list[dict[str, Any]]:
    """All items of a case, oldest first, in three queries."""
    current = EvidenceVersion.objects.filter(current=True).select_related("blob")
    items = (
        EvidenceItem.objects.filter(case=case, removed_at=None)
        .prefetch_related("links", Prefetch("versions", current, to_attr="shown"))
        .order_by("pk")
    )
    return [_described(item, item.shown[0]) for item in items if item.shown]


def item_json(item: EvidenceItem) -> dict[str, Any]:
    """One item as pages and the API show it."""
    return _described(item, item.versions.select_related("blob").get(current=True))


def visible_version(actor: Actor, version_id: int) -> EvidenceVersion:
    """A version of an item that a person may see. Raises RefusedError: `not_found`."""
    found = EvidenceVersion.objects.select_related("item__case__round", "blob").filter(pk=version_id).first()
    if found is None:
        raise refuse("not_found")
    require(actor, Verb.VIEW, found.item.case)
    return found


def visible_case_file(actor: Actor, file_id: int) -> CaseFile:
    """A scan of a case that a person may see. Raises RefusedError: `not_found`."""
    found = CaseFile.objects.select_related("case__round", "blob").filter(pk=file_id).first()
    if found is None:
        raise refuse("not_found")
    require(actor, Verb.VIEW, found.case)
    return found


def _described(item: EvidenceItem, shown: EvidenceVersion) -> dict[str, Any]:
    blob = shown.blob
    return {
        "id": item.pk,
        "version": shown.pk,
        "number": shown.number,
        "mode": shown.mode,
        "caption": shown.caption,
        "file_name": shown.file_name,
        "media_type": blob.media_type if blob else "",
        "size": blob.size if blob else 0,
        "thumbnail": bool(blob and blob.preview.get("thumbnail")),
        "url": shown.url,
        "dated": shown.dated.isoformat() if shown.dated else None,
        "valid_until": shown.valid_until.isoformat() if shown.valid_until else None,
        "taken": shown.taken,
        "targets": sorted([link.serial, link.point] for link in item.links.all()),
    }
