"""Pages that one sees seldom: each is there, in Chinese, and says what to do next."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from rating.people import make_person
from web.account.codes import code_now
from web.account.test_second_factor import set_up
from web.account.test_sign_in import PASSWORD, sign_in
from xingping.rating.models import User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("account_inactive", "账号已停用"),
        ("account_reset_password_done", "请查收邮件"),
        ("account_reset_password_from_key_done", "新密码已保存"),
        ("socialaccount_login_cancelled", "已取消登录"),
        ("socialaccount_login_error", "统一身份认证没有成功"),
        ("account_logout", ""),
    ],
)
def test_open_pages(client: Client, name: str, said: str) -> None:
    page = client.get(reverse(name), follow=True)
    assert page.status_code == (401 if name == "socialaccount_login_error" else 200)
    assert said in page.content.decode()


@pytest.mark.parametrize(
    "name",
    ["account_overview", "account_details", "account_change_password", "account_reauthenticate", "inbox"],
)
def test_own_pages_ask_to_sign_in_first(client: Client, name: str) -> None:
    assert client.get(reverse(name)).headers["Location"].startswith(reverse("account_login"))


@pytest.fixture
def person(client: Client) -> User:
    """Somebody signed in."""
    made = make_person("zhang", password=PASSWORD)
    sign_in(client, "zhang")
    return made


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("account_details", "更改个人资料"),
        ("account_change_password", "至少 10 个字符"),
        ("account_reauthenticate", "请再次确认身份"),
        ("account_logout", "公用电脑请务必退出"),
        ("mfa_activate_totp", "扫描下面的二维码"),
    ],
)
def test_own_pages(client: Client, person: User, name: str, said: str) -> None:
    assert said in client.get(reverse(name)).content.decode()


def test_pages_of_the_second_factor(client: Client, person: User) -> None:
    cache.clear()
    secret = set_up(client)
    assert "恢复码" in client.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert "原来的全部作废" in client.get(reverse("mfa_generate_recovery_codes")).content.decode()
    before = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]
    client.post(reverse("mfa_generate_recovery_codes"))
    assert not set(before) & set(client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"])
    assert "改用验证码确认" in client.get(reverse("account_reauthenticate")).content.decode()
    assert "改用密码确认" in client.get(reverse("mfa_reauthenticate")).content.decode()
    cache.clear()  # a code is used once
    address = f"{reverse('mfa_reauthenticate')}?next=/inbox/"
    assert client.post(address, {"code": code_now(secret)}).headers["Location"] == "/inbox/"
    assert "只凭密码" in client.get(reverse("mfa_deactivate_totp")).content.decode()
    assert client.get(reverse("mfa_index")).headers["Location"] == reverse("account_overview")


def test_an_account_without_a_password_can_set_one(client: Client) -> None:
    person = make_person("zhang")
    client.force_login(person)
    assert client.get(reverse("account_change_password")).headers["Location"] == reverse(
        "account_set_password"
    )
    new = {"password1": PASSWORD, "password2": PASSWORD}
    client.post(reverse("account_set_password"), new)
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_single_sign_on_says_where_it_leads(client: Client, settings: LazySettings) -> None:
    app = {
        "provider_id": "single-sign-on",
        "name": "统一身份认证",
        "client_id": "x",
        "secret": "y",
        "settings": {"server_url": "https://sso.example.gov.cn"},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    page = client.get(reverse("openid_connect_login", args=["single-sign-on"]))
    assert "将转到统一身份认证页面" in page.content.decode()


def test_the_pages_are_there_in_english(client: Client) -> None:
    client.cookies["django_language"] = "en"
    page = client.get(reverse("account_login")).content.decode()
    assert "User name or e-mail" in page
    assert "没有公开注册" not in page


def test_who_has_no_password_yet_sets_the_first(client: Client) -> None:
    person = make_person("first")
    person.set_unusable_password()
    person.save()
    client.force_login(person)
    assert "设置密码" in client.get(reverse("account_set_password")).content.decode()
