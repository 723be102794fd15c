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
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_  # noqa: N812

from xingping.core.roles import Role
from xingping.rating.actor import Actor
from xingping.rating.models import User
from xingping.rating.services.audit import record
from xingping.rating.services.messages import send_message

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


TOLD: dict[str, str] = {
    "person.password_changed": N_("您的密码已更改"),
    "person.password_reset": N_("您的密码已重设"),
    "person.second_factor_added": N_("您的账号已启用两步验证"),
    "person.second_factor_removed": N_("您的账号已关闭两步验证"),
    "person.single_sign_on_linked": N_("您的账号已绑定统一身份认证"),
}
"""Verb -> subject of the message by which the person would notice a stranger's doing."""


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
        **_kwargs: object,
    ) -> None:
        person = user or sociallogin.user
        if isinstance(person, User):
            with transaction.atomic():
                actor = Actor(person, (), request.META.get("REMOTE_ADDR", ""))
                record(actor, Role.PUBLIC, verb, person)
                if verb in TOLD:
                    _tell(person, TOLD[verb])

    return write


def _tell(person: User, subject: str) -> None:
    body = _("如果不是您本人操作，请立即更改密码，并告知管理员。")
    send_message(person, subject=_(subject), body=body, link=reverse("account_overview"))
