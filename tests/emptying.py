"""The database is emptied after each test that commits: only the tables that hold rows, nothing else.

Django's own way empties every table and makes content types and permissions anew. With this many tables
that takes longer than most of the tests it follows.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import TransactionTestCase

from xingping.rating.triggers import install, remove

KEPT = {"django_content_type", "auth_permission"}
"""What migrating puts there, the same after any test."""


def empty(connection: BaseDatabaseWrapper) -> None:
    """Remove all rows but those of the migrations themselves: the one way around the triggers."""
    tables = _tables_with_rows(connection)
    remove(connection)
    try:
        with (
            connection.constraint_checks_disabled(),
            transaction.atomic(using=connection.alias),
            connection.cursor() as cursor,
        ):
            for table in tables:
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")
    finally:
        install(connection)


@contextmanager
def emptied_after_tests() -> Iterator[None]:
    """Meanwhile Django's tests that commit are followed by `empty`."""
    usual = TransactionTestCase._fixture_teardown

    def fixture_teardown(case: TransactionTestCase) -> None:
        for name in case._databases_names(include_mirrors=False):
            empty(connections[name])

    TransactionTestCase._fixture_teardown = fixture_teardown
    try:
        yield
    finally:
        TransactionTestCase._fixture_teardown = usual


def _tables_with_rows(connection: BaseDatabaseWrapper) -> list[str]:
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    asked = [
        f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {connection.ops.quote_name(name)})"
        for name in sorted({*names} - KEPT)
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked))
        return [name for (name,) in cursor.fetchall()]
