"""One link by many at once, an answer against its withdrawal, one report used twice; and the control."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from factories import draft_scene, submitted_scene
from faults import racing
from faults.racing import race, widen, without_locks
from rating.services.test_media import added
from rating.services.test_opinions import invited, words
from xingping.rating.models import AuditEntry, EvidenceItem, MediaUse, Opinion, OpinionInvitation
from xingping.rating.services import giving_opinion
from xingping.rating.services.giving_opinion import give_opinion
from xingping.rating.services.media import use_report
from xingping.rating.services.opinions import withdraw_invitation

pytestmark = pytest.mark.django_db(transaction=True)
WORKERS = 8


def slow_check(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let time pass between the check that a link is open and the write."""
    check = giving_opinion._require_open

    def slow(invitation: OpinionInvitation) -> None:
        check(invitation)
        racing.pause()

    monkeypatch.setattr(giving_opinion, "_require_open", slow)


def answers(token: str) -> list[Callable[[], Any]]:
    def answer(number: int) -> Callable[[], Any]:
        return lambda: give_opinion(token, words(text=f"第 {number} 份"), f"{number:032}")

    return [answer(number) for number in range(WORKERS)]


def test_a_link_answered_by_many_at_once_counts_once(monkeypatch: pytest.MonkeyPatch) -> None:
    token = invited(submitted_scene()).token
    slow_check(monkeypatch)
    outcome = race(answers(token))
    assert (len(outcome.done), outcome.broken) == (1, [])
    assert outcome.refused == ["opinion_used"] * (WORKERS - 1)
    assert Opinion.objects.count() == AuditEntry.objects.filter(verb="opinion.give").count() == 1


def test_control_a_link_without_locks_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    token = invited(submitted_scene()).token
    slow_check(monkeypatch)
    without_locks(monkeypatch)
    assert race(answers(token)).broken


def test_the_same_form_sent_many_times_at_once_gets_one_receipt(monkeypatch: pytest.MonkeyPatch) -> None:
    token = invited(submitted_scene()).token
    slow_check(monkeypatch)
    outcome = race([lambda: give_opinion(token, words(), "k" * 32)] * WORKERS)
    assert (outcome.refused, outcome.broken) == ([], [])
    assert len({receipt for _, receipt in outcome.done}) == 1


def test_an_answer_and_its_withdrawal_at_once_end_with_one_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = submitted_scene()
    link = invited(scene)
    slow_check(monkeypatch)
    widen(monkeypatch, "opinions")
    outcome = race(
        [
            lambda: give_opinion(link.token, words(), "k" * 32),
            lambda: withdraw_invitation(scene.officer, link.invitation.pk, "请错了"),
        ]
    )
    assert (len(outcome.done), outcome.broken) == (1, [])
    assert outcome.refused[0] in ("opinion_withdrawn", "opinion_given_already")
    withdrawn = OpinionInvitation.objects.filter(withdrawn_at__isnull=False).exists()
    assert withdrawn != Opinion.objects.exists()


def test_a_report_used_by_many_clicks_is_one_item(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = draft_scene()
    report = added(scene)
    widen(monkeypatch, "media")
    outcome = race([lambda: use_report(scene.applicant, report.pk, scene.case.pk)] * WORKERS)
    assert (len(outcome.done), outcome.refused, outcome.broken) == (WORKERS, [], [])
    assert EvidenceItem.objects.count() == MediaUse.objects.count() == 1
