"""What happens around signing in, into the audit log."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as second_factor
from allauth.socialaccount import signals as single_sign_on
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.dispatch import Signal
from django.http import HttpRequest

from xingping.core.roles import Role
from xingping.rating.actor import Actor
from xingping.rating.models import User
from xingping.rating.services.audit import record

EVENTS: tuple[tuple[Signal, str], ...] = (
    (account.user_logged_in, "person.sign_in"),
    (account.password_changed, "person.password_changed"),
    (account.password_reset, "person.password_reset"),
    (account.password_set, "person.password_changed"),
    (second_factor.authenticator_added, "person.second_factor_added"),
    (second_factor.authenticator_reset, "person.second_factor_renewed"),
    (second_factor.authenticator_removed, "person.second_factor_removed"),
    (single_sign_on.social_account_added, "person.single_sign_on_linked"),
)
"""Signal of the library -> verb of the entry."""


def connect() -> None:
    """Write an entry at each event."""
    for signal, verb in EVENTS:
        signal.connect(_writer(verb), weak=False, dispatch_uid=verb + str(id(signal)))


def _writer(verb: str) -> Any:  # noqa: ANN401
    def write(
        sender: object,
        request: HttpRequest,
        user: AbstractBaseUser | None = None,
        sociallogin: Any = None,  # noqa: ANN401
        **_: object,
    ) -> None:
        person = user or sociallogin.user
        if isinstance(person, User):
            with transaction.atomic():
                actor = Actor(person, (), request.META.get("REMOTE_ADDR", ""))
                record(actor, Role.PUBLIC, verb, person)

    return write
