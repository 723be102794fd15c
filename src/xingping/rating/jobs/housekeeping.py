"""Periodic work of the system itself: wake what was lost, clear what is past."""

from __future__ import annotations

from datetime import time, timedelta

from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from xingping.rating.jobs import runner
from xingping.rating.jobs.registry import periodic
from xingping.rating.models import Job, JobState

KEPT_JOBS = timedelta(days=90)
KEPT_WAKES = timedelta(days=1)


@periodic("wake lost jobs", every=timedelta(seconds=2))
def wake_lost_jobs() -> None:
    """Jobs whose worker was killed go on with the next worker."""
    runner.rescue()


@periodic("clear the past", at=time(3, 30))
def clear_the_past() -> None:
    """Sessions that ran out, wakes of yesterday, jobs of the last quarter."""
    SessionStore.clear_expired()
    now = timezone.now()
    DBTaskResult.objects.filter(enqueued_at__lt=now - KEPT_WAKES).delete()
    ended = [JobState.DONE, JobState.FAILED]
    Job.objects.filter(state__in=ended, finished_at__lt=now - KEPT_JOBS).delete()
