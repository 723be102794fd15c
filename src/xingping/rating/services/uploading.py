"""From a finished upload to what an item of evidence shows."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from xingping.core.guide import EvidenceMode
from xingping.documents.upload import images
from xingping.rating import files
from xingping.rating.actor import Actor
from xingping.rating.errors import refuse
from xingping.rating.evidence_rules import Shown
from xingping.rating.models import Blob
from xingping.rating.services.uploads import own_upload


@dataclass(frozen=True, slots=True)
class Finished:
    """An upload that ended with a file."""

    case_id: int
    kept: Blob
    file_name: str


@dataclass(frozen=True, slots=True)
class Described:
    """What a person says about an item; `upload` is the key of one's own finished upload."""

    mode: EvidenceMode
    caption: str
    upload: UUID | None = None
    url: str = ""
    dated: date | None = None
    valid_until: date | None = None
    not_secret: bool = False
    masked: bool = False


def finished_upload(actor: Actor, case_id: int, key: UUID) -> Finished:
    """One's own upload to this case, ended with a file.

    Raises RefusedError: `not_found` for others', unfinished or refused ones, and as `own_upload`.
    """
    upload = own_upload(actor, key)
    if upload.case_id != case_id or upload.blob is None:
        raise refuse("not_found")
    return Finished(case_id, upload.blob, upload.file_name)


def shown_of(actor: Actor, case_id: int, said: Described) -> Shown:
    """What an item shows, with time and place read from a photo. Raises as `finished_upload`."""
    finished = finished_upload(actor, case_id, said.upload) if said.upload else None
    return Shown(
        mode=said.mode,
        caption=said.caption,
        blob=finished.kept if finished else None,
        file_name=finished.file_name if finished else "",
        url=said.url,
        dated=said.dated,
        valid_until=said.valid_until,
        taken=_taken(finished.kept) if finished else {},
        not_secret=said.not_secret,
        masked=said.masked,
    )


def _taken(blob: Blob) -> dict[str, Any]:
    """Time and place of a photo, where it has any."""
    if not blob.media_type.startswith("image/"):
        return {}
    with files.local_copy(blob.sha256) as path:
        found = asdict(images.taken(path))
    return {name: value for name, value in found.items() if value}
