"""A database for the measurement of survey posts: one open survey, and rows for the floor."""

from __future__ import annotations

import json
import time

import django
from django.conf import settings

from _floor_world import make_database


def main() -> None:
    """Make the database and print what a resident's form needs as one line of JSON."""
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("postgresql"):
        make_database(database)
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from surveys import begun
    from xingping.core.puzzle import ask

    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_floor (id integer PRIMARY KEY, n integer NOT NULL)")
        cursor.executemany("INSERT INTO bench_floor VALUES (%s, 0)", [(one + 1,) for one in range(64)])
    _officer, survey = begun(population=9_000_000, planned=200)
    question = ask(settings.SECRET_KEY, int(time.time()) - 10, "be")
    answer = str(question.first + question.second)
    print(json.dumps({"survey": survey.token, "token": question.token, "answer": answer}))


if __name__ == "__main__":
    main()
