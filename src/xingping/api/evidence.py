"""Evidence of a case: shown, linked to indicators and scoring points, replaced, taken out."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema

from xingping.api.access import needs
from xingping.core.guide import EvidenceMode
from xingping.rating.actor import request_actor
from xingping.rating.models import EvidenceItem
from xingping.rating.queries.applicant import case_id_of
from xingping.rating.queries.evidence import item_json
from xingping.rating.services.evidence import (
    add_evidence,
    link_evidence,
    remove_evidence,
    replace_evidence,
)
from xingping.rating.services.uploading import Described, shown_of
from xingping.rating.verbs import Kind, Verb

router = Router(tags=["evidence"])


class ShownIn(Schema):
    """What an item shows: a finished upload, a public link, or a note on what is seen on site."""

    mode: EvidenceMode
    caption: str = Field(max_length=1000)
    upload: UUID | None = None
    url: str = Field("", max_length=2000)
    dated: date | None = None
    valid_until: date | None = None
    not_secret: bool = False
    masked: bool = False


class AddIn(ShownIn):
    """A new item; the key is the device's own, so that sending twice makes one item."""

    case: str = Field(max_length=40)
    key: UUID
    targets: list[tuple[str, str]] = Field(max_length=200)


class ReplaceIn(ShownIn):
    """What is shown from now on; `version` is the number being replaced."""

    version: int = Field(ge=1, le=1_000_000)


class TargetsIn(Schema):
    """The indicators and scoring points ("" for the whole indicator) that an item is shown for."""

    targets: list[tuple[str, str]] = Field(max_length=200)


@router.post("", summary="添加佐证材料")
@needs(Verb.FILL, Kind.CASE)
def add(request: HttpRequest, payload: AddIn) -> dict[str, Any]:
    """Add an item and link it."""
    actor = request_actor(request)
    case_id = case_id_of(actor, payload.case)
    shown = shown_of(actor, case_id, _described(payload))
    return item_json(add_evidence(actor, case_id, payload.key, shown, payload.targets))


@router.put("/{int:item_id}", summary="用新版本替换")
@needs(Verb.FILL, Kind.CASE)
def replace(request: HttpRequest, item_id: int, payload: ReplaceIn) -> dict[str, Any]:
    """Show something newer in an item's place; the earlier version is kept."""
    actor = request_actor(request)
    item = EvidenceItem.objects.filter(pk=item_id).first()
    shown = shown_of(actor, item.case_id if item else 0, _described(payload))
    return item_json(replace_evidence(actor, item_id, payload.version, shown).item)


@router.put("/{int:item_id}/targets", summary="改变关联的指标")
@needs(Verb.FILL, Kind.CASE)
def link(request: HttpRequest, item_id: int, payload: TargetsIn) -> dict[str, Any]:
    """Make these the places where an item is shown."""
    return item_json(link_evidence(request_actor(request), item_id, payload.targets))


@router.delete("/{int:item_id}", response={204: None}, summary="移除佐证材料")
@needs(Verb.FILL, Kind.CASE)
def remove(request: HttpRequest, item_id: int) -> tuple[int, None]:
    """Take an item out of the case; its versions are kept."""
    remove_evidence(request_actor(request), item_id)
    return 204, None


def _described(given: ShownIn) -> Described:
    return Described(
        mode=given.mode,
        caption=given.caption,
        upload=given.upload,
        url=given.url.strip(),
        dated=given.dated,
        valid_until=given.valid_until,
        not_secret=given.not_secret,
        masked=given.masked,
    )
