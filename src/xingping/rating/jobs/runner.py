"""Doing jobs: take one under a lease, run its handler, record how it ended."""

from __future__ import annotations

import logging
import secrets
from datetime import timedelta

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from xingping.rating.jobs.registry import handlers
from xingping.rating.jobs.run import Heartbeat, JobRefusedError, LeaseLostError, Run, lease
from xingping.rating.jobs.wake import wake
from xingping.rating.models import Job, JobState

MOST_ATTEMPTS = 5
FIRST_DELAY = timedelta(seconds=10)

logger = logging.getLogger(__name__)


def run_job(job_id: int) -> None:
    """Run a job if it is due and nobody holds it; else do nothing."""
    job = _take(job_id)
    if job is None:
        return
    run = Run(job)
    try:
        if job.attempts > MOST_ATTEMPTS:
            run.refuse(_("多次尝试均未完成，请联系系统管理员查看日志。"))
            return
        with Heartbeat(run):
            result = handlers()[job.kind](run)
        run.finish(result)
    except LeaseLostError:
        logger.warning("job %s (%s): another worker has taken over", job.pk, job.kind)
    except JobRefusedError as refusal:
        run.refuse(str(refusal))
    except Exception:
        logger.exception("job %s (%s): attempt %s failed", job.pk, job.kind, job.attempts)
        _try_again(run)


def rescue() -> int:
    """Wake every job that is due but held by nobody; returns how many.

    Wakes get lost when a worker is killed between taking the wake and taking the job, and the lease
    of a killed worker runs out without notice.
    """
    now = timezone.now()
    quiet = Q(woken_at__isnull=True) | Q(woken_at__lt=now - lease())
    woken = 0
    for job_id in Job.objects.filter(_free(), quiet).values_list("pk", flat=True):
        if Job.objects.filter(_free(), quiet, pk=job_id).update(woken_at=now):
            wake.enqueue(job_id)
            woken += 1
    return woken


def _take(job_id: int) -> Job | None:
    now = timezone.now()
    token = secrets.token_hex(16)
    taken = Job.objects.filter(_free(), pk=job_id).update(
        state=JobState.RUNNING,
        lease_token=token,
        lease_until=now + lease(),
        attempts=F("attempts") + 1,
        started_at=now,
    )
    return Job.objects.get(pk=job_id) if taken else None


def _free() -> Q:
    now = timezone.now()
    abandoned = Q(state=JobState.RUNNING, lease_until__lt=now)
    return Q(due_at__lte=now) & (Q(state=JobState.WAITING) | abandoned)


def _try_again(run: Run) -> None:
    try:
        if run.attempt >= MOST_ATTEMPTS:
            run.refuse(_("多次尝试均未完成，请联系系统管理员查看日志。"))
        else:
            run.postpone(FIRST_DELAY * 3 ** (run.attempt - 1))
    except LeaseLostError:
        logger.warning("job %s: another worker has taken over", run.job_id)
