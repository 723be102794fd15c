"""Signing in and out, lock-out, demo tiles; there is no way in but an account."""

from __future__ import annotations

import re

import pytest
from django.conf import LazySettings
from django.core import mail
from django.test import Client
from django.urls import NoReverseMatch, reverse

from rating.people import grant, make_body, make_centre, make_person
from xingping.core.roles import Role
from xingping.rating.models import AuditEntry, User
from xingping.rating.services.demo_people import ensure_demo_applicant, ensure_demo_staff

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"


def sign_in(client: Client, login: str, password: str = PASSWORD, **extra: str) -> int:
    """Try to sign in; the status of the answer."""
    data = {"login": login, "password": password, **extra}
    return client.post(reverse("account_login"), data).status_code


def signed_in_as(client: Client) -> str | None:
    """The user name of the client's session."""
    key = client.session.get("_auth_user_id")
    return User.objects.get(pk=key).username if key else None


@pytest.mark.parametrize("login", ["zhang", "ZHANG", "zhang@example.cn", "Zhang@Example.CN"])
def test_by_user_name_or_address_whatever_the_case(client: Client, login: str) -> None:
    make_person("zhang", password=PASSWORD, email="zhang@example.cn")
    assert sign_in(client, login) == 302
    assert signed_in_as(client) == "zhang"
    assert AuditEntry.objects.get().verb == "person.sign_in"


@pytest.mark.parametrize("login", ["zhang", "nobody", "nobody@example.cn", "", "\x00", "x" * 300])
def test_a_wrong_password_and_an_unknown_name_are_told_alike(client: Client, login: str) -> None:
    make_person("zhang", password=PASSWORD)
    assert sign_in(client, login, "wrong") == 200
    assert signed_in_as(client) is None


def test_somebody_shut_out_is_told_so_and_not_let_in(client: Client) -> None:
    make_person("zhang", password=PASSWORD)
    User.objects.update(is_active=False)
    response = client.post(reverse("account_login"), {"login": "zhang", "password": PASSWORD}, follow=True)
    assert "账号已停用" in response.content.decode()
    assert signed_in_as(client) is None


def test_shutting_out_counts_from_the_next_request(client: Client) -> None:
    make_person("zhang", password=PASSWORD)
    sign_in(client, "zhang")
    assert client.get(reverse("inbox")).status_code == 200
    User.objects.update(is_active=False)
    assert client.get(reverse("inbox")).status_code == 302


@pytest.mark.parametrize("following", ["https://evil.example", "//evil.example", "javascript:alert(1)"])
def test_after_signing_in_nobody_is_sent_to_another_site(client: Client, following: str) -> None:
    make_person("zhang", password=PASSWORD)
    data = {"login": "zhang", "password": PASSWORD, "next": following}
    assert client.post(reverse("account_login"), data).headers["Location"] == reverse("account_overview")


def test_one_is_sent_where_one_was_going(client: Client) -> None:
    make_person("zhang", password=PASSWORD)
    data = {"login": "zhang", "password": PASSWORD, "next": "/inbox/?unread=1"}
    assert client.post(reverse("account_login"), data).headers["Location"] == "/inbox/?unread=1"


def test_there_is_no_open_sign_up(client: Client) -> None:
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")
    assert client.get("/account/signup/").status_code == 404


def test_five_failures_lock_this_account_from_this_address_only(client: Client) -> None:
    make_person("zhang", password=PASSWORD, email="zhang@example.cn")
    make_person("li", password=PASSWORD)
    for login in ("zhang", "ZHANG", "zhang@example.cn", "zhang"):
        assert sign_in(client, login, "wrong") == 200
    response = client.post(reverse("account_login"), {"login": "zhang", "password": "wrong"})
    assert response.status_code == 429
    assert "暂停登录 15 分钟" in response.content.decode()
    assert sign_in(client, "zhang") == 429
    assert signed_in_as(client) is None
    assert sign_in(Client(REMOTE_ADDR="198.51.100.9"), "zhang") == 302
    assert sign_in(client, "li") == 302


