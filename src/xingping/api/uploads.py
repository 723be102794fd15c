"""Uploads: begun on a case, sent in pieces of at most 1 MB, resumed where they stopped, cancelled."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema
from ninja.params.functions import Query

from xingping.api.access import needs
from xingping.rating.actor import request_actor
from xingping.rating.models import Upload
from xingping.rating.queries.applicant import visible_case
from xingping.rating.services.uploads import begin_upload, cancel_upload, own_upload, receive_piece
from xingping.rating.verbs import Kind, Verb

router = Router(tags=["uploads"])

PIECE = 1024 * 1024
"""Bytes that a page sends in one piece."""
MOST_BYTES = 2**45


class BeginIn(Schema):
    """A file that is to come; the key is the device's own and finds the upload again."""

    key: UUID
    case: str = Field(max_length=40)
    file_name: str = Field(max_length=1000)
    size: int = Field(ge=0, le=MOST_BYTES)


class RefusalOut(Schema):
    """Why a file was refused."""

    code: str
    message: str
    mend: str


class UploadOut(Schema):
    """How far an upload is: the next piece begins at `received`."""

    key: UUID
    size: int
    received: int
    piece: int = PIECE
    done: bool
    refusal: RefusalOut | None = None
    media_type: str = ""


@router.post("", response=UploadOut, summary="开始上传或找回中断的上传")
@needs(Verb.FILL, Kind.CASE)
def begin(request: HttpRequest, payload: BeginIn) -> dict[str, Any]:
    """Begin, or go on after a lost connection: the same key answers how much has arrived."""
    actor = request_actor(request)
    case = visible_case(actor, payload.case)
    return upload_told(begin_upload(actor, case, payload.key, file_name=payload.file_name, size=payload.size))


@router.put("/{uuid:key}", response=UploadOut, summary="上传一片")
@needs(Verb.FILL, Kind.CASE)
def piece(request: HttpRequest, key: UUID, offset: int = Query(ge=0, le=MOST_BYTES)) -> dict[str, Any]:
    """Take the piece that begins at `offset`; the body is its bytes. A piece sent twice counts once."""
    return upload_told(receive_piece(request_actor(request), key, offset, request.body))


@router.get("/{uuid:key}", response=UploadOut, summary="查看上传进度")
@needs(Verb.FILL, Kind.CASE)
def state(request: HttpRequest, key: UUID) -> dict[str, Any]:
    """How far one's own upload is."""
    return upload_told(own_upload(request_actor(request), key))


@router.delete("/{uuid:key}", response={204: None}, summary="取消上传")
@needs(Verb.FILL, Kind.CASE)
def cancel(request: HttpRequest, key: UUID) -> tuple[int, None]:
    """Give an unfinished upload up."""
    cancel_upload(request_actor(request), key)
    return 204, None


def upload_told(upload: Upload) -> dict[str, Any]:
    """How far an upload is, as the API tells it."""
    return {
        "key": upload.key,
        "size": upload.size,
        "received": upload.received,
        "done": upload.blob_id is not None,
        "refusal": upload.refusal or None,
        "media_type": upload.blob.media_type if upload.blob else "",
    }
