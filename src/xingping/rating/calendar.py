"""Working days of China: the published calendar, years added by the operator, and today's date.

`XINGPING_CALENDAR` names a TOML file for years that the library does not know yet, one table a year:

    [2027]
    holidays = [2027-01-01]   # days off from Monday to Friday
    workdays = [2027-01-03]   # make-up days on a weekend
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.utils import timezone

from xingping.core.validity import WorkingDay
from xingping.rating.errors import refuse

VARIABLE = "XINGPING_CALENDAR"
_FRIDAY = 4
FIXED_HOLIDAYS = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
"""Statutory holidays on fixed days, for years whose arrangement is not published yet."""


@dataclass(frozen=True, slots=True)
class Year:
    """The arrangement of one year, from the operator's file."""

    holidays: frozenset[date]
    workdays: frozenset[date]


def today() -> date:
    """Today in Asia/Shanghai."""
    return timezone.localdate()


def is_known(year: int) -> bool:
    """Whether the arrangement of a year has been published and is installed."""
    return year in _own_years(os.environ.get(VARIABLE, "")) or year in _library_years()


def is_working_day(day: date) -> bool:
    """Whether a day is a working day; raises RefusedError (`calendar_unknown`) for an unknown year."""
    own = _own_years(os.environ.get(VARIABLE, "")).get(day.year)
    if own:
        return day in own.workdays or (day.weekday() <= _FRIDAY and day not in own.holidays)
    if day.year not in _library_years():
        raise refuse("calendar_unknown", year=day.year)
    import chinese_calendar

    return bool(chinese_calendar.is_workday(day))


def is_probable_working_day(day: date) -> bool:
    """As `is_working_day`; in an unknown year Monday to Friday but for the fixed holidays.

    Deadlines reach into the next year before its arrangement is published (usually in November). They
    are counted by this, shown as provisional, and counted anew once the year is known.
    """
    if is_known(day.year):
        return is_working_day(day)
    return day.weekday() <= _FRIDAY and (day.month, day.day) not in FIXED_HOLIDAYS


def is_provisional(day: date | None) -> bool:
    """Whether a deadline rests on a year that is not known yet."""
    return day is not None and not is_known(day.year)


WORKING_DAY: WorkingDay = is_probable_working_day
"""The calendar that services hand to `core.validity`."""


@cache
def _library_years() -> frozenset[int]:
    from chinese_calendar.constants import holidays

    return frozenset(day.year for day in holidays)


@cache
def _own_years(place: str) -> Mapping[int, Year]:
    if not place:
        return {}
    tables = tomllib.loads(Path(place).read_text(encoding="utf-8"))
    return {
        int(year): Year(frozenset(table.get("holidays", ())), frozenset(table.get("workdays", ())))
        for year, table in tables.items()
    }
