"""The receipt of a visit (现场包回执): what a device says it holds against what has arrived.

A manifest names every field that was filled in on the device by the SHA-256 of its value, and every photo
by the SHA-256 of its bytes. Device and server hash the same way, so that each can check the other.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from xingping.core.canonical import content_hash

ARRIVED = "arrived"
SUPERSEDED = "superseded"
"""Arrived, and changed later by the same person, here or at the desk."""
MISSING = "missing"
DAMAGED = "damaged"
"""There is something under this name, with other content."""


@dataclass(frozen=True)
class Manifest:
    """What a device holds of one package: {field: digest}, {photo's key: SHA-256}, the closing's digest."""

    fields: Mapping[str, str]
    photos: Mapping[str, str]
    closing: str = ""

    @property
    def hash(self) -> str:
        """Content hash of the whole manifest; the device computes the same."""
        return content_hash(
            {"closing": self.closing, "fields": dict(self.fields), "photos": dict(self.photos)}
        )


@dataclass(frozen=True)
class Receipt:
    """What became of everything that a manifest names."""

    manifest: str
    """Hash of the manifest answered."""
    fields: Mapping[str, str]
    """{field: arrived, superseded or missing}."""
    photos: Mapping[str, str]
    """{key: arrived, missing or damaged}."""
    closing: str
    """The same of the visit's closing; "" where the manifest names none."""

    @property
    def complete(self) -> bool:
        """Whether every single thing arrived as it was sent."""
        told = [*self.fields.values(), *self.photos.values(), *([self.closing] if self.closing else [])]
        return all(one in (ARRIVED, SUPERSEDED) for one in told)


def value_digest(value: Any) -> str:  # noqa: ANN401
    """SHA-256 (hex) of a field's JSON value (None: empty): sorted keys, no spaces, UTF-8."""
    written = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(written.encode()).hexdigest()


def receipt_for(
    manifest: Manifest,
    *,
    present: Mapping[str, str],
    earlier: Mapping[str, frozenset[str]],
    photos: Mapping[str, str],
    closings: frozenset[str],
) -> Receipt:
    """Answer a manifest.

    `present`: digests of the fields now (an absent field is empty); `earlier`: digests that a field ever
    had; `photos`: SHA-256 of the stored files by key; `closings`: digests of the closings kept.
    """
    empty = value_digest(None)

    def field_state(name: str, digest: str) -> str:
        if present.get(name, empty) == digest:
            return ARRIVED
        return SUPERSEDED if digest in earlier.get(name, frozenset()) else MISSING

    def photo_state(key: str, digest: str) -> str:
        if key not in photos:
            return MISSING
        return ARRIVED if photos[key] == digest else DAMAGED

    closing = manifest.closing and (ARRIVED if manifest.closing in closings else MISSING)
    return Receipt(
        manifest=manifest.hash,
        fields={name: field_state(name, digest) for name, digest in manifest.fields.items()},
        photos={key: photo_state(key, digest) for key, digest in manifest.photos.items()},
        closing=closing,
    )
