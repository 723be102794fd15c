"""The country's means of published points, which pages show beside a centre's own."""

from __future__ import annotations

from datetime import time

from xingping.rating.jobs.registry import periodic
from xingping.rating.queries.public_means import editions_in_use, keep_country_means


@periodic("means of published points", at=time(2, 40))
def keep_means() -> None:
    """Every night, of every edition in use."""
    for edition, demo in editions_in_use():
        keep_country_means(edition, demo)