def test_a_success_forgets_the_failures_before(client: Client) -> None:
    make_person("zhang", password=PASSWORD)
    for _ in range(2):
        for _ in range(4):
            assert sign_in(client, "zhang", "wrong") == 200
        assert sign_in(client, "zhang") == 302
        client.logout()


def test_a_forgotten_password_is_renewed_by_a_link_that_works_once(client: Client) -> None:
    make_person("zhang", password=PASSWORD, email="zhang@example.cn")
    client.post(reverse("account_reset_password"), {"email": "ZHANG@example.cn"})
    assert mail.outbox[0].subject == "重设星评密码"
    link = re.search(r"http://testserver(\S+)", mail.outbox[0].body)
    assert link
    form = client.get(link[1], follow=True)
    action = form.redirect_chain[-1][0]
    new = {"password1": "another horse battery", "password2": "another horse battery"}
    assert client.post(action, new, follow=True).status_code == 200
    assert sign_in(Client(), "zhang", "another horse battery") == 302
    assert "链接已失效" in Client().get(link[1], follow=True).content.decode()


def test_whether_an_address_is_known_is_not_told(client: Client) -> None:
    make_person("zhang", password=PASSWORD, email="zhang@example.cn")
    known = client.post(reverse("account_reset_password"), {"email": "zhang@example.cn"}, follow=True)
    unknown = Client().post(reverse("account_reset_password"), {"email": "no@example.cn"}, follow=True)
    assert known.redirect_chain == unknown.redirect_chain
    assert len(mail.outbox) == 1


def test_signing_out_takes_a_post(client: Client) -> None:
    make_person("zhang", password=PASSWORD)
    sign_in(client, "zhang")
    client.get(reverse("account_logout"))
    assert signed_in_as(client) == "zhang"
    client.post(reverse("account_logout"))
    assert signed_in_as(client) is None


@pytest.fixture
def demo(settings: LazySettings) -> None:
    """Demo mode with its accounts."""
    settings.DEMO = True
    body = make_body()
    ensure_demo_staff(body)
    ensure_demo_applicant("demo-applicant", "演示·东光社区", make_centre(body))


def test_demo_tiles_sign_in_without_password_or_code(client: Client, demo: None) -> None:
    page = client.get(reverse("account_login")).content.decode()
    assert "演示：选一个角色直接进入" in page
    assert page.index("演示·东光社区") < page.index("演示·王受理") < page.index("演示·冯管理员")
    client.post(reverse("demo_sign_in"), {"username": "demo-administrator"})
    assert signed_in_as(client) == "demo-administrator"
    assert client.get(reverse("people")).status_code == 200


def test_tiles_open_demo_accounts_only(client: Client, demo: None) -> None:
    make_person("zhang", password=PASSWORD)
    for username in ("zhang", "nobody", "", "\x00"):
        assert client.post(reverse("demo_sign_in"), {"username": username}).status_code == 404
    assert client.get(reverse("demo_sign_in")).status_code == 405


def test_outside_demo_mode_demo_accounts_are_nobody(
    client: Client, demo: None, settings: LazySettings
) -> None:
    client.post(reverse("demo_sign_in"), {"username": "demo-officer"})
    assert client.get(reverse("account_overview")).status_code == 200
    settings.DEMO = False
    assert client.get(reverse("account_overview")).status_code == 302
    assert client.post(reverse("demo_sign_in"), {"username": "demo-officer"}).status_code == 404
    assert "演示" not in client.get(reverse("account_login")).content.decode()
    with pytest.raises(RuntimeError):
        ensure_demo_staff(make_body())


@pytest.mark.parametrize("name", ["account_details", "account_change_password", "mfa_activate_totp"])
def test_demo_accounts_are_shared_and_not_changed(client: Client, demo: None, name: str) -> None:
    client.post(reverse("demo_sign_in"), {"username": "demo-officer"})
    assert client.get(reverse(name)).status_code == 403


def test_one_lands_in_the_workspace_of_ones_role(client: Client) -> None:
    person = make_person("zhang", password=PASSWORD)
    grant(person, Role.AUDITOR)
    data = {"login": "zhang", "password": PASSWORD}
    target = client.post(reverse("account_login"), data).headers["Location"]
    assert target == reverse("auditor:home")
