"""What an audit entry's hash covers, and how personal values are kept out of it.

Used by the writer, the sealer and the verifier, so that there is one way to hash.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.conf import settings

from xingping.core.canonical import canonical_json, content_hash

PERSONAL_FIELDS = frozenset(
    {"person_name", "username", "email", "phone", "contact_name", "contact_phone", "opinion", "note"}
)
"""Fields of before and after whose values are personal wherever they occur."""
REASON = "reason"
_SALT_BYTES = 32


def plain(value: object) -> Any:  # noqa: ANN401
    """A value as canonical JSON takes it: yes and no as texts, dates as ISO, nothing left out silently.

    An absent value (None) becomes {}; floats are refused with TypeError.
    """
    if value is None:
        return {}
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, int | str):
        return value
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(one) for one in value]
    raise TypeError(f"{type(value).__name__} 不能进入审计记录")


def commitment(salt: str, value: object) -> str:
    """A salted hash that binds to a value without telling it."""
    return sha256(bytes.fromhex(salt) + canonical_json(plain(value))).hexdigest()


def hide_personal(detail: Mapping[str, Any]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Replace personal values of "before", "after" and "reason" by commitments.

    Returns the detail to be hashed and the secrets [{"field", "salt", "value"}] to be kept beside it.
    """
    kept: list[dict[str, Any]] = []

    def hide(place: str, value: object) -> dict[str, str]:
        salt = secrets.token_hex(_SALT_BYTES)
        kept.append({"field": place, "salt": salt, "value": plain(value)})
        return {"commitment": commitment(salt, value)}

    hidden: dict[str, Any] = {}
    for part, value in detail.items():
        if part == REASON:
            hidden[part] = hide(part, value)
        elif isinstance(value, Mapping):
            hidden[part] = {
                str(key): hide(f"{part}.{key}", one)
                if key in PERSONAL_FIELDS and one not in (None, "")
                else plain(one)
                for key, one in value.items()
            }
        else:
            hidden[part] = plain(value)
    return hidden, kept


def address_hash(address: str) -> str:
    """A keyed hash of a client address: equal addresses can be told, the address cannot."""
    return hmac.new(settings.SECRET_KEY.encode(), b"address:" + address.encode(), sha256).hexdigest()[:32]


def entry_hash(entry: Mapping[str, Any]) -> str:
    """Content hash of an audit entry, given its columns by name."""
    return content_hash(
        {
            "at": entry["at"],
            "actor": plain(entry["actor"]),
            "role": entry["role"],
            "verb": entry["verb"],
            "object_type": entry["object_type"],
            "object_id": entry["object_id"],
            "case": plain(entry["case"]),
            "body": plain(entry["body"]),
            "detail": entry["detail"],
        }
    )


def change_hash(change: Mapping[str, Any]) -> str:
    """Content hash of one save of a sheet, given its columns by name."""
    return content_hash(
        {
            "self_assessment": plain(change["self_assessment_id"]),
            "sheet": plain(change["sheet_id"]),
            "device": change["device"],
            "sequence": change["sequence"],
            "version": change["version"],
            "by": change["by_id"],
            "at": change["at"],
            "changes": plain(change["changes"]),
        }
    )
