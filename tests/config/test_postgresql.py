"""A connection is asked whether it lives after a rest, and not when it was just used."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, connections

from rating.people import make_person
from xingping.config.postgresql import base
from xingping.rating.models import User

pytestmark = pytest.mark.django_db


class Asked(base.DatabaseWrapper):
    """A connection without a server that notes when it is asked whether it lives."""

    def __init__(self) -> None:
        super().__init__({**connections.settings["default"], "AUTOCOMMIT": True, "OPTIONS": {}})
        self.connection, self.autocommit, self.health_check_enabled = object(), True, True
        self.close_at = None
        self.asked = 0

    def is_usable(self) -> bool:
        """Django's question."""
        self.asked += 1
        return True

    def request(self) -> None:
        """What Django does to a connection in one request that reads."""
        self.close_if_unusable_or_obsolete()
        self.close_if_health_check_failed()
        self.close_if_unusable_or_obsolete()


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The only entry is the second in which a connection believes to be."""
    seconds = [1000.0]
    monkeypatch.setattr(base.time, "monotonic", lambda: seconds[0])
    return seconds


def test_a_connection_is_asked_after_a_rest_only(now: list[float]) -> None:
    asked: Any = Asked()
    asked.request()
    assert asked.asked == 1, "nothing is known of a connection that this process never used"
    now[0] += base.REST - 0.1
    asked.request()
    assert asked.asked == 1
    now[0] += base.REST
    asked.request()
    assert asked.asked == 2


def test_an_error_closes_it_whenever_it_was_used(now: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    asked: Any = Asked()
    asked.request()
    monkeypatch.setattr(asked, "is_usable", lambda: False)
    closed: list[bool] = []
    monkeypatch.setattr(asked, "close", lambda: closed.append(True))
    asked.errors_occurred = True
    asked.request()
    assert closed


@pytest.mark.postgresql
def test_more_values_than_the_protocol_counts_are_asked_for() -> None:
    person = make_person()
    others = base.MOST_PARAMETERS if connection.vendor == "postgresql" else 900
    asked = User.objects.filter(pk__in=[person.pk, *range(-others, 0)])
    assert list(asked) == list(asked.iterator()) == [person]
