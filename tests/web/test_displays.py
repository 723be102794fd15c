"""How values are shown: against the claim, in Shanghai's time, in the page's language."""

from __future__ import annotations

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from django.utils import translation

from xingping.web import displays


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (displays.points(Fraction(599996, 1000)), "599.99"),
        (displays.points(None), "—"),
        (displays.points_needed(Fraction(1, 300)), "0.01"),
        (displays.points_short(Fraction(7, 2)), "3.5"),
        (displays.points_short(Fraction(10)), "10"),
        (displays.hundredths(450), "4.5"),
        (displays.rate(Fraction(94999, 100000)), "94.99%"),
        (displays.rate_plain(Fraction(19, 20)), "95%"),
        (displays.day(datetime(2026, 5, 31, 16, 30, tzinfo=UTC)), "2026-06-01"),
        (displays.day(date(2026, 5, 31)), "2026-05-31"),
        (displays.moment(datetime(2026, 5, 31, 16, 30, tzinfo=UTC)), "2026-06-01 00:30"),
        (displays.long_day(date(2026, 5, 31)), "2026年5月31日"),
        (displays.star_name(0), "未达星级"),
        (displays.star_name(5), "五星级"),
        (displays.star_name(None), "尚未得出星级"),
        (displays.clause("附录 A 表 A.1 序号 2"), "附录 A 表 A.1 序号 2"),
    ],
)
def test_shown(shown: str, expected: str) -> None:
    assert shown == expected


def test_shown_in_english() -> None:
    with translation.override("en"):
        assert displays.long_day(date(2026, 5, 31)) == "31 May 2026"
        assert displays.clause("附录 A 表 A.1 序号 24、32") == "annex A table A.1 row 24, 32"
        assert displays.star_name(2) == "Two stars"
