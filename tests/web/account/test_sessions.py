"""Sessions: a page knows its visitor until the session has run out or was ended."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from rating.people import make_person
from web.centre.browsing import browser_of
from xingping.rating.actor import actor_of
from xingping.rating.models import User
from xingping.web.account.sessions import SessionStore

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> User:
    return make_person()


@pytest.fixture
def key(person: User) -> str:
    client = browser_of(actor_of(person))
    return str(client.session.session_key)


def test_a_session_is_read_in_one_query(key: str, person: User) -> None:
    store = SessionStore(key)
    with CaptureQueriesContext(connection) as queries:
        assert store["_auth_user_id"] == str(person.pk)
        assert store.get("nothing") is None
    assert len(queries) == 1
    assert store.session_key == key


def test_a_session_that_ran_out_holds_nothing_and_loses_its_key(key: str) -> None:
    Session.objects.filter(pk=key).update(expire_date=timezone.now() - timedelta(seconds=1))
    store = SessionStore(key)
    assert store.get("_auth_user_id") is None
    assert store.session_key is None


def test_a_key_that_nobody_has_is_never_taken_over(key: str) -> None:
    store = SessionStore(f"{key[:-4]}zzzz")
    assert dict(store.items()) == {}
    assert store.session_key is None
    store.create()
    assert store.session_key not in (None, key, f"{key[:-4]}zzzz")


def test_a_session_that_was_ended_is_not_known_any_more(person: User) -> None:
    client = browser_of(actor_of(person))
    stolen = str(client.session.session_key)
    client.logout()
    assert SessionStore(stolen).get("_auth_user_id") is None
