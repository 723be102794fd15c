"""The public search keeps up with the calendar, and with a body that opens or closes its register."""

from __future__ import annotations

from datetime import time

from xingping.rating.jobs.registry import JSON, job, periodic
from xingping.rating.jobs.run import Run
from xingping.rating.models import Centre
from xingping.rating.services.centre_index import index_centres, index_overdue
from xingping.rating.services.publishing import KIND

AT_ONCE = 5_000


@periodic("file centres whose stars have expired", at=time(0, 10))
def file_overdue() -> None:
    """A certificate is valid through its last day; on the next the search no longer shows its stars."""
    index_overdue()


@job(KIND)
def file_register(run: Run) -> JSON:
    """File every centre of a body anew; filing one twice is harmless."""
    body = run.arguments["body"]
    centres = Centre.objects.filter(body_id=body if isinstance(body, int) else 0).order_by("pk")
    keys = list(centres.values_list("pk", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        run.once(f"from {start}", lambda some=some: index_centres(some), progress=100 * start // len(keys))  # type: ignore[misc]
        run.report(100 * (start + len(some)) // len(keys), f"已更新 {start + len(some)} / {len(keys)} 个")
    return {"link": "/office/publishing/"}
