"""The account's tokens: made on one page, shown once, revoked on the overview."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from factories import draft_scene
from web.desks import client_of
from xingping.rating.models import ApiToken
from xingping.rating.queries.api_tokens import token_called

pytestmark = pytest.mark.django_db


def test_a_token_is_made_shown_once_and_revoked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xingping.web.account.reauthentication.is_fresh", lambda _request: True)
    client = client_of(draft_scene().applicant)
    new = reverse("account_new_token")
    assert "register:import" not in client.get(new).content.decode()
    wrong = client.post(new, {"name": "街道系统", "scopes": ["register:import"], "days": 90})
    assert (wrong.status_code, 'value="街道系统"' in wrong.content.decode()) == (422, True)
    wrong = client.post(new, {"name": "a\x00", "scopes": ["cases:read"], "days": 90})
    assert wrong.status_code == 422
    made = client.post(new, {"name": "街道系统", "scopes": ["cases:read"], "days": 90})
    found = re.search(r'id="link-once">(xp_[^<]+)<', made.content.decode())
    assert found
    token = token_called(found[1])
    assert token is not None
    assert "no-store" in made.headers["Cache-Control"]
    overview = client.get(reverse("account_overview")).content.decode()
    assert "街道系统" in overview
    assert found[1] not in overview
    client.post(reverse("account_revoke_token", args=[token.pk]), follow=True)
    assert ApiToken.objects.get().revoked_at is not None
    assert "已撤销" in client.get(reverse("account_overview")).content.decode()


def test_making_one_asks_for_the_password_again() -> None:
    answer = client_of(draft_scene().applicant).get(reverse("account_new_token"))
    assert answer.headers["Location"].startswith(reverse("account_reauthenticate"))
