"""Tokens of the API: one's own, and the one that a request comes with."""

from __future__ import annotations

from hashlib import sha256

from django.db.models import Q, QuerySet
from django.utils import timezone

from xingping.core.roles import Role
from xingping.rating.actor import Actor
from xingping.rating.models import ApiToken, User
from xingping.rating.permissions import decide
from xingping.rating.scopes import Scope, main_need

PREFIX = "xp_"
"""What every token begins with, so that scanners of leaked secrets know one."""


def usable() -> Q:
    """Condition on ApiToken: neither revoked nor expired, its person not shut out."""
    return Q(revoked_at=None, expires_at__gt=timezone.now(), person__is_active=True)


def token_hash(secret: str) -> str:
    """What is kept of a token; it has 256 random bits, so that a plain hash is enough."""
    return sha256(secret.encode("utf-8", "replace")).hexdigest()


def token_called(secret: str) -> ApiToken | None:
    """The token of a request; None where it is unknown, revoked or expired."""
    found = ApiToken.objects.filter(usable(), token_hash=token_hash(secret))
    return found.select_related("person").first()


def own_tokens(person: User) -> QuerySet[ApiToken]:
    """A person's tokens, newest first, also those that are over."""
    return ApiToken.objects.filter(person=person)


def scopes_for(actor: Actor) -> list[Scope]:
    """The scopes that are of use to a person now: the permission table gives the main thing of each."""
    return [scope for scope in Scope if _may(actor, scope)]


def _may(actor: Actor, scope: Scope) -> bool:
    kind, verb = main_need(scope)
    return isinstance(decide(actor, verb, kind), Role)
