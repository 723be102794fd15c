"""On site: taking cases along, sending the sheet, photos and the visit's closing, and the receipt."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.middleware.csrf import get_token
from ninja import Field, Router, Schema
from ninja.params.functions import Query

from xingping.api.access import needs
from xingping.api.cases import SaveIn, SaveOut
from xingping.api.cases import told as save_told
from xingping.api.uploads import MOST_BYTES, UploadOut, upload_told
from xingping.core.faults import Fault
from xingping.core.field_receipt import Manifest
from xingping.core.site_photo import Place
from xingping.rating.actor import request_actor
from xingping.rating.errors import refuse
from xingping.rating.models import Visit
from xingping.rating.queries.applicant import case_id_of
from xingping.rating.queries.field import field_cases, own_state, package_content
from xingping.rating.services.field_packages import give_receipt, own_package, receipt_json, take_along
from xingping.rating.services.field_photos import PhotoSaid, add_photo, remove_photo
from xingping.rating.services.field_visits import Closing, close_on_site
from xingping.rating.services.saving import Edit
from xingping.rating.services.scoring import save_sheet
from xingping.rating.services.uploads import begin_upload, own_upload, receive_piece
from xingping.rating.verbs import Kind, Verb

router = Router(tags=["field"])
SHA256 = "^[0-9a-f]{64}$"
NAME = r"^(scores|statements|points|flags)\.[0-9A-Za-z._-]{1,40}$"
scores = needs(Verb.SCORE, Kind.CASE)


class TakeIn(Schema):
    """A case that this device takes along; the key is the device's own."""

    key: UUID
    case: str = Field(max_length=40)
    device: str = Field(max_length=64)


class BeginIn(Schema):
    """A photo that is to come."""

    key: UUID
    file_name: str = Field(max_length=100)
    size: int = Field(ge=0, le=MOST_BYTES)


class PlaceIn(Schema):
    """Where the device was, in WGS-84 degrees as text; accuracy in metres."""

    latitude: str = Field(max_length=14)
    longitude: str = Field(max_length=14)
    accuracy: int = Field(ge=0, le=10**9)


class PhotoIn(Schema):
    """A photo whose upload has ended; the key is that of the upload."""

    key: UUID
    serial: str = Field(max_length=8)
    sha256: str = Field(pattern=SHA256)
    taken_at: str = Field(max_length=40)
    caption: str = Field("", max_length=400)
    place: PlaceIn | None = None


class PhotoOut(Schema):
    """A photo that has arrived; `removed` where it was taken out since."""

    key: UUID
    sha256: str
    distance: int | None = None
    removed: bool


class ClosingIn(Schema):
    """How the visit ended; signatures are PNG pictures in base64."""

    key: UUID
    talk: str = Field("", max_length=10_000)
    reading: str = Field("", max_length=10_000)
    interview: str = Field("", max_length=10_000)
    attendance: list[tuple[str, str]] = Field(max_length=100)
    opened_at: str = Field(max_length=40)
    closed_at: str = Field(max_length=40)
    team_signer: str = Field(max_length=200)
    centre_signer: str = Field(max_length=200)
    team_signature: str = Field(max_length=600_000)
    centre_signature: str = Field(max_length=600_000)


class ClosingOut(Schema):
    """A closing that has arrived; it does not stand where the visit had been closed before."""

    key: UUID
    standing: bool
    content: str


class ManifestIn(Schema):
    """Everything that the device holds of a package; the number rises with each manifest."""

    number: int = Field(ge=1, le=2**53 - 1)
    fields: dict[str, str] = Field(max_length=2000)
    photos: dict[UUID, str] = Field(max_length=2000)
    closing: str = Field("", pattern="^([0-9a-f]{64})?$")


@router.get("/session", summary="当前登录与防伪造令牌")
@scores
def session(request: HttpRequest) -> dict[str, Any]:
    """Whose session this is, as an opaque number, with a fresh CSRF token; devices ask before each sync."""
    return {"owner": request_actor(request).person.pk, "token": get_token(request)}


@router.get("/cases", summary="可以带走的申报件")
@scores
def cases(request: HttpRequest) -> list[dict[str, Any]]:
    """Assigned cases in review."""
    found = list(field_cases(request_actor(request)))
    planned = Visit.objects.filter(case__in=found, cancelled_at=None).order_by("pk")
    starts = dict(planned.values_list("case", "starts_at"))
    return [
        {
            "number": case.number,
            "centre": case.centre.name,
            "address": case.centre.address,
            "visit": starts[case.pk].isoformat() if case.pk in starts else "",
        }
        for case in found
    ]


@router.post("/packages", summary="带走一个申报件")
@scores
def take(request: HttpRequest, payload: TakeIn) -> dict[str, Any]:
    """Take a case along; asked again with the same key it answers the newest content."""
    actor = request_actor(request)
    package = take_along(actor, case_id_of(actor, payload.case), payload.key, payload.device)
    return {"key": package.key, **package_content(actor, package.case)}


