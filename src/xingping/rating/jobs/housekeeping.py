"""Periodic work of the system itself: wake what was lost, clear what is past."""

from __future__ import annotations

from datetime import time, timedelta

from axes.models import AccessAttempt
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from xingping.rating.jobs import runner
from xingping.rating.jobs.registry import periodic
from xingping.rating.limits import forget_old_counts
from xingping.rating.models import Job, JobState

KEPT_JOBS = timedelta(days=90)
KEPT_WAKES = timedelta(days=1)
KEPT_FAILURES = timedelta(days=30)
"""Failed sign-ins name people and addresses: they are not kept for longer than needed."""


@periodic("wake lost jobs", every=timedelta(seconds=2))
def wake_lost_jobs() -> None:
    """Jobs whose worker was killed go on with the next worker."""
    runner.rescue()


@periodic("forget old rate counts", every=timedelta(minutes=10))
def forget_counts() -> None:
    """What limits counted is kept for no longer than it limits."""
    forget_old_counts()


@periodic("clear the past", at=time(3, 30))
def clear_the_past() -> None:
    """Sessions that ran out, wakes of yesterday, failed sign-ins of last month, jobs of the last quarter."""
    SessionStore.clear_expired()
    now = timezone.now()
    DBTaskResult.objects.filter(enqueued_at__lt=now - KEPT_WAKES).delete()
    AccessAttempt.objects.filter(attempt_time__lt=now - KEPT_FAILURES).delete()
    ended = [JobState.DONE, JobState.FAILED]
    Job.objects.filter(state__in=ended, finished_at__lt=now - KEPT_JOBS).delete()
