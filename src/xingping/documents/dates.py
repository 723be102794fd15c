"""Dates as documents write them."""

from __future__ import annotations

from datetime import date

_MONTHS = {
    1: "January",
    2: "February",
    3: "March",
    4: "April",
    5: "May",
    6: "June",
    7: "July",
    8: "August",
    9: "September",
    10: "October",
    11: "November",
    12: "December",
}


def chinese_date(day: date) -> str:
    """2026-05-31 -> "2026 年 5 月 31 日"."""
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


def english_date(day: date) -> str:
    """2026-05-31 -> "31 May 2026", whatever the locale."""
    return f"{day.day} {_MONTHS[day.month]} {day.year}"
