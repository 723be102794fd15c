"""The only Django app: the rating with its people, cases and records."""

from django.apps import AppConfig


class RatingConfig(AppConfig):
    """App configuration."""

    name = "xingping.rating"
    label = "rating"
    verbose_name = "评定"
