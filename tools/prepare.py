"""Prepare the data folder: migrate, collect static files, load the regions and the demo round."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xingping.config.settings")
os.environ.setdefault("XINGPING_DEMO", "1")

import django
from django.core.management import call_command


def main() -> None:
    """Run each step; all of them are quick when there is nothing to do."""
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    _load_regions()
    _make_demo()


def _load_regions() -> None:
    """Provinces, cities and counties; streets and communities are loaded when asked for."""
    from xingping.rating.services.regions import is_loaded, load_upper

    if not is_loaded():
        load_upper()


def _make_demo() -> None:
    """The demo round, once."""
    from xingping.rating.demo import make_demo
    from xingping.rating.models import Case

    if not Case.objects.filter(body__is_demo=True).exists():
        print("· 生成演示批次 …", flush=True)
        make_demo()


if __name__ == "__main__":
    main()
