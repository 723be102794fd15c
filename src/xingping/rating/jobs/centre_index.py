"""The public search keeps up with the calendar."""

from __future__ import annotations

from datetime import time

from xingping.rating.jobs.registry import periodic
from xingping.rating.services.centre_index import index_overdue


@periodic("file centres whose stars have expired", at=time(0, 10))
def file_overdue() -> None:
    """A certificate is valid through its last day; on the next the search no longer shows its stars."""
    index_overdue()
