"""Mail that cannot be sent is tried again, then given up with the reason; the inbox keeps the message."""

from __future__ import annotations

from smtplib import SMTPServerDisconnected

import pytest
from django.core.mail import EmailMessage
from django.utils import timezone

from rating.people import make_person
from xingping.rating.jobs import mail as mail_job
from xingping.rating.jobs.runner import run_job
from xingping.rating.models import Job, JobState, Message
from xingping.rating.services.messages import send_message

pytestmark = pytest.mark.django_db


def test_a_server_that_is_away_is_asked_three_times(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(message: EmailMessage) -> int:
        raise SMTPServerDisconnected("connection refused")

    monkeypatch.setattr(EmailMessage, "send", away)
    send_message(make_person("li", email="li@example.cn"), subject="提醒")
    job = Job.objects.get(kind="mail")
    for attempt in range(1, mail_job.MOST_ATTEMPTS + 1):
        assert job.state == JobState.WAITING, attempt
        Job.objects.update(due_at=timezone.now())
        run_job(job.pk)
        job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.FAILED, 3)
    assert "connection refused" in job.refusal
    assert Message.objects.get().emailed_at is None
