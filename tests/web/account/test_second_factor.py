"""The second factor: compulsory for some roles on pages and API, its secrets unreadable in the database."""

from __future__ import annotations

import json

import pytest
from allauth.mfa.models import Authenticator
from django.conf import LazySettings
from django.core.cache import cache
from django.test import Client, TestCase
from django.urls import reverse

from rating.people import grant, make_body, make_person
from web.account.codes import code_now
from web.account.test_sign_in import PASSWORD, sign_in, signed_in_as
from xingping.core.roles import Role
from xingping.rating.models import AuditEntry, Message, RoleGrant, User
from xingping.rating.secrets import decrypt, encrypt

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_limits_from_before() -> None:
    cache.clear()


def officer(username: str = "zhang") -> User:
    person = make_person(username, password=PASSWORD)
    grant(person, Role.OFFICER, body=make_body())
    return person


def set_up(client: Client) -> str:
    """Set the second factor up; its secret."""
    page = client.get(reverse("mfa_activate_totp"))
    secret = str(page.context["form"].secret)
    with TestCase.captureOnCommitCallbacks(execute=True):
        answer = client.post(reverse("mfa_activate_totp"), {"code": code_now(secret)})
    assert answer.headers["Location"] == reverse("mfa_view_recovery_codes")
    return secret


def test_an_officer_without_it_sees_only_how_to_set_it_up(client: Client) -> None:
    officer()
    sign_in(client, "zhang")
    wall = f"{reverse('mfa_activate_totp')}?next=%2Finbox%2F"
    assert client.get(reverse("inbox")).headers["Location"] == wall
    assert client.get(reverse("account_overview")).status_code == 302
    assert client.post(reverse("inbox_read")).headers["Location"].startswith(reverse("mfa_activate_totp"))
    assert "您的角色必须使用两步验证" in client.get(wall).content.decode()
    set_up(client)
    assert client.get(reverse("inbox")).status_code == 200
    assert client.get(reverse("mfa_view_recovery_codes")).context["landing"] == "/inbox/"


def test_the_api_is_refused_alike(client: Client) -> None:
    officer()
    sign_in(client, "zhang")
    answer = client.get("/api/v1/openapi.json")
    assert (answer.status_code, answer.json()["code"]) == (403, "second_factor_missing")
    set_up(client)
    assert client.get("/api/v1/openapi.json").status_code == 200


def test_it_is_compulsory_from_the_moment_of_the_grant_and_by_setting(
    client: Client, settings: LazySettings
) -> None:
    person = make_person("zhang", password=PASSWORD)
    sign_in(client, "zhang")
    assert client.get(reverse("inbox")).status_code == 200
    grant(person, Role.PANEL, body=make_body())
    assert client.get(reverse("inbox")).status_code == 302
    settings.SECOND_FACTOR_ROLES = ["officer"]
    assert client.get(reverse("inbox")).status_code == 200


def test_signing_in_asks_for_the_code(client: Client) -> None:
    officer()
    sign_in(client, "zhang")
    secret = set_up(client)
    other = Client()
    assert sign_in(other, "zhang") == 302
    assert signed_in_as(other) is None
    assert other.get(reverse("inbox")).status_code == 302
    assert other.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    assert signed_in_as(other) is None
    cache.clear()  # a code is used once: forget the one of setting up
    other.post(reverse("mfa_authenticate"), {"code": code_now(secret)})
    assert signed_in_as(other) == "zhang"


def test_a_recovery_code_works_once(client: Client) -> None:
    officer()
    sign_in(client, "zhang")
    set_up(client)
    code = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"][0]
    for expected in ("zhang", None):
        other = Client()
        sign_in(other, "zhang")
        other.post(reverse("mfa_authenticate"), {"code": code})
        assert signed_in_as(other) == expected
    text = client.get(reverse("mfa_download_recovery_codes")).content.decode()
    assert code not in text
    assert len(text.split("：")[1].split()) == 9


def test_codes_cannot_be_guessed_by_trying(client: Client) -> None:
    officer()
    sign_in(client, "zhang")
    secret = set_up(client)
    cache.clear()
    other = Client()
    sign_in(other, "zhang")
    for guess in range(12):
        other.post(reverse("mfa_authenticate"), {"code": f"{guess:06d}"})
    other.post(reverse("mfa_authenticate"), {"code": code_now(secret)})
    assert signed_in_as(other) is None


def test_secrets_lie_encrypted_in_the_database(client: Client) -> None:
    officer()
    sign_in(client, "zhang")
    secret = set_up(client)
    stored = {row.type: row.data for row in Authenticator.objects.all()}
    assert secret not in json.dumps(stored)
    assert decrypt(stored["totp"]["secret"]) == secret
    assert set(stored) == {"totp", "recovery_codes"}


def test_who_must_have_it_cannot_remove_it(client: Client) -> None:
    person = officer()
    sign_in(client, "zhang")
    set_up(client)
    client.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(type="totp").count() == 1
    RoleGrant.objects.filter(person=person).delete()
    client.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.count() == 0
    verbs = set(AuditEntry.objects.values_list("verb", flat=True))
    assert {"person.second_factor_added", "person.second_factor_removed"} <= verbs
    told = set(Message.objects.filter(recipient=person).values_list("subject", flat=True))
    assert {"您的账号已启用两步验证", "您的账号已关闭两步验证"} <= told


def test_secrets_outlive_a_change_of_keys(settings: LazySettings) -> None:
    settings.ENCRYPTION_KEYS = ["old"]
    kept = encrypt("秘密")
    settings.ENCRYPTION_KEYS = ["new", "old"]
    assert decrypt(kept) == "秘密"
    assert decrypt(encrypt("秘密")) == "秘密"
    settings.ENCRYPTION_KEYS = ["new"]
    with pytest.raises(ValueError, match="XINGPING_ENCRYPTION_KEYS"):
        decrypt(kept)


def test_a_visitor_is_not_asked(client: Client) -> None:
    assert client.get("/").status_code == 200