@router.get("/packages/{uuid:package}", summary="本人评分表的现状")
@scores
def state(request: HttpRequest, package: UUID) -> dict[str, Any]:
    """The own sheet and photos as they are now; asked before a sync and after a refusal."""
    actor = request_actor(request)
    return own_state(actor, own_package(actor, package).case)


@router.post("/packages/{uuid:package}/sheet", response=SaveOut, summary="保存评分")
@scores
def save(request: HttpRequest, package: UUID, payload: SaveIn) -> dict[str, Any]:
    """Save fields of the own sheet by compare-and-set; sending the same again changes nothing."""
    actor = request_actor(request)
    edits = {name: Edit(one.base, one.value) for name, one in payload.fields.items()}
    case_id = own_package(actor, package).case_id
    return save_told(
        save_sheet(actor, case_id, device=payload.device, sequence=payload.sequence, fields=edits)
    )


@router.post("/packages/{uuid:package}/uploads", response=UploadOut, summary="开始或续传照片")
@scores
def begin(request: HttpRequest, package: UUID, payload: BeginIn) -> dict[str, Any]:
    """Begin, or go on after a lost connection: the same key answers how much has arrived."""
    actor = request_actor(request)
    case = own_package(actor, package).case
    return upload_told(begin_upload(actor, case, payload.key, file_name=payload.file_name, size=payload.size))


@router.put("/uploads/{uuid:photo}", response=UploadOut, summary="上传照片的一片")
@scores
def piece(request: HttpRequest, photo: UUID, offset: int = Query(ge=0, le=MOST_BYTES)) -> dict[str, Any]:
    """Take the piece that begins at `offset`; a piece sent twice counts once."""
    return upload_told(receive_piece(request_actor(request), photo, offset, request.body))


@router.get("/uploads/{uuid:photo}", response=UploadOut, summary="查看照片上传进度")
@scores
def progress(request: HttpRequest, photo: UUID) -> dict[str, Any]:
    """How far one's own upload is."""
    return upload_told(own_upload(request_actor(request), photo))


@router.post("/packages/{uuid:package}/photos", response=PhotoOut, summary="登记现场照片")
@scores
def photo(request: HttpRequest, package: UUID, payload: PhotoIn) -> dict[str, Any]:
    """Make a finished upload a photo of the own sheet; sent again it is the same photo."""
    actor = request_actor(request)
    place = payload.place
    said = PhotoSaid(
        payload.key, payload.serial, payload.sha256, payload.taken_at, payload.caption,
        Place(place.latitude, place.longitude, place.accuracy) if place else None,
    )  # fmt: skip
    made = add_photo(actor, own_package(actor, package).case_id, said)
    return {
        "key": made.pk,
        "sha256": made.blob_id,
        "distance": made.distance,
        "removed": made.removed_at is not None,
    }


@router.delete("/packages/{uuid:package}/photos/{uuid:photo}", response={204: None}, summary="移除现场照片")
@scores
def take_out(request: HttpRequest, package: UUID, photo: UUID) -> tuple[int, None]:
    """Take an own photo out before the sheet is locked."""
    actor = request_actor(request)
    remove_photo(actor, own_package(actor, package).case_id, photo)
    return 204, None


@router.post("/packages/{uuid:package}/closing", response=ClosingOut, summary="现场评估结束与签名")
@scores
def close(request: HttpRequest, package: UUID, payload: ClosingIn) -> dict[str, Any]:
    """Close the visit with record, attendance and both signatures; sent again it is the same closing."""
    actor = request_actor(request)
    given = payload.dict()
    for side in ("team_signature", "centre_signature"):
        given[side] = _decoded(given[side])
    made = close_on_site(actor, own_package(actor, package).case_id, Closing(**given))
    return {"key": made.pk, "standing": made.standing, "content": made.content_hash}


@router.post("/packages/{uuid:package}/receipt", summary="核对清单，取得回执")
@scores
def receipt(request: HttpRequest, package: UUID, payload: ManifestIn) -> dict[str, Any]:
    """Compare the device's manifest with what is stored: for every field and photo, whether it arrived."""
    wrong = [name for name in payload.fields if not re.fullmatch(NAME, name)]
    digests = [*payload.fields.values(), *payload.photos.values()]
    if wrong or any(not re.fullmatch(SHA256, one) for one in digests):
        raise refuse("invalid", [Fault("清单", "含有无效的字段或校验值", "请刷新页面")])
    photos = {str(key): digest for key, digest in payload.photos.items()}
    manifest = Manifest(payload.fields, photos, payload.closing)
    return receipt_json(give_receipt(request_actor(request), package, payload.number, manifest))


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise refuse("signature_unreadable") from None
