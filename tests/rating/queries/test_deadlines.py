"""Working days left, and the weeks of a month."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from factories import submitted_scene
from web.desks import copies
from xingping.core.lifecycle import State
from xingping.rating.models import Case
from xingping.rating.queries import deadlines
from xingping.rating.queries.cases import listed
from xingping.rating.queries.deadlines import left_of, month_of


@pytest.fixture
def _friday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadlines, "today", lambda: date(2026, 11, 20))


@pytest.mark.usefixtures("_friday")
@pytest.mark.parametrize(
    ("due", "days", "overdue", "soon"),
    [
        (date(2026, 11, 20), 0, False, True),
        (date(2026, 11, 23), 1, False, True),
        (date(2026, 11, 25), 3, False, False),
        (date(2026, 11, 19), -1, True, False),
        (date(2026, 11, 13), -5, True, False),
    ],
)
def test_working_days_are_counted_over_the_weekend(due: date, days: int, overdue: bool, soon: bool) -> None:
    left = left_of(Case(state=State.SUBMITTED, due_on=due))
    assert left is not None
    assert (left.working_days, left.overdue, left.soon) == (days, overdue, soon)


@pytest.mark.parametrize("state", [State.ACCEPTED, State.WITHDRAWN, State.ANNOUNCED])
def test_nothing_is_due_without_a_date_or_after_the_end(state: State) -> None:
    assert left_of(Case(state=State.SUBMITTED)) is None
    due = left_of(Case(state=state, due_on=date(2026, 1, 1)))
    assert (due is None) is (state is not State.ACCEPTED)


@pytest.mark.django_db
def test_a_month_is_whole_weeks_with_what_is_due_on_each_day() -> None:
    scene = submitted_scene()
    other, ended = copies(scene.case, 2)
    Case.objects.filter(pk__in=[scene.case.pk, other.pk]).update(due_on=date(2026, 12, 1))
    Case.objects.filter(pk=ended.pk).update(due_on=date(2026, 12, 1), state=State.WITHDRAWN)
    month = month_of(listed(Case.objects.all()), date(2026, 11, 1))
    assert month.weeks[0][0] == date(2026, 10, 26)
    assert month.weeks[-1][-1] == date(2026, 12, 6)
    assert all(len(week) == 7 for week in month.weeks)
    assert [case.pk for case in month.due[date(2026, 12, 1)]] == [scene.case.pk, other.pk]
    assert (month.previous, month.next) == (date(2026, 10, 1), date(2026, 12, 1))


@pytest.mark.django_db
@pytest.mark.parametrize("first", [date(2026, 2, 1), date(2027, 2, 1), date(2028, 2, 1)])
def test_every_day_of_a_month_is_there_once(first: date) -> None:
    month = month_of(listed(Case.objects.all()), first)
    days = [day for week in month.weeks for day in week]
    assert days == [days[0] + timedelta(days=number) for number in range(len(days))]
    assert {day for day in days if day.month == first.month} == {
        first + timedelta(days=number) for number in range((month.next - first).days)
    }
