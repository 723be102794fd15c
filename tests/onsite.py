"""What a phone sends from a visit, for tests."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from PIL import Image, ImageDraw

from reviewing import Review, in_review
from stories.applicants import photo
from xingping.core.field_receipt import Manifest
from xingping.core.site_photo import Place
from xingping.rating.actor import Actor
from xingping.rating.models import FieldPackage, SitePhoto
from xingping.rating.services.field_packages import take_along
from xingping.rating.services.field_photos import PhotoSaid, add_photo
from xingping.rating.services.field_visits import Closing
from xingping.rating.services.uploads import begin_upload, receive_piece

TAKEN_AT = "2026-05-31T14:06:00+08:00"
__all__ = ["TAKEN_AT", "Phone", "closing", "phone_of", "place", "signature"]


@dataclass
class Phone:
    """One assessor's device with one case."""

    actor: Actor
    review: Review
    package: FieldPackage
    photos: dict[str, str] = field(default_factory=dict)

    def upload(self, content: bytes, key: UUID | None = None) -> tuple[UUID, str]:
        """Send the bytes of a photo; its key and SHA-256."""
        key = key or uuid4()
        begin_upload(self.actor, self.review.fresh(), key, file_name="photo.jpg", size=len(content))
        receive_piece(self.actor, key, 0, content)
        return key, hashlib.sha256(content).hexdigest()

    def shoot(self, serial: str = "1", **said: Any) -> SitePhoto:
        """Take a photo and send it."""
        key, digest = self.upload(photo(size=(64, 48)))
        made = add_photo(self.actor, self.review.case_id, PhotoSaid(key, serial, digest, TAKEN_AT, **said))
        self.photos[str(key)] = digest
        return made

    def manifest(self, fields: dict[str, str] | None = None, closing: str = "") -> Manifest:
        """What the phone holds."""
        return Manifest(fields or {}, dict(self.photos), closing)


def phone_of(review: Review | None = None, number: int = 0, device: str = "phone") -> Phone:
    """A device of one of a review's assessors, with the case on it."""
    review = review or in_review()
    actor = review.assessors[number]
    return Phone(actor, review, take_along(actor, review.case_id, uuid4(), device))


def signature(text: str = "签") -> bytes:
    """A signature as the page draws it."""
    image = Image.new("RGB", (120, 40), "white")
    ImageDraw.Draw(image).line((5, 30, 60, 5 + len(text), 110, 35), fill="black", width=2)
    made = io.BytesIO()
    image.save(made, "PNG")
    return made.getvalue()


def closing(**values: Any) -> Closing:
    """A visit's closing as the page sends it."""
    given: dict[str, Any] = {
        "key": uuid4(),
        "talk": "与居民代表八人座谈",
        "reading": "查阅台账三册",
        "interview": "",
        "attendance": [("组长", "team"), ("中心主任", "centre")],
        "opened_at": "2026-05-31T09:00:00+08:00",
        "closed_at": "2026-05-31T16:30:00+08:00",
        "team_signer": "演示组长",
        "centre_signer": "演示主任",
        "team_signature": signature("a"),
        "centre_signature": signature("bb"),
    }
    return Closing(**{**given, **values})


def place(latitude: str = "30.660000", longitude: str = "104.060000") -> Place:
    """A place in Chengdu."""
    return Place(latitude, longitude, 12)
