"""A body as issuer of credentials: its stable address, its keys, the key that signs now."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings

from xingping.proof.credential import Issuer
from xingping.proof.issuer import IssuerKey as ListedKey
from xingping.proof.keys import SigningKey, load_key, public_key
from xingping.rating.errors import refuse
from xingping.rating.models import IssuerKey, RatingBody
from xingping.rating.secrets import decrypt


def issuer_address(body_id: int) -> str:
    """The address of a body's key document; it never changes while the site keeps its own address."""
    return f"{settings.SITE_URL}/issuers/{body_id}"


def issuer_of(body: RatingBody) -> Issuer:
    """The body as credentials name it."""
    return Issuer(issuer_address(body.pk), body.name)


def listed_keys(body_id: int) -> list[ListedKey]:
    """Every key that a body ever signed with, oldest first, as its key document lists them."""
    rows = IssuerKey.objects.filter(body=body_id).order_by("begins", "pk")
    return [ListedKey(public_key(row.public), row.begins, row.expires, row.revoked) for row in rows]


def signing_key(body_id: int) -> SigningKey:
    """The key that a body signs with now. Raises RefusedError: `no_issuer_key`."""
    row = IssuerKey.objects.filter(body=body_id, expires=None, revoked=None).first()
    if row is None:
        raise refuse("no_issuer_key")
    return _opened(row.secret)


@lru_cache(maxsize=64)
def _opened(secret: str) -> SigningKey:
    return load_key(decrypt(secret).encode())
