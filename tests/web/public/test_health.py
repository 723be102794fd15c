"""Whether the site answers for its database."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection
from django.test import Client


def test_database_answers(client: Client, db: None) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "database": connection.vendor})
    assert "no-store" in answer.headers["Cache-Control"]


def test_silent_database_is_503(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise DatabaseError("gone")

    monkeypatch.setattr(connection, "cursor", fail)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["status"]) == (503, "unavailable")
    assert "gone" not in answer.content.decode()
