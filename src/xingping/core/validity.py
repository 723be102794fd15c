"""Dates of the procedure by the Civil Code (民法典 201-203) and clause 6.1.2.

The first day is not counted; a period of months or years ends on the corresponding day, or on the last
day of a month that has none. A certificate is valid through its last day, holiday or not; only the last
day of a procedural act moves to the next working day. Which days are working days is handed in, because
the country decides it year by year.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

WorkingDay = Callable[[date], bool]
"""Whether a day is a working day (工作日), make-up days included."""

DAY = timedelta(days=1)
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Window:
    """A period of days; both ends belong to it."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def add_months(day: date, months: int) -> date:
    """The corresponding day some months later (earlier when negative), or that month's last day."""
    index = day.year * _MONTHS + day.month - 1 + months
    year, month = divmod(index, _MONTHS)
    month += 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def add_years(day: date, years: int) -> date:
    """The corresponding day some years later: 2024-02-29 and three years give 2027-02-28."""
    return add_months(day, years * _MONTHS)


def last_valid_day(awarded: date, years: int) -> date:
    """Last day on which a star is valid, given the day of its award (clause 6.1.2)."""
    return add_years(awarded, years)


def review_window(last_day: date, months: int) -> Window:
    """When re-review (复核) is applied for: the months before expiry, on or before the last valid day."""
    return Window(add_months(last_day, -months), last_day)


def last_day_to_apply(window: Window, restored: date | None, days: int, is_working: WorkingDay) -> date:
    """Last day on which an application for re-review counts as in time.

    That is the window's last day (clause 6.1.2). Where a cancellation kept the centre from applying in some
    part of its window and was quashed on the day `restored`, at least `days` days are left after that day,
    the last of them a working day: the time that was taken is given back (本机构规定). What was quashed
    before the window opened took nothing. The last valid day itself never moves.
    """
    if restored is None or restored < window.first:
        return window.last
    return max(window.last, after_days(restored, days, is_working))


def next_working_day(day: date, is_working: WorkingDay) -> date:
    """The day itself where it is a working day, else the next one."""
    while not is_working(day):
        day += DAY
    return day


def after_working_days(start: date, count: int, is_working: WorkingDay) -> date:
    """The last day of a period of `count` >= 1 working days; the day it starts from is not counted."""
    day = start
    while count > 0:
        day += DAY
        count -= is_working(day)
    return day


def after_days(start: date, count: int, is_working: WorkingDay) -> date:
    """The last day of a procedural period of `count` calendar days; moves to the next working day."""
    return next_working_day(start + count * DAY, is_working)


def working_days_until(today: date, last: date, is_working: WorkingDay) -> int:
    """Working days left after today up to and including `last`; negative: that many are overdue."""
    if last >= today:
        return _count(today, last, is_working)
    return -_count(last, today, is_working)


def notice_window(published: date, days: int, working_days: int, is_working: WorkingDay) -> Window:
    """A public notice: `days` calendar days at least, `working_days` of them working days.

    The day of publication is not counted; the last day of the period for objections is a working day.
    """
    last = max(published + days * DAY, after_working_days(published, working_days, is_working))
    return Window(published, next_working_day(last, is_working))


def _count(first: date, last: date, is_working: WorkingDay) -> int:
    """Working days after `first` up to and including `last`."""
    return sum(is_working(first + number * DAY) for number in range(1, (last - first).days + 1))
