"""The only Django app: the rating with its people, cases and records."""

from django.apps import AppConfig
from django.core.management import call_command
from django.db.models.signals import post_migrate


class RatingConfig(AppConfig):
    """App configuration."""

    name = "xingping.rating"
    label = "rating"
    verbose_name = "评定"

    def ready(self) -> None:
        """Have what no migration makes made after each migration."""
        post_migrate.connect(_make_cache_table, sender=self)


def _make_cache_table(using: str, **_: object) -> None:
    """The table in which rate limits count; does nothing where it exists."""
    call_command("createcachetable", database=using, verbosity=0)
