"""Pages, by actor; registered as an app only for its template tags, templates and static files."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """App configuration."""

    name = "xingping.web"
    label = "web"

    def ready(self) -> None:
        """Have what happens around signing in logged."""
        from xingping.web.account import log

        log.connect()
