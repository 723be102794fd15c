"""Divergence is measured against an indicator's points, strictly beyond the limit."""

from __future__ import annotations

from fractions import Fraction

import pytest

from xingping.core.catalogue import find_edition
from xingping.core.reconciliation import Divergence, divergences
from xingping.core.scoring import score

EDITION = find_edition()


def _found(serial: str, *scores: int, **options: Fraction) -> tuple[Divergence, ...]:
    sheets = {str(number): {serial: points} for number, points in enumerate(scores)}
    return divergences(score(EDITION, sheets, partial=True).indicators, **options)


def test_a_difference_of_exactly_the_limit_is_allowed_and_one_step_more_is_not() -> None:
    assert _found("31", 5000, 3500, 4000) == ()
    found = _found("31", 5000, 3450, 4000)
    assert found == (Divergence("31", 3450, 5000),)
    assert found[0].spread == 1550


def test_a_single_score_never_diverges() -> None:
    assert _found("31", 0) == ()


def test_points_that_were_decided_never_diverge() -> None:
    sheets = {"甲": {"31": 0}, "乙": {"31": 5000}}
    decided = score(EDITION, sheets, partial=True, corrections={"31": 3000})
    assert divergences(decided.indicators) == ()


def test_the_limit_is_the_bodys_own_and_lies_between_nothing_and_all() -> None:
    assert _found("1", 500, 450, limit=Fraction(0)) == (Divergence("1", 450, 500),)
    assert _found("1", 500, 0, limit=Fraction(1)) == ()
    with pytest.raises(ValueError, match="0 到 1"):
        _found("1", 500, limit=Fraction(11, 10))
