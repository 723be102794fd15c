"""How allauth behaves here: no open sign-up, secrets encrypted at rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AbstractUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from xingping.rating.queries.grants import request_grants
from xingping.rating.secrets import decrypt, encrypt
from xingping.web.account import second_factor
from xingping.web.account.landing import landing
from xingping.web.account.reauthentication import is_fresh

if TYPE_CHECKING:
    from allauth.mfa.models import Authenticator


def display_name(user: AbstractUser) -> str:
    """The name by which allauth's messages call a person."""
    return user.get_full_name()


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts come from invitations alone."""

    error_messages = {  # noqa: RUF012
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("用户名或密码不正确，请核对大小写后再试。"),
        "email_password_mismatch": _("电子邮箱或密码不正确，请核对后再试。"),
        "incorrect_password": _("密码不正确，请重新输入。"),
        "enter_current_password": _("请输入当前密码。"),
        "invalid_password_reset": _("此重设密码链接已使用或已过期，请重新申请。"),
        "too_many_login_attempts": _("登录失败次数过多，请稍后再试。"),
        "rate_limited": _("操作过于频繁，请稍等几分钟再试。"),
        "username_taken": _("此用户名已有人使用，请换一个。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: see services.invitations."""
        return False

    def is_reauthentication_required(self, *, app: str, **_: object) -> bool:
        """Not while password or code were given a short while ago, at sign-in or since."""
        return not is_fresh(context.request)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The workspace of one's role."""
        return landing(request_grants(request))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the account page."""
        return reverse("account_overview")


class SingleSignOnAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Single sign-on opens accounts that are tied to it, and makes none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: object) -> bool:
        """Never: an unknown person is told to ask for an invitation."""
        return False

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: object) -> str:
        """Back to the account page."""
        return reverse("account_overview")


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """TOTP keys and recovery seeds lie encrypted in the database."""

    error_messages = {  # noqa: RUF012
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("验证码不正确。请确认手机时间准确，并输入应用中当前显示的 6 位数字。"),
        "cannot_delete_authenticator": _("您的角色必须使用两步验证，不能关闭。"),
    }

    def encrypt(self, text: str) -> str:
        """The secret under the first of the encryption keys."""
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """The secret in clear, under whichever key it was encrypted."""
        return decrypt(encrypted_text)

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        """What the authenticator app shows beside the codes."""
        return str(user.get_username())

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not while a role of the person demands a second factor."""
        return not second_factor.is_compulsory(authenticator.user)
