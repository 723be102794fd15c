"""The rules that a new account must keep, for pages and command line alike."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, validate_email
from django.utils.translation import gettext_lazy as _

from xingping.rating.models import User
from xingping.rating.services.invitations import NewAccount

# Without @, so that a user name can never pass for somebody's address at sign-in.
USERNAME = RegexValidator(
    r"^[\w.+-]{2,60}\Z", _("用户名须为 2 至 60 个汉字、字母、数字或 . + - _，不能含空格和 @。")
)


def check_account(account: NewAccount) -> None:
    """Raise ValidationError with everything wrong about user name, address and password."""
    faults: list[ValidationError] = []
    person = User(username=account.username, name=account.name, email=account.email, phone=account.phone)
    checks: tuple[Callable[[], None], ...] = (
        lambda: USERNAME(account.username),
        lambda: validate_email(account.email) if account.email else None,
        lambda: validate_password(account.password, person),
    )
    for check in checks:
        try:
            check()
        except ValidationError as error:
            faults.append(error)
    if faults:
        raise ValidationError([message for fault in faults for message in fault.messages])
