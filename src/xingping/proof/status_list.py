"""Bitstring Status List (W3C): two bits per certificate say whether it is suspended or cancelled.

One entry with the purpose "message", because Open Badges allows one `credentialStatus` only.
"""

from __future__ import annotations

import base64
import binascii
import gzip
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any

from xingping.proof.issuer import written_moment

CONTEXT = "https://www.w3.org/ns/credentials/v2"
PURPOSE = "message"
SIZE = 2
"""Bits of one entry."""
LENGTH = 131_072
"""Entries of one list: at least this many, so that few looked up do not tell which one is meant."""
LONGEST = 16 * LENGTH * SIZE // 8
"""Bytes a list may unpack to; more is refused before memory is spent."""


class Status(IntEnum):
    """What the two bits of a certificate say."""

    VALID = 0
    SUSPENDED = 1
    CANCELLED = 2
    REPLACED = 3

    @property
    def label(self) -> str:
        """Chinese name."""
        return ("未暂停、未取消", "已暂停使用星级标志", "已取消", "已换发新证书")[self]

    @property
    def message(self) -> str:
        """The word in the credential."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class StatusEntry:
    """The place of one credential in a list."""

    list_address: str
    index: int

    def as_json(self) -> dict[str, Any]:
        """The credential's `credentialStatus`."""
        return {
            "id": f"{self.list_address}#{self.index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": PURPOSE,
            "statusListIndex": str(self.index),
            "statusListCredential": self.list_address,
            "statusSize": SIZE,
            "statusMessage": [{"status": hex(one), "message": one.message} for one in Status],
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> StatusEntry:
        """Read such a value. Raises ValueError."""
        try:
            entry = cls(str(value["statusListCredential"]), int(value["statusListIndex"]))
            fits = (value["statusPurpose"], value["statusSize"]) == (PURPOSE, SIZE)
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError("凭证的状态条目不完整") from error
        if not fits:
            raise ValueError("凭证的状态条目不是本系统所用的种类")
        return entry


def status_list(
    address: str, issuer: str, statuses: Mapping[int, Status], *, moment: datetime
) -> dict[str, Any]:
    """The unsecured status list credential at `address`: {place: status}, all others valid."""
    return {
        "@context": [CONTEXT],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": {"id": issuer},
        "validFrom": written_moment(moment),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": PURPOSE,
            "encodedList": encode(statuses),
        },
    }


def encode(statuses: Mapping[int, Status], length: int = LENGTH) -> str:
    """{place: status} -> multibase base64url of the gzipped bits; place 0 comes first, from the left."""
    bits = bytearray(length * SIZE // 8)
    for place, status in statuses.items():
        if not 0 <= place < length:
            raise ValueError(f"状态清单没有第 {place} 位，共 {length} 位")
        bits[place >> 2] |= status << (6 - 2 * (place & 3))
    packed = gzip.compress(bytes(bits), mtime=0)
    return "u" + base64.urlsafe_b64encode(packed).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """The bits of an encoded list. Raises ValueError when it is none, too short or too long."""
    try:
        if not text.startswith("u"):
            raise ValueError(text[:1])
        packed = base64.b64decode(text[1:] + "=" * (-len(text[1:]) % 4), b"-_", validate=True)
        unpacking = zlib.decompressobj(wbits=31)
        bits = unpacking.decompress(packed, LONGEST)
    except (ValueError, binascii.Error, zlib.error) as error:
        raise ValueError("状态清单读不出来") from error
    if not unpacking.eof or len(bits) * 8 < LENGTH * SIZE:
        raise ValueError("状态清单的长度不对")
    return bits


def status_of(listed: Mapping[str, Any], entry: StatusEntry) -> Status:
    """What the list says of the entry. Raises ValueError when list and entry do not fit."""
    subject = listed.get("credentialSubject")
    if not isinstance(subject, Mapping) or subject.get("statusPurpose") != PURPOSE:
        raise ValueError("状态清单的用途与凭证不符")
    if listed.get("id") != entry.list_address:
        raise ValueError("这不是凭证所指的状态清单")
    bits = decode(str(subject.get("encodedList", "")))
    if not 0 <= entry.index < len(bits) * 8 // SIZE:
        raise ValueError(f"状态清单没有第 {entry.index} 位")
    return Status(bits[entry.index >> 2] >> (6 - 2 * (entry.index & 3)) & 3)
