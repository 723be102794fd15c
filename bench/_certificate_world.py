"""A database with many certificates, each of a centre of its own, for the verification page."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import django
from django.conf import settings

from _floor_world import make_database

PIECE = 20_000


def token_of(number: int) -> str:
    """The token of a certificate by its number, so that clients know it without asking."""
    return sha256(str(number).encode()).hexdigest()[:32]


def main(count: int) -> None:
    """Migrate, make one certificate, and copy its row and its centre's so many times."""
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("postgresql"):
        make_database(database)
    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction

    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    from awards import bare_certificate
    from factories import submitted_scene

    made = bare_certificate(submitted_scene(publish_points=True).case)
    made.published = {"total": "912.33"}
    made.save()
    centre, certificate = _row("rating_centre", made.centre_id), _row("rating_certificate", made.pk)
    with transaction.atomic(), connection.cursor() as cursor:
        for first in range(1, count + 1, PIECE):
            numbers = range(first, min(first + PIECE, count + 1))
            _insert(cursor, "rating_centre", list(_centres(centre, numbers)))
            _insert(cursor, "rating_certificate", list(_certificates(certificate, numbers)))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _row(table: str, key: int) -> dict[str, Any]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} WHERE id = %s", [key])
        names = [one[0] for one in cursor.description]
        return dict(zip(names, cursor.fetchone(), strict=True))


def _centres(row: dict[str, Any], numbers: range) -> Iterator[dict[str, Any]]:
    for number in numbers:
        yield {**row, "id": 1000 + number, "code": f"M{number}", "name": f"演示社区服务中心 {number}"}


def _certificates(row: dict[str, Any], numbers: range) -> Iterator[dict[str, Any]]:
    for number in numbers:
        yield {
            **row,
            "id": 1000 + number,
            "number": f"M-{number}",
            "serial": 1_000_000 + number,
            "centre_id": 1000 + number,
            "token": token_of(number),
            "origin": "change",
            "change_reason": "演示",
        }


def _insert(cursor: Any, table: str, rows: list[dict[str, Any]]) -> None:  # noqa: ANN401
    names = list(rows[0])
    places = ", ".join(["%s"] * len(names))
    statement = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({places})"
    cursor.executemany(statement, [list(row.values()) for row in rows])


if __name__ == "__main__":
    main(int(sys.argv[1]))
