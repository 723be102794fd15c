"""The only Django app: the rating with its people, cases and records."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.core.management import call_command
from django.db import connections
from django.db.models.signals import post_migrate


class RatingConfig(AppConfig):
    """App configuration."""

    name = "xingping.rating"
    label = "rating"
    verbose_name = "评定"

    def ready(self) -> None:
        """Put back after every migration what no migration makes: triggers, the table of the cache."""
        post_migrate.connect(_install_triggers, sender=self)
        post_migrate.connect(_make_cache_table, sender=self)


def _install_triggers(using: str, **_: Any) -> None:  # noqa: ANN401
    from xingping.rating.triggers import install

    install(connections[using])


def _make_cache_table(using: str, **_: Any) -> None:  # noqa: ANN401
    """The table in which rate limits count; does nothing where it exists."""
    call_command("createcachetable", database=using, verbosity=0)
