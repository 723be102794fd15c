"""The migration makes exactly what the models say, with the triggers behind it."""

import pytest
from django.core.management import call_command
from django.db import connection

from xingping.rating.triggers import missing

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def test_the_migration_is_current(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("makemigrations", "--check", "--dry-run", "rating")
    assert "No changes detected" in capsys.readouterr().out


def test_migrating_again_changes_nothing_and_keeps_the_triggers() -> None:
    call_command("migrate", verbosity=0)
    assert missing(connection) == ()
