"""The only Django app: the rating with its people, cases and records."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class RatingConfig(AppConfig):
    """App configuration."""

    name = "xingping.rating"
    label = "rating"
    verbose_name = "评定"

    def ready(self) -> None:
        """Put the triggers back after every migration."""
        post_migrate.connect(_install_triggers, sender=self)


def _install_triggers(using: str, **_: Any) -> None:  # noqa: ANN401
    from xingping.rating.triggers import install

    install(connections[using])
