"""The issuer's key document at its stable address: which keys sign, which did, and until when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from xingping.proof.keys import ED25519, PublicKey, UnreadableKeyError, public_key

CONTEXT = ("https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1")


@dataclass(frozen=True, slots=True)
class IssuerKey:
    """A key of the issuer. Rotation: a new key begins, the old one expires and stays listed.

    `revoked` says from when nothing signed by the key may be believed, whatever date it bears.
    """

    public: PublicKey
    begins: datetime
    expires: datetime | None = None
    revoked: datetime | None = None

    def signs_at(self, moment: datetime) -> bool:
        """Whether a signature dated `moment` may be this key's."""
        return self.begins <= moment and not self.revoked and (self.expires is None or moment < self.expires)

    def may_sign_again(self, moment: datetime) -> bool:
        """Whether something fixed at `moment` may bear this key's signature: a later key signs it anew."""
        return not self.revoked and (self.expires is None or moment < self.expires)


def key_address(issuer: str, key: PublicKey) -> str:
    """The address of a key: the issuer's stable address and the key's own text."""
    return f"{issuer}#{key.multikey}"


def issuer_document(issuer: str, name: str, keys: Sequence[IssuerKey]) -> dict[str, Any]:
    """The document served at the address `issuer` (an https URL or a did:web)."""
    methods = [_method(issuer, key) for key in keys]
    return {
        "@context": list(CONTEXT),
        "id": issuer,
        "name": name,
        "verificationMethod": methods,
        "assertionMethod": [one["id"] for one, key in zip(methods, keys, strict=True) if not key.revoked],
    }


def read_issuer_document(document: Mapping[str, Any]) -> tuple[IssuerKey, ...]:
    """The keys of a key document. Raises UnreadableKeyError when it is none."""
    try:
        return tuple(
            IssuerKey(
                public_key(one["publicKeyMultibase"]),
                _moment(one.get("created")) or datetime.min.replace(tzinfo=UTC),
                _moment(one.get("expires")),
                _moment(one.get("revoked")),
            )
            for one in document["verificationMethod"]
        )
    except (KeyError, TypeError, ValueError) as error:
        if isinstance(error, UnreadableKeyError):
            raise
        raise UnreadableKeyError(
            "密钥文档读不出来：缺少 verificationMethod 或其中的公钥、日期不对"
        ) from error


def written_moment(moment: datetime) -> str:
    """A moment as XML dateTime in UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _method(issuer: str, key: IssuerKey) -> dict[str, str]:
    method = {
        "id": key_address(issuer, key.public),
        "type": "Multikey",
        "controller": issuer,
        "publicKeyMultibase": key.public.multikey,
        "created": written_moment(key.begins),
    }
    if key.public.algorithm != ED25519:
        method["algorithm"] = key.public.algorithm
    if key.expires:
        method["expires"] = written_moment(key.expires)
    if key.revoked:
        method["revoked"] = written_moment(key.revoked)
    return method


def _moment(text: object) -> datetime | None:
    if text is None:
        return None
    if not isinstance(text, str):
        raise TypeError(text)
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment
