"""A worker killed in the middle of a bulk award: the next one goes on, each certificate exactly once."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from bulk_awards import announced_all, awardable
from processes import start, wait_until
from xingping.core.lifecycle import State
from xingping.rating.models import (
    Announcement,
    AnnouncementItem,
    Case,
    Certificate,
    CertificateCounter,
    Job,
    JobState,
    Letter,
    Plaque,
    ResultBundle,
)

WORKER = "tests/faults/worker_with_slow_award.py"
CASES = 10


@pytest.mark.django_db(transaction=True)
def test_a_killed_award_goes_on_and_skips_or_repeats_no_number(tmp_path: Path) -> None:
    review, keys = awardable(CASES)
    made = announced_all(review, keys)

    def awarded() -> int:
        return AnnouncementItem.objects.exclude(awarded_at=None).count()

    first = start(WORKER, folder=tmp_path, XINGPING_JOB_LEASE="2")
    try:
        wait_until(lambda: awarded() >= 3)
    finally:
        first.send_signal(signal.SIGKILL)
        first.wait()
    before = awarded()
    assert 3 <= before < CASES, "killed in the middle"
    assert Certificate.objects.count() == Letter.objects.count() == before, "nothing stands half"
    assert Case.objects.filter(pk__in=keys, state=State.ANNOUNCED).count() == before
    assert Announcement.objects.get(pk=made.pk).finished_at is None

    second = start(WORKER, folder=tmp_path, XINGPING_JOB_LEASE="2")
    try:
        wait_until(lambda: Job.objects.get(pk=made.job_id).state == JobState.DONE)
    finally:
        second.terminate()
        assert second.wait(timeout=20) == 0
    job = Job.objects.get(pk=made.job_id)
    assert (job.result, job.attempts) == ({"awarded": CASES, "refused": 0}, 2)
    serials = sorted(Certificate.objects.values_list("serial", flat=True))
    assert serials == list(range(1, CASES + 1)), "no number twice, none skipped"
    assert CertificateCounter.objects.get().last == CASES
    assert set(Certificate.objects.values_list("case_id", flat=True)) == set(keys)
    for model in (Letter, Plaque, ResultBundle):
        assert model.objects.count() == CASES, model  # type: ignore[attr-defined]
    assert Announcement.objects.get(pk=made.pk).finished_at is not None
