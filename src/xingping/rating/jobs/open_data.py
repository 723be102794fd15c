"""The open data of each day."""

from __future__ import annotations

from datetime import time

from xingping.rating.jobs.registry import periodic
from xingping.rating.services.open_data import publish_open_data


@periodic("publish the open data", at=time(2, 20))
def publish_today() -> None:
    """After the search has taken up what expired at midnight."""
    publish_open_data()
