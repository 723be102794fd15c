from __future__ import annotations

from fractions import Fraction

import pytest

from national.small import SECTIONS, SMALL
from xingping.core.faults import FaultsError
from xingping.core.standard import Edition
from xingping.national.scheme import UNITS, Part, Share, edition_scheme, make_scheme


def test_the_shipped_edition_counts_in_2520ths_of_a_hundredth(edition: Edition) -> None:
    scheme = edition_scheme(edition)
    assert scheme.denominator == UNITS
    assert scheme.full == 1000 * 100 * UNITS
    assert scheme.thresholds == tuple(
        (stars, points * 100 * UNITS) for stars, points in enumerate((600, 700, 800, 900, 950), 1)
    )
    assert scheme.required == edition.serials
    assert {part.multiplier for part in scheme.parts} == {1}


def test_a_threshold_between_two_units_is_rounded_up() -> None:
    scheme = edition_scheme(SMALL)
    assert scheme.full == 7450 * UNITS
    assert scheme.thresholds[1] == (2, -(-5 * 7450 * UNITS // 7))
    assert Fraction(scheme.thresholds[1][1] - 1, scheme.full) < Fraction(5, 7)


def _scheme(shares: list[Share], constants: dict[int, Fraction] | None = None) -> object:
    return make_scheme(
        limits={one.serial: one.points for one in SMALL.indicators},
        sections=SECTIONS,
        shares=shares,
        rates={1: Fraction(1, 2)},
        full=Fraction(1000),
        constants=constants,
    )


def test_shares_come_to_one_denominator() -> None:
    scheme = _scheme(
        [Share("1", 0, Fraction(2, 3)), Share("2", 1, Fraction(5, 4)), Share("3", 2, Fraction(0))]
    )
    assert scheme.denominator == 12 * UNITS
    assert scheme.scale == 12
    assert scheme.parts == (Part("1", 0, 8), Part("2", 1, 15))
    assert scheme.required == ("1", "2")


def test_two_shares_of_one_indicator_in_one_section_add_up() -> None:
    scheme = _scheme(
        [Share("1", 0, Fraction(1, 2)), Share("1", 0, Fraction(1, 3)), Share("1", 1, Fraction(1))]
    )
    assert scheme.parts == (Part("1", 0, 5), Part("1", 1, 6))
    assert scheme.of_section(0) == (Part("1", 0, 5),)


def test_constants_are_whole_units() -> None:
    scheme = _scheme([Share("1", 0, Fraction(1))], {1: Fraction(100, 11)})
    assert scheme.scale == 11
    assert scheme.constants == (0, 100 * UNITS, 0)


def test_nothing_left_is_refused() -> None:
    with pytest.raises(FaultsError, match="一项指标也不剩"):
        _scheme([Share("1", 0, Fraction(0))])


def test_too_fine_a_denominator_is_refused() -> None:
    with pytest.raises(FaultsError, match="公分母太大"):
        _scheme([Share("1", 0, Fraction(1, 2**42 - 11))])
