"""The page behind an invitation's link."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from rating.people import make_body, make_centre, make_person, site_administrator
from web.account.test_sign_in import PASSWORD, sign_in, signed_in_as
from xingping.core.roles import Role
from xingping.rating.models import Invitation, User
from xingping.rating.queries.grants import grants_of
from xingping.rating.services.grants import Terms
from xingping.rating.services.invitations import Invited, invite, withdraw

pytestmark = pytest.mark.django_db

TYPED = {
    "name": "王主任",
    "username": "王主任",
    "email": "wang@example.cn",
    "phone": "028-12345678",
    "password1": PASSWORD,
    "password2": PASSWORD,
}


@pytest.fixture
def invited() -> Invited:
    """An invitation to be a centre's applicant."""
    centre = make_centre(make_body("演示评定中心"), "演示·东光社区服务中心")
    return invite(site_administrator(), Terms(role=Role.APPLICANT, centre=centre), name="王主任")


def test_looking_at_the_link_uses_nothing_up(client: Client, invited: Invited) -> None:
    for _ in range(3):
        page = client.get(invited.path)
        assert page.status_code == 200
    text = page.content.decode()
    assert "申报单位" in text
    assert "演示评定中心，演示·东光社区服务中心" in text
    assert 'value="王主任"' in text
    assert page.headers["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    assert Invitation.objects.get().accepted_at is None


def test_an_account_is_opened_and_signed_in(client: Client, invited: Invited) -> None:
    answer = client.post(invited.path, TYPED)
    assert answer.status_code == 302
    assert signed_in_as(client) == "王主任"
    person = User.objects.get(username="王主任")
    assert (person.name, person.email, person.phone) == ("王主任", "wang@example.cn", "028-12345678")
    assert [grant.role for grant in grants_of(person)] == [Role.APPLICANT]
    again = Client().get(invited.path)
    assert again.status_code == 409
    assert "已经用过" in again.content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"username": "a b"}, "用户名须为 2 至 60 个"),
        ({"username": "a@b.cn"}, "不能含空格和 @"),
        ({"username": "ROOT"}, "已有人使用"),
        ({"email": "nonsense"}, "邮"),
        ({"password2": "other"}, "两次输入的密码不一致"),
        ({"password1": "123456", "password2": "123456"}, "10"),
        ({"password1": "1234567890123", "password2": "1234567890123"}, "数字"),
        (
            {
                "password1": "王主任王主任王主任王主任",
                "password2": "王主任王主任王主任王主任",
                "username": "王主任王主任王主任王主任",
            },
            "相似",
        ),
        ({"name": ""}, "必填"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    client: Client, invited: Invited, typed: dict[str, str], said: str
) -> None:
    page = client.post(invited.path, {**TYPED, **typed})
    assert page.status_code == 200
    text = page.content.decode()
    assert said in text
    assert "028-12345678" in text
    assert Invitation.objects.get().accepted_at is None
    assert not User.objects.filter(phone="028-12345678").exists()


def test_somebody_with_an_account_takes_the_role_into_it(client: Client, invited: Invited) -> None:
    person = make_person("li", password=PASSWORD)
    sign_in(client, "li")
    assert "的账号接受" in client.get(invited.path).content.decode()
    client.post(invited.path)
    assert [grant.role for grant in grants_of(person)] == [Role.APPLICANT]


def test_a_withdrawn_invitation_says_so(client: Client, invited: Invited) -> None:
    withdraw(site_administrator("second"), invited.invitation.pk)
    page = client.post(invited.path, TYPED)
    assert (page.status_code, "已被撤回" in page.content.decode()) == (409, True)
    assert signed_in_as(client) is None


def test_an_unknown_link_is_not_found(client: Client) -> None:
    page = client.get(reverse("invitation", args=["A" * 22]))
    assert (page.status_code, "链接无效" in page.content.decode()) == (404, True)


def test_an_invited_administrator_sets_up_the_second_factor_first(client: Client) -> None:
    link = invite(site_administrator(), Terms(role=Role.ADMINISTRATOR)).path
    client.post(link, TYPED)
    assert client.get(reverse("people")).headers["Location"].startswith(reverse("mfa_activate_totp"))
