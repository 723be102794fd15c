"""The running total of one assessor's own sheet: exact, only what is covered, no star."""

from __future__ import annotations

from fractions import Fraction

import pytest

from xingping.core.assessor_sheet import own_total
from xingping.core.catalogue import find_edition
from xingping.core.faults import FaultsError

EDITION = find_edition()


def test_an_empty_sheet_has_nothing_of_everything() -> None:
    total = own_total(EDITION, EDITION.serials, {})
    assert (total.points, total.full, total.scored, total.asked) == (0, 100_000, 0, 57)
    assert [one.full for one in total.sections] == [section.points for section in EDITION.level1]


def test_what_is_not_covered_counts_nowhere() -> None:
    total = own_total(EDITION, ("1", "12"), {"1": 450, "12": 0, "13": 500})
    assert (total.points, total.scored, total.asked) == (Fraction(9, 2), 2, 2)
    assert [(one.name, one.points, one.scored) for one in total.sections] == [
        ("规划建设", Fraction(9, 2), 1),
        ("基础运营", 0, 1),
    ]


def test_a_score_that_no_sheet_may_hold_is_refused() -> None:
    with pytest.raises(FaultsError):
        own_total(EDITION, ("1",), {"1": 501})
