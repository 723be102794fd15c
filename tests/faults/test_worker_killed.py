"""A worker killed in the middle of a job: the next one goes on, and no step happens twice."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from processes import start, wait_until
from xingping.rating.models import Job, JobState, Message, User
from xingping.rating.services.jobs import start_job

WORKER = "tests/faults/worker_with_slow_job.py"


@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_loses_nothing_and_repeats_nothing(tmp_path: Path) -> None:
    person = User.objects.create_user("owner")
    job = start_job("slow", title="慢任务", by=person)

    def progress() -> int:
        return Job.objects.values_list("progress", flat=True).get(pk=job.pk)

    first = start(WORKER, folder=tmp_path, XINGPING_JOB_LEASE="2")
    try:
        wait_until(lambda: progress() >= 40)
    finally:
        first.send_signal(signal.SIGKILL)
        first.wait()
    job.refresh_from_db()
    assert job.state == JobState.RUNNING
    assert 40 <= job.progress < 100

    second = start(WORKER, folder=tmp_path, XINGPING_JOB_LEASE="2")
    try:
        wait_until(lambda: Job.objects.get(pk=job.pk).state == JobState.DONE)
    finally:
        second.terminate()
        assert second.wait(timeout=10) == 0
    job.refresh_from_db()
    assert (job.result, job.progress, job.attempts) == (5, 100, 2)
    subjects = Message.objects.filter(recipient=person).order_by("id").values_list("subject", flat=True)
    assert list(subjects) == [f"step {step}" for step in range(5)]


@pytest.mark.django_db(transaction=True)
def test_a_worker_asked_to_stop_finishes_the_job_at_hand(tmp_path: Path) -> None:
    person = User.objects.create_user("owner")
    job = start_job("slow", title="慢任务", by=person)
    worker = start(WORKER, folder=tmp_path)
    try:
        wait_until(lambda: Job.objects.get(pk=job.pk).progress >= 20)
    finally:
        worker.terminate()
        assert worker.wait(timeout=10) == 0
    assert Job.objects.get(pk=job.pk).state == JobState.DONE
