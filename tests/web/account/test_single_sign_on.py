"""A province's single sign-on: opens tied accounts, makes none, and comes with a second factor of ours."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
import responses
from allauth.socialaccount.models import SocialAccount
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from rating.people import make_person
from web.account.test_sign_in import PASSWORD, sign_in, signed_in_as
from xingping.rating.models import User

pytestmark = pytest.mark.django_db

SERVER = "https://sso.example.gov.cn"
PROVIDER = "single-sign-on"


@pytest.fixture(autouse=True)
def _server(settings: LazySettings) -> object:
    """A provider that answers as OpenID Connect says."""
    settings.OIDC_URL = SERVER
    app = {
        "provider_id": PROVIDER,
        "name": "统一身份认证",
        "client_id": "xingping",
        "secret": "secret",
        "settings": {"server_url": SERVER},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    with responses.RequestsMock(assert_all_requests_are_fired=False) as server:
        server.get(
            f"{SERVER}/.well-known/openid-configuration",
            json={
                "issuer": SERVER,
                "authorization_endpoint": f"{SERVER}/authorize",
                "token_endpoint": f"{SERVER}/token",
                "userinfo_endpoint": f"{SERVER}/userinfo",
                "jwks_uri": f"{SERVER}/keys",
            },
        )
        server.post(f"{SERVER}/token", json={"access_token": "t", "token_type": "Bearer"})
        server.get(
            f"{SERVER}/userinfo",
            json={"sub": "510104-77", "email": "zhang@example.cn", "email_verified": True},
        )
        yield server


def go_through(client: Client, process: str = "login") -> str:
    """Sign on at the provider and come back; the text of the page one ends on."""
    address = reverse("openid_connect_login", args=[PROVIDER])
    away = client.post(f"{address}?process={process}").headers["Location"]
    assert away.startswith(f"{SERVER}/authorize?")
    asked = parse_qs(urlsplit(away).query)
    assert asked["code_challenge_method"] == ["S256"]
    back = reverse("openid_connect_callback", args=[PROVIDER])
    answer = client.get(back, {"code": "c", "state": asked["state"][0]}, follow=True)
    return answer.content.decode()


def test_an_unknown_person_is_told_to_ask_for_an_invitation(client: Client) -> None:
    assert "没有与本系统的账号绑定" in go_through(client)
    assert (User.objects.count(), signed_in_as(client)) == (0, None)


def test_the_same_address_alone_opens_nothing(client: Client) -> None:
    make_person("zhang", password=PASSWORD, email="zhang@example.cn")
    go_through(client)
    assert signed_in_as(client) is None


def test_an_account_tied_by_its_owner_is_opened(client: Client) -> None:
    make_person("zhang", password=PASSWORD)
    sign_in(client, "zhang")
    assert "已绑定" in go_through(client, "connect")
    other = Client()
    go_through(other)
    assert signed_in_as(other) == "zhang"
    client.post(reverse("single_sign_on_unlink"))
    assert SocialAccount.objects.count() == 0
    third = Client()
    go_through(third)
    assert signed_in_as(third) is None


def test_a_forged_answer_is_refused_in_chinese(client: Client) -> None:
    page = client.get(reverse("openid_connect_callback", args=[PROVIDER]), {"code": "c", "state": "forged"})
    assert "统一身份认证没有成功" in page.content.decode()
    assert signed_in_as(client) is None


def test_an_unknown_provider_is_not_found(client: Client) -> None:
    assert client.post(reverse("openid_connect_login", args=["other"])).status_code == 404


def test_the_sign_in_page_offers_it(client: Client) -> None:
    assert "用统一身份认证登录" in client.get(reverse("account_login")).content.decode()
