"""What the system clears by itself, and what it keeps."""

from __future__ import annotations

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from xingping.rating.jobs import registry
from xingping.rating.jobs.housekeeping import clear_the_past, wake_lost_jobs
from xingping.rating.models import Job, JobState
from xingping.rating.services.jobs import start_job

pytestmark = pytest.mark.django_db


def test_what_is_past_goes_and_what_is_not_stays() -> None:
    now = timezone.now()
    for key, age in (("old", 100), ("new", 1)):
        Session.objects.create(session_key=key, expire_date=now - timedelta(days=age - 2))
        job = start_job("mail", title=key)
        Job.objects.filter(pk=job.pk).update(state=JobState.DONE, finished_at=now - timedelta(days=age))
        attempt = AccessAttempt.objects.create(username=key, failures_since_start=1)
        AccessAttempt.objects.filter(pk=attempt.pk).update(attempt_time=now - timedelta(days=age))
    DBTaskResult.objects.update(enqueued_at=now - timedelta(days=2))
    start_job("mail", title="open")
    clear_the_past()
    assert [row.session_key for row in Session.objects.all()] == ["new"]
    assert sorted(Job.objects.values_list("title", flat=True)) == ["new", "open"]
    assert [row.username for row in AccessAttempt.objects.all()] == ["new"]
    assert DBTaskResult.objects.count() == 1


def test_an_old_job_still_open_is_kept() -> None:
    job = start_job("mail", title="open")
    Job.objects.filter(pk=job.pk).update(created_at=timezone.now() - timedelta(days=400))
    clear_the_past()
    assert Job.objects.filter(pk=job.pk).exists()


def test_a_lost_wake_is_repeated() -> None:
    start_job("mail", title="lost")
    DBTaskResult.objects.all().delete()
    Job.objects.update(woken_at=timezone.now() - timedelta(minutes=5))
    wake_lost_jobs()
    wake_lost_jobs()
    assert DBTaskResult.objects.count() == 1


def test_the_systems_own_work_is_registered() -> None:
    assert {"wake lost jobs", "clear the past"} <= set(registry.periodic_work())
    assert {"mail", "invitation mail"} <= set(registry.handlers())
