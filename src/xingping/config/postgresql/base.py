"""Statements prepared on the server, and no question before each request whether it lives.

Django asks a connection at every request whether it lives, which costs as much as a query; here only one
that rested is asked. A connection that breaks between two requests close to each other fails one request,
and is then closed and opened anew by Django.
"""

from __future__ import annotations

import time
from typing import Any, Self

import psycopg
from django.db.backends.postgresql import base
from psycopg.abc import Params, Query

REST = 5.0
"""Seconds without a request after which a connection is asked."""
MOST_PARAMETERS = 65_535
"""That the protocol can send beside a statement; more are written into it."""


class Cursor(base.ServerBindingCursor, psycopg.Cursor[Any]):
    """Sends parameters beside the statement, as many as the protocol can."""

    def execute(self, query: Query, params: Params | None = None, **how: Any) -> Self:  # noqa: ANN401
        """As psycopg's."""
        return super().execute(*_sendable(self.connection, query, params), **how)  # type: ignore[arg-type]


class CursorOnServer(psycopg.ServerCursor[Any]):
    """The same for reading many rows piece by piece."""

    def execute(self, query: Query, params: Params | None = None, **how: Any) -> Self:  # noqa: ANN401
        """As psycopg's."""
        return super().execute(*_sendable(self.connection, query, params), **how)


def _sendable(
    connection: psycopg.Connection[Any], query: Query, params: Params | None
) -> tuple[Query, Params | None]:
    if params is None or len(params) <= MOST_PARAMETERS:
        return query, params
    return psycopg.ClientCursor(connection).mogrify(query, params).encode(), None


class DatabaseWrapper(base.DatabaseWrapper):
    """As Django's, with health checks only after a rest and any number of parameters."""

    _last_used = 0.0

    def get_connection_params(self) -> dict[str, Any]:
        """As Django's, with `Cursor` where statements are to be prepared."""
        given: dict[str, Any] = super().get_connection_params()
        if given["cursor_factory"] is base.ServerBindingCursor:
            given["cursor_factory"] = Cursor
        return given

    def get_new_connection(self, conn_params: dict[str, Any]) -> psycopg.Connection[Any]:
        """As Django's, with `CursorOnServer`."""
        connection: psycopg.Connection[Any] = super().get_new_connection(conn_params)
        connection.server_cursor_factory = CursorOnServer
        return connection

    def close_if_unusable_or_obsolete(self) -> None:
        """Called before and after each request; raises nothing."""
        super().close_if_unusable_or_obsolete()
        now = time.monotonic()
        if now - self._last_used < REST:
            self.health_check_done = True
        self._last_used = now
