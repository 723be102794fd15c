"""Deadlines of cases: working days left, and what falls due in a month."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from django.db.models import QuerySet

from xingping.core.lifecycle import OPEN_STATES
from xingping.core.validity import working_days_until
from xingping.rating.calendar import WORKING_DAY, today
from xingping.rating.models import Case

SOON = 2
"""Working days left at which a deadline is marked."""
_KEPT = 4096


@dataclass(frozen=True, slots=True)
class Left:
    """A deadline as seen today; `working_days` is negative where it is overdue."""

    on: date
    working_days: int
    overdue: bool

    @property
    def soon(self) -> bool:
        """Whether it is near but not past."""
        return not self.overdue and self.working_days <= SOON


def left_of(case: Case) -> Left | None:
    """How long a case under way has left; None where nothing is due."""
    if case.due_on is None or case.state not in OPEN_STATES:
        return None
    return _left(today(), case.due_on)


@lru_cache(maxsize=_KEPT)
def _left(now: date, last: date) -> Left:
    return Left(last, working_days_until(now, last, WORKING_DAY), last < now)


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the calendar: whole weeks from Monday, and the cases due on each day."""

    first: date
    weeks: tuple[tuple[date, ...], ...]
    due: Mapping[date, list[Case]]

    @property
    def previous(self) -> date:
        """First day of the month before."""
        return (self.first - timedelta(days=1)).replace(day=1)

    @property
    def next(self) -> date:
        """First day of the month after."""
        return self.first + timedelta(days=monthrange(self.first.year, self.first.month)[1])


def month_of(cases: QuerySet[Case], first: date) -> Month:
    """Deadlines of a month; `cases` are those of `queries.cases.listed`. One query."""
    start = first - timedelta(days=first.weekday())
    last = first.replace(day=monthrange(first.year, first.month)[1])
    count = ((last - start).days // 7 + 1) * 7
    days = tuple(start + timedelta(days=number) for number in range(count))
    due: dict[date, list[Case]] = defaultdict(list)
    rows = cases.filter(due_on__range=(days[0], days[-1]), state__in=OPEN_STATES)
    for case in rows.order_by("due_on", "number"):
        if case.due_on:
            due[case.due_on].append(case)
    weeks = tuple(days[place : place + 7] for place in range(0, count, 7))
    return Month(first, weeks, dict(due))
