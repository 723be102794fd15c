"""Periodic work: whichever worker comes first takes the turn."""

from __future__ import annotations

import logging
import threading
from datetime import datetime

from django.db import close_old_connections, connection
from django.utils import timezone

from xingping.rating.jobs.registry import Periodic, periodic_work
from xingping.rating.models import Schedule

PAUSE = 1.0
"""Seconds between two looks at what is due."""

logger = logging.getLogger(__name__)


def run_due(now: datetime | None = None) -> list[str]:
    """Do all periodic work that is due; returns the names of what was done."""
    moment = now or timezone.now()
    done = []
    for work in periodic_work().values():
        if not _take_turn(work, moment):
            continue
        done.append(work.name)
        try:
            work.action()
        except Exception:  # one kind of work must not stop the others
            logger.exception("periodic work failed: %s", work.name)
    return done


def run_forever(stop: threading.Event) -> None:
    """Do what is due until told to stop; for a thread of the worker."""
    while not stop.wait(PAUSE):
        close_old_connections()
        try:
            run_due()
        except Exception:
            logger.exception("the schedule could not be read")
    connection.close()


def _take_turn(work: Periodic, moment: datetime) -> bool:
    row, _created = Schedule.objects.get_or_create(
        name=work.name, defaults={"due_at": work.next_after(moment) if work.at else moment}
    )
    if row.due_at > moment:
        return False
    taken = Schedule.objects.filter(name=work.name, due_at=row.due_at).update(
        due_at=work.next_after(moment), last_started_at=moment
    )
    return bool(taken)
