"""Dates by the Civil Code, over leap years, month ends and made-up calendars."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xingping.core.validity import (
    Window,
    add_months,
    add_years,
    after_days,
    after_working_days,
    last_day_to_apply,
    last_valid_day,
    next_working_day,
    notice_window,
    review_window,
    working_days_until,
)

DAYS = st.dates(date(1999, 1, 1), date(2100, 12, 31))
MONTHS = st.integers(-600, 600)


def weekday(day: date) -> bool:
    return day.weekday() < 5


@pytest.mark.parametrize(
    ("awarded", "last"),
    [
        (date(2026, 5, 31), date(2029, 5, 31)),
        (date(2024, 2, 29), date(2027, 2, 28)),
        (date(2025, 2, 28), date(2028, 2, 28)),
        (date(2025, 3, 1), date(2028, 3, 1)),
        (date(2026, 12, 31), date(2029, 12, 31)),
    ],
)
def test_three_years(awarded: date, last: date) -> None:
    assert last_valid_day(awarded, 3) == last


@pytest.mark.parametrize(
    ("last", "opens"),
    [
        (date(2027, 5, 31), date(2027, 2, 28)),
        (date(2028, 5, 31), date(2028, 2, 29)),
        (date(2027, 2, 28), date(2026, 11, 28)),
        (date(2029, 1, 15), date(2028, 10, 15)),
    ],
)
def test_re_review_window(last: date, opens: date) -> None:
    assert review_window(last, 3) == Window(opens, last)


def test_both_ends_of_a_window_belong_to_it() -> None:
    window = Window(date(2027, 2, 28), date(2027, 5, 31))
    assert [date(2027, 2, 28) in window, date(2027, 5, 31) in window] == [True, True]
    assert [date(2027, 2, 27) in window, date(2027, 6, 1) in window] == [False, False]


@given(DAYS, MONTHS)
def test_months_end_on_the_corresponding_day_or_the_months_last(day: date, months: int) -> None:
    found = add_months(day, months)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    last_of_month = (found + timedelta(days=1)).month != found.month
    assert found.day == day.day or (found.day < day.day and last_of_month)


@given(DAYS, st.integers(0, 40))
def test_years_are_twelve_months(day: date, years: int) -> None:
    assert add_years(day, years) == add_months(day, 12 * years)


@given(DAYS, DAYS, MONTHS)
def test_a_later_day_never_ends_earlier(one: date, other: date, months: int) -> None:
    first, second = sorted((one, other))
    assert add_months(first, months) <= add_months(second, months)


def test_the_first_day_is_not_counted() -> None:
    friday = date(2026, 11, 20)
    assert after_working_days(friday, 1, weekday) == date(2026, 11, 23)
    assert after_working_days(friday, 10, weekday) == date(2026, 12, 4)


def test_make_up_days_count_and_holidays_do_not() -> None:
    def national_day(day: date) -> bool:
        if date(2026, 10, 1) <= day <= date(2026, 10, 7):
            return False
        return day == date(2026, 10, 10) or weekday(day)

    assert after_working_days(date(2026, 9, 30), 3, national_day) == date(2026, 10, 10)


@given(DAYS, st.integers(1, 60), st.sets(st.integers(0, 400)))
def test_a_period_holds_exactly_its_working_days(start: date, count: int, off: set[int]) -> None:
    def working(day: date) -> bool:
        return (day - start).days not in off

    last = after_working_days(start, count, working)
    inside = [start + timedelta(days=number) for number in range(1, (last - start).days + 1)]
    assert sum(map(working, inside)) == count
    assert working(last)
    assert working_days_until(start, last, working) == count


@given(DAYS, st.integers(1, 30))
def test_overdue_days_are_negative(last: date, overdue: int) -> None:
    assert working_days_until(after_working_days(last, overdue, weekday), last, weekday) == -overdue


@given(DAYS, st.integers(0, 60))
def test_only_the_last_day_moves(start: date, count: int) -> None:
    end = start + timedelta(days=count)
    last = after_days(start, count, weekday)
    assert last == next_working_day(end, weekday)
    assert weekday(last)
    assert timedelta(0) <= last - end <= timedelta(days=2)


@given(DAYS)
def test_a_notice_runs_seven_days_of_which_five_are_working_days(published: date) -> None:
    window = notice_window(published, 7, 5, weekday)
    assert window.first == published
    assert (window.last - published).days >= 7
    assert working_days_until(published, window.last, weekday) >= 5
    assert weekday(window.last)


def test_a_holiday_makes_a_notice_longer() -> None:
    def spring_festival(day: date) -> bool:
        return weekday(day) and not date(2026, 2, 16) <= day <= date(2026, 2, 20)

    assert notice_window(date(2026, 2, 13), 7, 5, spring_festival).last == date(2026, 2, 27)


@given(DAYS, st.integers(-200, 900), st.integers(7, 90), st.sets(st.integers(0, 1300), max_size=60))
def test_time_that_a_quashed_cancellation_took_is_given_back(
    last: date, after: int, days: int, off: set[int]
) -> None:
    window, start = review_window(last, 3), last - timedelta(days=200)
    restored = last + timedelta(days=after)

    def working(day: date) -> bool:
        return (day - start).days not in off

    found = last_day_to_apply(window, restored, days, working)
    assert last_day_to_apply(window, None, days, working) == last <= found
    if restored < window.first:
        assert found == last, "nothing was taken"
    elif found > last:
        assert (working(found), (found - restored).days >= days) == (True, True)
        given_back = [restored + timedelta(days=number) for number in range(days, (found - restored).days)]
        assert not any(map(working, given_back)), "the first working day, no later one"
    else:
        assert (last - restored).days >= days, "so many days are left anyhow"
    later = last_day_to_apply(window, restored + timedelta(days=1), days, working)
    assert found <= later, "a later decision never leaves less time"


@pytest.mark.parametrize(
    ("restored", "until"),
    [
        (date(2028, 10, 14), date(2029, 1, 15)),
        (date(2028, 12, 1), date(2029, 1, 15)),
        (date(2029, 1, 15), date(2029, 2, 14)),
        (date(2029, 3, 1), date(2029, 4, 2)),
    ],
)
def test_thirty_days_after_the_decision_or_the_old_last_day(restored: date, until: date) -> None:
    window = review_window(date(2029, 1, 15), 3)
    assert last_day_to_apply(window, restored, 30, weekday) == until
