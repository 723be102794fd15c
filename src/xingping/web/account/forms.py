"""The forms around signing in, in plain words."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
)
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeAgainForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xingping.rating.models import User
from xingping.rating.services.accounts import USERNAME, check_account
from xingping.rating.services.invitations import NewAccount


def _password_rules() -> str:
    return gettext("至少 %(length)s 个字符，不能全是数字，不能是常见密码，也不能与姓名、用户名相近。") % {
        "length": settings.PASSWORD_LENGTH
    }


PASSWORD_RULES = lazy(_password_rules, str)()
CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}


def _say(form: forms.BaseForm, **labels: Any) -> None:  # noqa: ANN401
    """Our labels instead of the library's, and no placeholders."""
    for name, label in labels.items():
        form.fields[name].label = label
        form.fields[name].widget.attrs.pop("placeholder", None)


class SignInForm(LoginForm):  # type: ignore[misc]
    """User name or address, and password."""

    def __init__(self, *given: Any, **named: Any) -> None:  # noqa: ANN401
        super().__init__(*given, **named)
        _say(self, login=_("用户名或电子邮箱"), password=_("密码"))
        self.fields["password"].help_text = ""
        self.fields["login"].widget.attrs["autofocus"] = True


class ForgottenForm(ResetPasswordForm):  # type: ignore[misc]
    """The address to which the link to a new password goes."""

    def __init__(self, *given: Any, **named: Any) -> None:  # noqa: ANN401
        super().__init__(*given, **named)
        _say(self, email=_("电子邮箱"))
        self.fields["email"].help_text = _("账号登记的邮箱。没有登记邮箱的，请联系管理员索取重设链接。")


class NewPasswordForm(ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password after a link."""

    def __init__(self, *given: Any, **named: Any) -> None:  # noqa: ANN401
        super().__init__(*given, **named)
        _say(self, password1=_("新密码"), password2=_("再输入一次"))
        self.fields["password1"].help_text = PASSWORD_RULES


class OtherPasswordForm(ChangePasswordForm):  # type: ignore[misc]
    """Another password in place of the present one."""

    def __init__(self, *given: Any, **named: Any) -> None:  # noqa: ANN401
        super().__init__(*given, **named)
        _say(self, oldpassword=_("当前密码"), password1=_("新密码"), password2=_("再输入一次"))
        self.fields["oldpassword"].help_text = ""
        self.fields["password1"].help_text = PASSWORD_RULES


class PasswordAgainForm(ReauthenticateForm):  # type: ignore[misc]
    """The password once more."""

    def __init__(self, *given: Any, **named: Any) -> None:  # noqa: ANN401
        super().__init__(*given, **named)
        _say(self, password=_("密码"))
        self.fields["password"].help_text = ""


class CodeForm(AuthenticateForm):  # type: ignore[misc]
    """A code of the app, or a recovery code, at sign-in."""

    def __init__(self, *given: Any, **named: Any) -> None:  # noqa: ANN401
        super().__init__(*given, **named)
        _say(self, code=_("验证码或恢复码"))
        self.fields["code"].widget.attrs.update({**CODE, "inputmode": "text"})


class AgainForm(CodeAgainForm):  # type: ignore[misc]
    """A code once more."""

    def __init__(self, *given: Any, **named: Any) -> None:  # noqa: ANN401
        super().__init__(*given, **named)
        _say(self, code=_("验证码或恢复码"))
        self.fields["code"].widget.attrs.update({**CODE, "inputmode": "text"})


class SetUpForm(ActivateTOTPForm):  # type: ignore[misc]
    """The first code, to prove that the app is set up."""

    def __init__(self, *given: Any, **named: Any) -> None:  # noqa: ANN401
        super().__init__(*given, **named)
        _say(self, code=_("应用显示的 6 位验证码"))
        self.fields["code"].widget.attrs.update({**CODE, "maxlength": 6, "autofocus": False})


class DetailsForm(forms.ModelForm[User]):
    """One's own name and how to be reached."""

    class Meta:
        model = User
        fields = ("name", "email", "phone")
        labels = {"name": _("姓名"), "email": _("电子邮箱"), "phone": _("联系电话")}  # noqa: RUF012
        help_texts = {"email": _("用于登录、找回密码和接收通知。")}  # noqa: RUF012

    def __init__(self, *given: Any, **named: Any) -> None:  # noqa: ANN401
        super().__init__(*given, **named)
        self.fields["name"].required = True
        self.fields["email"].widget.attrs["autocomplete"] = "email"
        self.fields["phone"].widget.attrs["autocomplete"] = "tel"


class NewAccountForm(forms.Form):
    """What an invited person chooses."""

    name = forms.CharField(label=_("姓名"), max_length=80)
    username = forms.CharField(
        label=_("用户名"),
        max_length=60,
        validators=[USERNAME],
        help_text=_("用来登录，可以用汉字、字母或数字。"),
    )
    email = forms.EmailField(
        label=_("电子邮箱"), required=False, help_text=_("用于登录、找回密码和接收通知，可以不填。")
    )
    phone = forms.CharField(label=_("联系电话"), max_length=40, required=False)
    password1 = forms.CharField(
        label=_("密码"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=PASSWORD_RULES,
    )
    password2 = forms.CharField(
        label=_("再输入一次密码"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        """Both passwords the same, and the rules of accounts kept."""
        data = super().clean() or self.cleaned_data
        if data.get("password1") and data.get("password1") != data.get("password2"):
            self.add_error("password2", _("两次输入的密码不一致。"))
        elif not self.errors:
            try:
                check_account(self.account())
            except ValidationError as error:
                self.add_error("password1", error)
        return data

    def account(self) -> NewAccount:
        """The account as chosen; call it on a form of which the fields are valid."""
        data = self.cleaned_data
        return NewAccount(
            username=data["username"],
            name=data["name"],
            password=data["password1"],
            email=data.get("email", ""),
            phone=data.get("phone", ""),
        )
