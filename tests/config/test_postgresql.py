"""A connection is asked whether it lives after a rest, and not when it was just used."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connections

from xingping.config.postgresql import base

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
    connection: Any = Asked()
    connection.request()
    assert connection.asked == 1, "nothing is known of a connection that this process never used"
    now[0] += base.REST - 0.1
    connection.request()
    assert connection.asked == 1
    now[0] += base.REST
    connection.request()
    assert connection.asked == 2


def test_an_error_closes_it_whenever_it_was_used(now: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    connection: Any = Asked()
    connection.request()
    monkeypatch.setattr(connection, "is_usable", lambda: False)
    closed: list[bool] = []
    monkeypatch.setattr(connection, "close", lambda: closed.append(True))
    connection.errors_occurred = True
    connection.request()
    assert closed
