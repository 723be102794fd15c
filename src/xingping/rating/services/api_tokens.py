"""Tokens of the API: made and revoked by their owner alone."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from xingping.core.faults import Fault
from xingping.core.roles import Role
from xingping.core.sheet_content import text_fault
from xingping.rating.actor import Actor
from xingping.rating.errors import refuse
from xingping.rating.models import ApiToken, User
from xingping.rating.queries.api_tokens import PREFIX, own_tokens, scopes_for, token_hash, usable
from xingping.rating.services.audit import record

LIFETIMES = (30, 90, 180, 365)
"""Days for which a token may be made (本机构规定)."""
MOST_TOKENS = 20
LONGEST_NAME = 60
HINT = 8
NOTED_EVERY = timedelta(minutes=1)
"""How often the use of a token is noted, so that reading by token writes almost nothing."""


def create_token(actor: Actor, name: str, scopes: Collection[str], days: int) -> tuple[ApiToken, str]:
    """A new token, and its secret, which is told this once.

    Raises RefusedError: `not_allowed` to visitors and to programs, `demo_account`, `invalid`,
    `too_many_tokens`.
    """
    if actor.user is None or actor.token_id is not None:
        raise refuse("not_allowed")
    if actor.user.is_demo:
        raise refuse("demo_account")
    name = name.strip()
    _refuse_bad(actor, name, scopes, days)
    secret = f"{PREFIX}{secrets.token_urlsafe(32)}"
    with transaction.atomic():
        User.objects.select_for_update().get(pk=actor.user.pk)
        if own_tokens(actor.user).filter(usable()).count() >= MOST_TOKENS:
            raise refuse("too_many_tokens", most=MOST_TOKENS)
        token = ApiToken.objects.create(
            person=actor.user,
            name=name,
            scopes=sorted(scopes),
            token_hash=token_hash(secret),
            hint=secret[:HINT],
            expires_at=timezone.now() + timedelta(days=days),
        )
        after = {"scopes": token.scopes, "expires_at": token.expires_at}
        record(actor, Role.PUBLIC, "token.create", token, after=after)
    return token, secret


def revoke_token(actor: Actor, token_id: int) -> ApiToken:
    """End one's own token; its next request is refused. Raises RefusedError: `not_found`."""
    if actor.user is None:
        raise refuse("not_found")
    with transaction.atomic():
        token = own_tokens(actor.user).select_for_update().filter(pk=token_id).first()
        if token is None:
            raise refuse("not_found")
        if token.revoked_at is None:
            token.revoked_at = timezone.now()
            token.save(update_fields=["revoked_at"])
            record(actor, Role.PUBLIC, "token.revoke", token)
    return token


def note_use(token: ApiToken) -> None:
    """Note that a token was used, once a minute at the most."""
    now = timezone.now()
    if token.last_used_at is None or now - token.last_used_at > NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)


def _refuse_bad(actor: Actor, name: str, scopes: Collection[str], days: int) -> None:
    faults = []
    wrong = text_fault(name, LONGEST_NAME)
    if not name:
        faults.append(Fault("用途", "没有填写", "请写明哪个系统使用，例如“街道办公系统”"))
    elif wrong:
        faults.append(Fault("用途", *wrong))
    offered = scopes_for(actor)
    if not scopes:
        faults.append(Fault("可以做什么", "没有勾选", "请至少勾选一项"))
    if any(scope not in offered for scope in scopes):
        faults.append(Fault("可以做什么", "有您现在没有权限的项目", "请重新勾选"))
    if days not in LIFETIMES:
        faults.append(Fault("有效期", "不在可选之列", "请从列表中选择"))
    if faults:
        raise refuse("invalid", faults)
