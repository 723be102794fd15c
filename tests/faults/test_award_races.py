"""Publishing, appealing and announcing by several at once: one outcome; and the control without locks."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bulk_awards import announced_all, awardable
from faults.racing import WORKERS, race, widen, without_locks
from noticing import HEADING, announced, confirmed, noticed, past
from reviewing import Review
from xingping.core.lifecycle import State
from xingping.rating.models import Appeal, Certificate, CertificateCounter, Letter, Notice, Plaque
from xingping.rating.services.announcing import award_item
from xingping.rating.services.appeals import file_appeal
from xingping.rating.services.notices import prepare_notice, publish_notice
from xingping.rating.services.submitting import withdraw

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


def awarding(review: Review, item_id: int) -> Callable[[], object]:
    return lambda: award_item(review.officer, item_id)


def appealing(review: Review) -> Callable[[], object]:
    return lambda: file_appeal(review.scene.applicant, review.case_id, {"31": "理由"}, "请复查")


@pytest.mark.parametrize("workers", WORKERS)
def test_a_case_is_awarded_once(workers: int, monkeypatch: pytest.MonkeyPatch) -> None:
    review, notice = noticed()
    past(notice)
    item = announced([review]).items.get()
    widen(monkeypatch, "transition")
    outcome = race([awarding(review, item.pk)] * workers)
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


@pytest.mark.parametrize("workers", WORKERS)
def test_an_appeal_is_filed_once(workers: int, monkeypatch: pytest.MonkeyPatch) -> None:
    review, _notice = noticed()
    widen(monkeypatch, "transition")
    outcome = race([appealing(review)] * workers)
    assert (len(outcome.done), outcome.broken) == (1, [])
    assert outcome.refused == ["wrong_state"] * (workers - 1)
    assert Appeal.objects.count() == 1


@pytest.mark.parametrize("workers", WORKERS)
def test_different_cases_are_numbered_without_gap_or_double(
    workers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    review, keys = awardable(workers)
    items = list(announced_all(review, keys).items.values_list("pk", flat=True))
    widen(monkeypatch, "transition")
    outcome = race([awarding(review, item) for item in items])
    assert (len(outcome.done), outcome.refused, outcome.broken) == (workers, [], [])
    assert sorted(Certificate.objects.values_list("serial", flat=True)) == list(range(1, workers + 1))


def test_award_and_withdrawal_at_once_have_one_outcome(monkeypatch: pytest.MonkeyPatch) -> None:
    review, notice = noticed()
    past(notice)
    item = announced([review]).items.get()
    widen(monkeypatch, "transition")
    applicant = review.scene.applicant
    outcome = race(
        [awarding(review, item.pk)] * 4 + [lambda: withdraw(applicant, review.case_id, "改造场地")] * 4
    )
    state = State(review.fresh().state)
    assert outcome.broken == []
    assert state in (State.ANNOUNCED, State.WITHDRAWN)
    assert Certificate.objects.exists() == (state is State.ANNOUNCED), "never both"
    assert len(outcome.done) == (4 if state is State.ANNOUNCED else 1)


def test_control_an_award_without_locks_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    review, notice = noticed()
    past(notice)
    item = announced([review]).items.get()
    widen(monkeypatch, "transition")
    without_locks(monkeypatch)
    outcome = race([awarding(review, item.pk)] * 8)
    assert outcome.broken, "an error page for somebody, instead of the award that was made"


def test_control_a_publication_without_locks_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    review = confirmed()
    made = prepare_notice(review.officer, review.scene.case.round_id, HEADING, [review.case_id])
    widen(monkeypatch, "transition")
    without_locks(monkeypatch)
    outcome = race([lambda: publish_notice(review.officer, made.pk)] * 8)
    assert outcome.broken or len(outcome.done) > 1


def test_control_an_appeal_without_locks_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    review, _notice = noticed()
    widen(monkeypatch, "transition")
    without_locks(monkeypatch)
    outcome = race([appealing(review)] * 8)
    assert outcome.broken or len(outcome.done) > 1


def test_control_numbers_without_locks_break(monkeypatch: pytest.MonkeyPatch) -> None:
    review, keys = awardable(8)
    items = list(announced_all(review, keys).items.values_list("pk", flat=True))
    widen(monkeypatch, "transition")
    without_locks(monkeypatch)
    outcome = race([awarding(review, item) for item in items])
    assert outcome.broken, "two cases reach for the same number"
