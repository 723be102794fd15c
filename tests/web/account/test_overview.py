"""One's own account: details, roles, sessions."""

from __future__ import annotations

import pytest
from allauth.usersessions.models import UserSession
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from rating.people import grant, make_body, make_centre, make_person
from web.account.test_sign_in import PASSWORD, sign_in, signed_in_as
from xingping.core.roles import Role
from xingping.rating.models import AuditEntry, User
from xingping.web.account.devices import device_name

pytestmark = pytest.mark.django_db

DETAILS = {"name": "张三", "email": "zhang@example.cn", "phone": "1"}


@pytest.fixture
def person(client: Client) -> User:
    """Somebody signed in."""
    made = make_person("zhang", password=PASSWORD)
    sign_in(client, "zhang")
    return made


def test_it_shows_what_one_may_do_and_for_whom(client: Client, person: User) -> None:
    body = make_body("演示评定机构甲")
    grant(person, Role.APPLICANT, body=body, centre=make_centre(body, "演示·东光"))
    text = client.get(reverse("account_overview")).content.decode()
    assert "演示·东光" in text
    assert "申报单位" in text


def test_details_are_changed_and_logged(client: Client, person: User) -> None:
    client.post(reverse("account_details"), DETAILS)
    person.refresh_from_db()
    assert (person.name, person.email, person.phone) == ("张三", "zhang@example.cn", "1")
    entry = AuditEntry.objects.get(verb="person.change")
    assert "张三" not in str(entry.detail)


def test_somebody_elses_address_is_refused_and_nothing_lost(client: Client, person: User) -> None:
    make_person("li", email="zhang@example.cn")
    page = client.post(reverse("account_details"), {**DETAILS, "email": "ZHANG@example.cn"})
    text = page.content.decode()
    assert page.status_code == 200
    assert "已用于另一个账号" in text
    assert 'value="张三"' in text


def test_changing_how_to_be_reached_asks_again_after_a_while(
    client: Client, person: User, settings: LazySettings
) -> None:
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    answer = client.post(reverse("account_details"), DETAILS)
    assert answer.headers["Location"].startswith(reverse("account_reauthenticate"))
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
    wrong = client.post(answer.headers["Location"], {"password": "wrong", "next": reverse("account_details")})
    assert wrong.status_code == 200
    client.post(answer.headers["Location"], {"password": PASSWORD, "next": reverse("account_details")})
    person.refresh_from_db()
    assert person.name == "张三"  # what was typed before was kept and done after


def test_a_password_is_changed_and_other_devices_are_out(client: Client, person: User) -> None:
    other = Client()
    sign_in(other, "zhang")
    new = {
        "oldpassword": PASSWORD,
        "password1": "another horse battery",
        "password2": "another horse battery",
    }
    assert client.post(reverse("account_change_password"), new).status_code == 302
    assert client.get(reverse("inbox")).status_code == 200
    assert other.get(reverse("inbox")).status_code == 302


def test_another_device_can_be_signed_out(client: Client, person: User) -> None:
    phone = Client(HTTP_USER_AGENT="Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) MicroMessenger/8.0")
    sign_in(phone, "zhang")
    assert "iPhone · 微信" in client.get(reverse("account_overview")).content.decode()
    session = UserSession.objects.get(session_key=phone.session.session_key)
    client.post(reverse("account_end_session", args=[session.pk]))
    assert phone.get(reverse("inbox")).status_code == 302
    assert client.get(reverse("inbox")).status_code == 200


def test_nobody_ends_somebody_elses_session(client: Client, person: User) -> None:
    make_person("li", password=PASSWORD)
    other = Client()
    sign_in(other, "li")
    session = UserSession.objects.get(session_key=other.session.session_key)
    assert client.post(reverse("account_end_session", args=[session.pk])).status_code == 404
    assert signed_in_as(other) == "li"


def test_all_other_devices_can_be_signed_out_at_once(client: Client, person: User) -> None:
    others = [Client(), Client()]
    for other in others:
        sign_in(other, "zhang")
    client.post(reverse("account_end_other_sessions"))
    assert [other.get(reverse("inbox")).status_code for other in others] == [302, 302]
    assert client.get(reverse("inbox")).status_code == 200


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0 Safari/537.36 Edg/120.0", "Windows · Edge"),
        ("Mozilla/5.0 (Linux; Android 14; HarmonyOS) Chrome/99 Mobile", "鸿蒙 · Chrome"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_0) Version/17 Safari/605", "Mac · Safari"),
        ("", "未知系统 · 未知浏览器"),
    ],
)
def test_devices_are_called_as_people_know_them(agent: str, name: str) -> None:
    assert device_name(agent) == name
