"""Starting Django for the commands that need it."""

from __future__ import annotations

import os
import sys


def start_django() -> None:
    """Set Django up; a faulty environment is said line by line and ends the command with status 2."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xingping.config.settings")
    import django
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured

    try:
        settings.configured or settings.DATABASES  # noqa: B018
    except ImproperlyConfigured as error:
        print("环境变量有误，未能启动：", file=sys.stderr)
        for fault in str(error).splitlines():
            print(f"· {fault}", file=sys.stderr)
        raise SystemExit(2) from None
    django.setup()
