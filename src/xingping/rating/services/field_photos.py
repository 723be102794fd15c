"""Photos taken on site: kept as the assessor's own evidence, once each, never after the sheet is locked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from xingping.core.assessor_sheet import covered_serials
from xingping.core.faults import Fault
from xingping.core.sheet_content import text_fault
from xingping.core.site_photo import LONGEST_CAPTION, Place, sound_moment
from xingping.rating.actor import Actor
from xingping.rating.errors import refuse
from xingping.rating.models import Case, Sheet, SitePhoto
from xingping.rating.permissions import require
from xingping.rating.queries.pinned import rules_of
from xingping.rating.services.audit import record
from xingping.rating.services.scoring import own_sheet
from xingping.rating.services.transition import locked_case
from xingping.rating.services.uploading import finished_upload
from xingping.rating.verbs import Verb

MOST_PHOTOS = 300
"""Of one sheet; ours."""
LOCKED = "sheet_locked_already"


@dataclass(frozen=True, slots=True)
class PhotoSaid:
    """What the device says about a photo; `key` is also the key of its finished upload."""

    key: UUID
    serial: str
    sha256: str
    taken_at: str
    caption: str = ""
    place: Place | None = None


def add_photo(actor: Actor, case_id: int, said: PhotoSaid) -> SitePhoto:
    """Keep a finished upload as a photo of the actor's own sheet; sent again it is the same row.

    Raises RefusedError: `not_found`, `wrong_state`, `sheet_locked_already`, `key_reused`,
    `site_photo_damaged`, `site_photo_no_picture`, `site_photos_too_many`, `invalid`.
    """
    with transaction.atomic():
        case = locked_case(case_id)
        require(actor, Verb.VIEW, case)
        sheet = own_sheet(actor, case)
        kept = SitePhoto.objects.filter(pk=said.key).select_related("sheet").first()
        if kept is not None:
            return _same(kept, case, sheet, said)
        role = require(actor, Verb.SCORE, case)
        if sheet.locked_at is not None:
            raise refuse(LOCKED)
        _refuse_unsound(case, sheet, said)
        blob = finished_upload(actor, case.pk, said.key).kept
        if blob.sha256 != said.sha256:
            raise refuse("site_photo_damaged")
        if not blob.media_type.startswith("image/"):
            raise refuse("site_photo_no_picture")
        photo = SitePhoto.objects.create(
            key=said.key, case=case, sheet=sheet, serial=said.serial, blob=blob,
            caption=said.caption.strip(), taken_at=said.taken_at,
            place=_place(said), distance=_distance(case, said),
        )  # fmt: skip
        record(actor, role, "site_photo.add", sheet, after={"serial": said.serial, "sha256": blob.sha256})
    return photo


def remove_photo(actor: Actor, case_id: int, key: UUID) -> None:
    """Take an own photo out before the sheet is locked; a second time nothing happens.

    Raises RefusedError: `not_found`, `wrong_state`, `sheet_locked_already`.
    """
    with transaction.atomic():
        case = locked_case(case_id)
        role = require(actor, Verb.SCORE, case)
        sheet = own_sheet(actor, case)
        photo = SitePhoto.objects.filter(pk=key, case=case, sheet__label=sheet.label).first()
        if photo is None:
            raise refuse("not_found")
        if sheet.locked_at is not None:
            raise refuse(LOCKED)
        if photo.removed_at is None:
            photo.removed_at = timezone.now()
            photo.save(update_fields=["removed_at"])
            record(
                actor,
                role,
                "site_photo.remove",
                sheet,
                before={"serial": photo.serial, "sha256": photo.blob_id},
            )


def _same(kept: SitePhoto, case: Case, sheet: Sheet, said: PhotoSaid) -> SitePhoto:
    own = kept.case_id == case.pk and kept.sheet.label == sheet.label
    if not own or (kept.blob_id, kept.serial) != (said.sha256, said.serial):
        raise refuse("key_reused")
    return kept


def _refuse_unsound(case: Case, sheet: Sheet, said: PhotoSaid) -> None:
    faults = []
    if said.serial not in covered_serials(rules_of(case).guide, sheet.groups):
        faults.append(Fault(f"指标 {said.serial}", "不在您的评分范围内", "请只为配给您的指标拍照"))
    if not sound_moment(said.taken_at):
        faults.append(Fault("拍摄时间", "不是带时区的时间", "请检查手机的时间设置"))
    if said.place is not None and not said.place.sound:
        faults.append(Fault("拍摄地点", "不是有效的经纬度", "请重新拍摄，或不附地点"))
    wrong = text_fault(said.caption, LONGEST_CAPTION)
    if wrong:
        faults.append(Fault("照片说明", *wrong))
    if faults:
        raise refuse("invalid", faults)
    if SitePhoto.objects.filter(case=case, sheet__label=sheet.label, removed_at=None).count() >= MOST_PHOTOS:
        raise refuse("site_photos_too_many", most=MOST_PHOTOS)


def _place(said: PhotoSaid) -> dict[str, Any]:
    if said.place is None:
        return {}
    place = said.place
    return {"latitude": place.latitude, "longitude": place.longitude, "accuracy": place.accuracy}


def _distance(case: Case, said: PhotoSaid) -> int | None:
    centre = case.centre
    if said.place is None or centre.latitude is None or centre.longitude is None:
        return None
    return said.place.metres_to(float(centre.latitude), float(centre.longitude))
