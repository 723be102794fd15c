"""One attempt at a job: the hold on it, its steps, its progress."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from types import TracebackType
from typing import Self

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from xingping.rating.jobs.registry import JSON
from xingping.rating.models import Job, JobState

BEATS_A_LEASE = 4


class LeaseLostError(Exception):
    """Another worker holds the job now; this attempt must write nothing more."""


class JobRefusedError(Exception):
    """The job cannot be done, for a reason the user can read and mend; it is not tried again."""


class Run:
    """What a handler gets: the job's arguments, and the means to do steps and to report.

    Every write goes through the lease: once another worker has taken over, LeaseLostError is raised.
    """

    def __init__(self, job: Job) -> None:
        self.job_id: int = job.pk
        self.arguments: dict[str, JSON] = job.arguments
        self.created_by_id: int | None = job.created_by_id
        self.attempt: int = job.attempts
        self._token = job.lease_token
        self._steps: dict[str, JSON] = dict(job.steps)
        self._progress = job.progress

    def once(self, name: str, action: Callable[[], JSON], *, progress: int | None = None) -> JSON:
        """Do a step's writes exactly once: they and the note that it is done commit together.

        Returns what the action returned, now or in an earlier attempt. The action runs inside a
        transaction, so it should be short: long computation belongs into `keep`.
        """
        if name in self._steps:
            return self._steps[name]
        with transaction.atomic():
            self._hold()
            value = action()
            self._note(name, value, progress)
        return value

    def has_done(self, name: str) -> bool:
        """Whether a step was done, now or in an earlier attempt."""
        return name in self._steps

    def keep(self, name: str, action: Callable[[], JSON], *, progress: int | None = None) -> JSON:
        """Do a step outside any transaction and keep its value; after a crash it may run again."""
        if name in self._steps:
            return self._steps[name]
        value = action()
        with transaction.atomic():
            self._hold()
            self._note(name, value, progress)
        return value

    def report(self, progress: int, doing: str) -> None:
        """Say how far the job is (0 to 100, never backwards) and what is being done."""
        self._progress = max(self._progress, min(100, progress))
        self._write(progress=self._progress, doing=doing[:200])

    def beat(self) -> None:
        """Renew the lease; raises LeaseLostError where it is lost."""
        self._write(lease_until=timezone.now() + lease())

    def finish(self, result: JSON) -> None:
        """Mark the job done."""
        self._end(state=JobState.DONE, result=result, progress=100, doing="", refusal="")

    def refuse(self, reason: str) -> None:
        """Mark the job not done, with the reason for the user."""
        self._end(state=JobState.FAILED, refusal=reason)

    def postpone(self, delay: timedelta) -> None:
        """Give the job back, to be tried again after a while."""
        self._write(
            state=JobState.WAITING,
            lease_token="",
            lease_until=None,
            due_at=timezone.now() + delay,
            woken_at=None,
        )

    def _end(self, **changes: object) -> None:
        self._write(finished_at=timezone.now(), lease_token="", lease_until=None, **changes)

    def _note(self, name: str, value: JSON, progress: int | None) -> None:
        self._steps[name] = value
        if progress is not None:
            self._progress = max(self._progress, min(100, progress))
        try:
            self._write(steps=self._steps, progress=self._progress)
        except BaseException:
            del self._steps[name]
            raise

    def _hold(self) -> None:
        """Lock the row, so that nobody takes the job over before this step has committed."""
        if not Job.objects.select_for_update().filter(pk=self.job_id, lease_token=self._token).exists():
            raise LeaseLostError(self.job_id)

    def _write(self, **changes: object) -> None:
        if not Job.objects.filter(pk=self.job_id, lease_token=self._token).update(**changes):
            raise LeaseLostError(self.job_id)


class Heartbeat:
    """Renews a run's lease from a thread of its own while the handler works."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._beat, name=f"lease of job {run.job_id}", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()

    def _beat(self) -> None:
        try:
            while not self._stop.wait(lease().total_seconds() / BEATS_A_LEASE):
                self._run.beat()
        except LeaseLostError:
            pass  # the handler finds out at its next step
        finally:
            connection.close()


def lease() -> timedelta:
    """How long a worker that is not heard of keeps its job."""
    return timedelta(seconds=settings.JOB_LEASE_SECONDS)
