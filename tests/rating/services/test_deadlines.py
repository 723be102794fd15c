"""Deadlines are counted anew once a year is known."""

from datetime import date

import pytest

from factories import submitted_scene
from xingping.core.validity import WorkingDay
from xingping.rating.models import AuditEntry, Case
from xingping.rating.services import deadlines
from xingping.rating.services.deadlines import recount_deadlines

pytestmark = pytest.mark.django_db


def counting(off: set[date]) -> WorkingDay:
    return lambda day: day.weekday() < 5 and day not in off


def test_nothing_moves_while_nothing_is_known_anew() -> None:
    submitted_scene()
    assert recount_deadlines() == 0


def test_a_holiday_published_later_makes_a_deadline_later(monkeypatch: pytest.MonkeyPatch) -> None:
    case = submitted_scene().fresh()
    assert case.due_on is not None
    monkeypatch.setattr(deadlines, "WORKING_DAY", counting({case.due_on}))
    assert recount_deadlines() == 1
    moved = Case.objects.get(pk=case.pk).due_on
    assert moved is not None
    assert moved > case.due_on
    entry = AuditEntry.objects.get(verb="case.deadline")
    assert (entry.role, entry.detail["after"]["due_on"]) == ("system", moved.isoformat())


def test_nobody_loses_days(monkeypatch: pytest.MonkeyPatch) -> None:
    case = submitted_scene().fresh()
    monkeypatch.setattr(deadlines, "WORKING_DAY", lambda _day: True)
    assert recount_deadlines() == 0
    assert Case.objects.get(pk=case.pk).due_on == case.due_on
