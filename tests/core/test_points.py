"""Points: integer hundredths in, display never above what was earned."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xingping.core.points import (
    parse_hundredths,
    round_down,
    round_up,
    show_decimal,
    show_exact,
    show_hundredths,
    show_rate,
)

fractions = st.fractions(min_value=-2000, max_value=2000, max_denominator=2520)


@pytest.mark.parametrize(
    ("text", "hundredths"),
    [("0", 0), ("4.5", 450), (" 4.50\t", 450), ("0.01", 1), ("05", 500), ("1000", 100_000), ("2.500", 250)],
)
def test_decimals_are_read_as_hundredths(text: str, hundredths: int) -> None:
    assert parse_hundredths(text) == hundredths


REFUSED = ["", "-1", "+1", "４.5", "4,5", "1e3", "nan", "inf", "0.001", ".5", "5.", "²", "1/2", "1_0"]


@pytest.mark.parametrize("text", [*REFUSED, "9" * 10, "4.5\n5", "٣", "0x1", "4 5"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_hundredths(text)


@given(st.integers(-(10**9), 10**9))
def test_hundredths_are_written_exactly(hundredths: int) -> None:
    assert Fraction(show_hundredths(hundredths)) * 100 == hundredths


@pytest.mark.parametrize(
    ("hundredths", "shown"),
    [(0, "0"), (450, "4.5"), (60000, "600"), (59999, "599.99"), (-50, "-0.5"), (10, "0.1"), (1, "0.01")],
)
def test_hundredths_are_written_without_trailing_zeros(hundredths: int, shown: str) -> None:
    assert show_hundredths(hundredths) == shown


@given(st.integers(0, 10**11 - 1))
def test_reading_undoes_writing(hundredths: int) -> None:
    assert parse_hundredths(show_hundredths(hundredths)) == hundredths


@given(fractions, st.integers(0, 6))
def test_rounding_stays_within_one_unit_on_its_side(value: Fraction, places: int) -> None:
    unit = Fraction(1, 10**places)
    assert Fraction(0) <= value - Fraction(round_down(value, places)) < unit
    assert Fraction(0) <= Fraction(round_up(value, places)) - value < unit


def test_a_total_just_under_a_threshold_never_shows_it() -> None:
    assert round_down(Fraction(599_996, 1000)) == "599.99"
    assert round_up(Fraction(4, 1000)) == "0.01"
    assert round_down(Fraction(600)) == "600.00"
    assert round_down(Fraction(-1, 3)) == "-0.34"


def test_exact_points_are_in_lowest_terms() -> None:
    assert show_exact(Fraction(4876, 6)) == "2438/3"
    assert show_exact(Fraction(600)) == "600"


def test_rates_have_two_decimals_or_four() -> None:
    assert show_rate(Fraction(3, 5)) == "0.60"
    assert show_rate(Fraction(1)) == "1.00"
    assert show_rate(Fraction(955, 1000)) == "0.9550"


def test_decimals_lose_their_trailing_zeros() -> None:
    assert [show_decimal(Fraction(value)) for value in ("0.5", "350", "0", "1/3")] == [
        "0.5",
        "350",
        "0",
        "0.333333",
    ]
