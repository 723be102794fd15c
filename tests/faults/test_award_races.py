"""Publishing, appealing and announcing by several at once: one outcome; and the control without locks."""

from __future__ import annotations

import pytest

from faults.racing import WORKERS, race, widen, without_locks
from noticing import HEADING, announced, confirmed, noticed, past
from xingping.core.lifecycle import State
from xingping.rating.models import Appeal, Certificate, CertificateCounter, Letter, Notice, Plaque
from xingping.rating.services.announcing import award_item
from xingping.rating.services.appeals import file_appeal
from xingping.rating.services.notices import prepare_notice, publish_notice

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


@pytest.mark.parametrize("workers", WORKERS)
def test_a_case_is_awarded_once(workers: int, monkeypatch: pytest.MonkeyPatch) -> None:
    review, notice = noticed()
    past(notice)
    item = announced([review]).items.get()
    widen(monkeypatch, "transition")
    outcome = race([lambda: award_item(review.officer, item.pk)] * workers)
    assert (outcome.refused, outcome.broken) == ([], []), "a second worker finds it done"
    assert Certificate.objects.count() == Letter.objects.count() == Plaque.objects.count() == 1
    assert CertificateCounter.objects.get().last == 1


@pytest.mark.parametrize("workers", WORKERS)
def test_a_notice_is_published_once(workers: int, monkeypatch: pytest.MonkeyPatch) -> None:
    review = confirmed()
    made = prepare_notice(review.officer, review.scene.case.round_id, HEADING, [review.case_id])
    widen(monkeypatch, "transition")
    outcome = race([lambda: publish_notice(review.officer, made.pk)] * workers)
    assert (len(outcome.done), outcome.broken) == (1, [])
    assert outcome.refused == ["notice_published_already"] * (workers - 1)
    assert review.fresh().state == State.IN_NOTICE
    assert Notice.objects.get().published_on is not None


def test_an_appeal_is_filed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    review, _notice = noticed()
    widen(monkeypatch, "transition")
    applicant = review.scene.applicant
    outcome = race([lambda: file_appeal(applicant, review.case_id, {"31": "理由"}, "请复查")] * 8)
    assert (len(outcome.done), outcome.broken) == (1, [])
    assert set(outcome.refused) == {"wrong_state"}
    assert Appeal.objects.count() == 1


def test_control_without_locks_the_race_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    review, notice = noticed()
    past(notice)
    item = announced([review]).items.get()
    widen(monkeypatch, "transition")
    without_locks(monkeypatch)
    outcome = race([lambda: award_item(review.officer, item.pk)] * 8)
    assert outcome.broken or outcome.refused
