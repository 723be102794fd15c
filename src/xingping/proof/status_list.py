"""Bitstring Status List (W3C): one bit per certificate for cancellation and one for suspension."""

from __future__ import annotations

import base64
import binascii
import gzip
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from xingping.proof.issuer import written_moment

CONTEXT = "https://www.w3.org/ns/credentials/v2"
LENGTH = 131_072
"""Entries of one list: the least that the specification allows, so that one cannot be told by it."""
LONGEST = 16 * LENGTH
"""Bits a list may unpack to; more is refused before memory is spent."""


class Purpose(StrEnum):
    """What a set bit means."""

    REVOCATION = "revocation"
    SUSPENSION = "suspension"

    @property
    def label(self) -> str:
        """Chinese name."""
        return "取消" if self is Purpose.REVOCATION else "暂停使用"


@dataclass(frozen=True, slots=True)
class StatusEntry:
    """The place of one credential in one list."""

    list_address: str
    index: int
    purpose: Purpose

    def as_json(self) -> dict[str, str]:
        """The credential's `credentialStatus` value."""
        return {
            "id": f"{self.list_address}#{self.index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": self.purpose.value,
            "statusListIndex": str(self.index),
            "statusListCredential": self.list_address,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> StatusEntry:
        """Read such a value. Raises ValueError."""
        try:
            return cls(
                str(value["statusListCredential"]),
                int(value["statusListIndex"]),
                Purpose(value["statusPurpose"]),
            )
        except (KeyError, TypeError) as error:
            raise ValueError("凭证的状态条目不完整") from error


def status_list(
    address: str, issuer: str, purpose: Purpose, marked: Iterable[int], *, moment: datetime
) -> dict[str, Any]:
    """The unsecured status list credential at `address` with the given places set."""
    return {
        "@context": [CONTEXT],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": {"id": issuer},
        "validFrom": written_moment(moment),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose.value,
            "encodedList": encode(marked),
        },
    }


def encode(marked: Iterable[int], length: int = LENGTH) -> str:
    """Set places -> multibase base64url of the gzipped bits; place 0 is the first, leftmost bit."""
    bits = bytearray(length // 8)
    for place in marked:
        if not 0 <= place < length:
            raise ValueError(f"状态清单没有第 {place} 位，共 {length} 位")
        bits[place >> 3] |= 0x80 >> (place & 7)
    packed = gzip.compress(bytes(bits), mtime=0)
    return "u" + base64.urlsafe_b64encode(packed).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """The bits of an encoded list. Raises ValueError when it is none or too long."""
    try:
        if not text.startswith("u"):
            raise ValueError(text[:1])
        packed = base64.urlsafe_b64decode(text[1:] + "=" * (-len(text[1:]) % 4))
        unpacking = zlib.decompressobj(wbits=31)
        bits = unpacking.decompress(packed, LONGEST // 8)
    except (ValueError, binascii.Error, zlib.error) as error:
        raise ValueError("状态清单读不出来") from error
    if unpacking.unconsumed_tail or not unpacking.eof or len(bits) * 8 < LENGTH:
        raise ValueError("状态清单的长度不对")
    return bits


def is_set(listed: Mapping[str, Any], entry: StatusEntry) -> bool:
    """Whether the list marks the entry. Raises ValueError when list and entry do not fit."""
    subject = listed.get("credentialSubject")
    if not isinstance(subject, Mapping) or subject.get("statusPurpose") != entry.purpose.value:
        raise ValueError("状态清单的用途与凭证不符")
    bits = decode(str(subject.get("encodedList", "")))
    if not 0 <= entry.index < len(bits) * 8:
        raise ValueError(f"状态清单没有第 {entry.index} 位")
    return bool(bits[entry.index >> 3] & (0x80 >> (entry.index & 7)))
