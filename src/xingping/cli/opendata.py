"""`xingping opendata`: publish the open data of today, once."""

from __future__ import annotations

import argparse


def configure(parser: argparse.ArgumentParser) -> None:
    """The command has no options: a published day is never made anew."""


def run(options: argparse.Namespace) -> int:
    """Publish what is not published yet, and say where it is."""
    from xingping.cli.framework import start_django

    start_django()
    from django.conf import settings

    from xingping.rating.services.open_data import publish_open_data

    release = publish_open_data()
    print(f"{release.day}：{release.files.count()} 个文件，{settings.SITE_URL}/open-data/{release.day}/")
    return 0
