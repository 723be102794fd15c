"""Locking a sheet, deciding, voting and joining a team at the same moment: once; and the controls."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from factories import officer_of
from faults.racing import race, widen, without_locks
from reviewing import FULL, Review, before_panel, in_review, make_assessor, put, teamed, vote
from xingping.core.voting import Ballot as Choice
from xingping.rating.models import AgendaItem, AuditEntry, Ballot, CaseEvent, Decision, Sheet, TeamMember
from xingping.rating.queries.invariants import CHECKS
from xingping.rating.services.deciding import decide
from xingping.rating.services.meetings import close_meeting
from xingping.rating.services.panel import call_vote_again, cast_ballot, open_vote
from xingping.rating.services.saving import Edit
from xingping.rating.services.scoring import lock_sheet, save_sheet
from xingping.rating.services.team import add_member

pytestmark = pytest.mark.django_db(transaction=True)
WORKERS = 8


def violations() -> list[str]:
    return [message for check in CHECKS.values() for message in check()]


def filled() -> Review:
    review = in_review()
    put(review, 0, {f"scores.{serial}": Edit(None, points) for serial, points in FULL.items()})
    return review


def locking(review: Review) -> list[Callable[[], Any]]:
    return [lambda: lock_sheet(review.assessors[0], review.case_id, 1)] * WORKERS


def test_a_sheet_locks_once(monkeypatch: pytest.MonkeyPatch) -> None:
    review = filled()
    widen(monkeypatch, "scoring")
    outcome = race(locking(review))
    assert (len(outcome.done), outcome.broken) == (1, [])
    assert outcome.refused == ["sheet_locked_already"] * (WORKERS - 1)
    assert AuditEntry.objects.filter(verb="sheet.lock").count() == 1
    assert violations() == []


def test_control_a_sheet_without_locks_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    review = filled()
    widen(monkeypatch, "scoring")
    without_locks(monkeypatch)
    outcome = race(locking(review))
    assert len(outcome.done) > 1 or outcome.broken


def test_saves_and_a_lock_at_once_end_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    review = filled()
    widen(monkeypatch, "scoring")

    def saving(number: int) -> Callable[[], Any]:
        fields = {f"statements.{number + 1}": Edit(None, "补充")}
        return lambda: save_sheet(
            review.assessors[0], review.case_id, device=f"d{number}", sequence=1, fields=fields
        )

    outcome = race([*(saving(number) for number in range(4)), *locking(review)[:1]])
    assert outcome.broken == []
    sheet = Sheet.objects.get(pk=review.sheet(0).pk)
    assert set(outcome.refused) <= {"sheet_locked_already", "changed_meanwhile"}
    assert len(sheet.statements) + (sheet.locked_at is not None) == len(outcome.done)
    assert violations() == []


def deciding(review: Review) -> list[Callable[[], Any]]:
    officers = [officer_of(review.scene.body) for _ in range(WORKERS)]
    return [lambda one=one: decide(one, review.case_id, stars=5) for one in officers]  # type: ignore[misc]


def test_two_chairs_decide_once(monkeypatch: pytest.MonkeyPatch) -> None:
    review = before_panel()
    vote(review, *[Choice.FOR] * 5)
    acts = deciding(review)
    widen(monkeypatch, "transition")
    outcome = race(acts)
    assert (len(outcome.done), outcome.broken) == (1, [])
    assert outcome.refused == ["wrong_state"] * (WORKERS - 1)
    assert Decision.objects.count() == 1
    assert CaseEvent.objects.filter(action="decide").count() == 1
    assert violations() == []


def test_control_two_chairs_without_locks_break(monkeypatch: pytest.MonkeyPatch) -> None:
    review = before_panel()
    vote(review, *[Choice.FOR] * 5)
    acts = deciding(review)
    widen(monkeypatch, "transition")
    without_locks(monkeypatch)
    outcome = race(acts)
    assert len(outcome.done) > 1 or outcome.broken


def test_a_member_votes_once_from_many_devices(monkeypatch: pytest.MonkeyPatch) -> None:
    review = before_panel()
    open_vote(review.officer, review.case_id)
    widen(monkeypatch, "panel")
    choices = [Choice.FOR, Choice.AGAINST] * 4
    acts = [lambda one=one: cast_ballot(review.panel[0], review.case_id, one) for one in choices]  # type: ignore[misc]
    outcome = race(acts)
    assert (len(outcome.done), outcome.broken) == (1, [])
    assert outcome.refused == ["voted_already"] * (WORKERS - 1)
    assert Ballot.objects.count() == 1


def test_an_assessor_joins_a_team_once(monkeypatch: pytest.MonkeyPatch) -> None:
    review = teamed()
    _, record = make_assessor(review.officer, review.scene.body, 3)
    widen(monkeypatch, "team")
    outcome = race([lambda: add_member(review.officer, review.case_id, record.pk)] * WORKERS)
    assert (len(outcome.done), outcome.broken) == (1, [])
    assert outcome.refused == ["already_on_team"] * (WORKERS - 1)
    assert TeamMember.objects.filter(assessor=record).count() == 1


def test_no_case_is_left_on_the_agenda_of_a_meeting_that_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    review = before_panel()
    assert review.meeting is not None
    meeting = review.meeting.pk
    vote(review, Choice.FOR)
    monkeypatch.setattr("xingping.rating.services.panel.record", lambda *_, **__: time.sleep(0.4))
    outcome = race(
        [
            lambda: call_vote_again(review.officer, review.case_id, "到会不足"),
            lambda: close_meeting(review.officer, meeting),
        ]
    )
    assert outcome.broken == []
    assert outcome.refused in ([], ["not_on_agenda"])
    assert not AgendaItem.objects.filter(meeting=meeting, done_at=None).exists()
