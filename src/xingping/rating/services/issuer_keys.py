"""Issuer keys: made, rotated, revoked. For the command `xingping issuer` and the demo."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from xingping.core.roles import Role
from xingping.proof.keys import ED25519, new_key
from xingping.rating.actor import SYSTEM
from xingping.rating.errors import refuse
from xingping.rating.models import IssuerKey, RatingBody
from xingping.rating.secrets import encrypt
from xingping.rating.services.audit import record


def make_issuer_key(body_id: int, algorithm: str = ED25519) -> IssuerKey:
    """Give a body a new signing key; the one in use before expires now and stays listed.

    Raises RefusedError: `not_found`; UnreadableKeyError for SM2 where its library is not installed.
    """
    key = new_key(algorithm)
    with transaction.atomic():
        body = _locked(body_id)
        now = timezone.now()
        IssuerKey.objects.filter(body=body, expires=None, revoked=None).update(expires=now)
        made = IssuerKey.objects.create(
            body=body, public=key.public.multikey, secret=encrypt(key.kept().decode()), begins=now
        )
        record(SYSTEM, Role.SYSTEM, "issuer_key.make", made, after={"public": made.public})
    return made


def revoke_issuer_key(public: str) -> IssuerKey:
    """Say that nothing signed by a key may be believed any more, and destroy its private half.

    Raises RefusedError: `not_found`.
    """
    with transaction.atomic():
        row = IssuerKey.objects.select_for_update().filter(public=public).first()
        if row is None:
            raise refuse("not_found")
        if row.revoked is None:
            row.revoked, row.secret = timezone.now(), ""
            row.save(update_fields=["revoked", "secret"])
            record(SYSTEM, Role.SYSTEM, "issuer_key.revoke", row, after={"public": row.public})
    return row


def _locked(body_id: int) -> RatingBody:
    body = RatingBody.objects.select_for_update().filter(pk=body_id).first()
    if body is None:
        raise refuse("not_found")
    return body
