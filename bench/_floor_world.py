"""A database for the measurement of saves: as many cases as clients, each with a signed-in applicant."""

from __future__ import annotations

import json
import sys

import django
import psycopg
from django.conf import settings


def main(count: int) -> None:
    """Make the database and print the clients as one line of JSON."""
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("postgresql"):
        make_database(database)
    django.setup()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    print(json.dumps(_clients(count)))


def make_database(database: dict[str, str]) -> None:
    """Make the database that the settings name."""
    with psycopg.connect(
        host=database["HOST"],
        port=database["PORT"],
        user=database["USER"],
        dbname="postgres",
        autocommit=True,
    ) as connection:
        connection.execute(f'CREATE DATABASE "{database["NAME"]}"')


def _clients(count: int) -> list[dict[str, str]]:
    from django.db import connection
    from django.test import Client

    from factories import draft_scene

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_floor (id integer PRIMARY KEY, n integer NOT NULL)")
        key = "serial" if connection.vendor == "postgresql" else "integer"
        cursor.execute(
            f"CREATE TABLE bench_scores (id {key} PRIMARY KEY, sheet integer, serial integer, n integer, "
            "UNIQUE (sheet, serial))"
        )
        cursor.executemany("INSERT INTO bench_floor VALUES (%s, 0)", [(one + 1,) for one in range(count)])
    made = []
    for _ in range(count):
        scene = draft_scene()
        client = Client()
        client.force_login(scene.applicant.person)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        made.append({"number": scene.case.number, "session": session, "csrf": "b" * 32})
    return made


if __name__ == "__main__":
    main(int(sys.argv[1]))
