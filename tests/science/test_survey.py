"""Margins with a finite population, net promoter score, raking."""

from __future__ import annotations

import pytest

from xingping.science.survey import effective, promoters, raked, rate, weighted_rate


def test_margins_with_a_finite_population() -> None:
    wide, narrow = rate(50, 100, 0), rate(50, 100, 200)
    assert wide.margin == pytest.approx(0.0962, abs=0.0005)
    assert narrow.margin == pytest.approx(wide.margin * (100 / 199) ** 0.5, abs=0.002)
    assert rate(100, 100, 100).margin == 0
    assert rate(0, 100, 0).margin > 0
    assert (rate(0, 0, 50).margin, rate(0, 0, 50).value) == (1.0, 0.0)
    assert 0 <= rate(1, 10, 50).low <= 0.1 <= rate(1, 10, 50).high <= 1
    for wrong in ((2, 1, 0), (-1, 1, 0), (1, 1, -1)):
        with pytest.raises(ValueError, match="of"):
            rate(*wrong)


def test_equal_weights_change_nothing_and_unequal_ones_widen() -> None:
    given = [(number < 30, 1.0) for number in range(100)]
    equal, plain = weighted_rate(given, 1000), rate(30, 100, 1000)
    assert (equal.value, equal.low) == pytest.approx((plain.value, plain.low))
    uneven = weighted_rate(
        [(yes, 1.8 if number % 2 else 0.2) for number, (yes, _one) in enumerate(given)], 1000
    )
    assert uneven.margin > plain.margin
    assert effective([2.0, 2.0]) == 2
    with pytest.raises(ValueError, match="no answers"):
        weighted_rate([], 10)


def test_promoters_less_detractors() -> None:
    found = promoters([10] * 50 + [8] * 30 + [0] * 20, 0)
    assert (found.value, found.asked) == (pytest.approx(30), 100)
    assert found.margin == pytest.approx(100 * 1.959964 * (0.61 / 100) ** 0.5, abs=0.01)
    assert promoters([9] * 40, 0).margin == 0
    with pytest.raises(ValueError, match="no marks"):
        promoters([], 0)


def test_raking_meets_both_margins() -> None:
    counts = {(0, 0): 30, (0, 1): 10, (1, 0): 20, (1, 1): 40}
    weights = raked(counts, (0.5, 0.5), (0.6, 0.4))
    assert sum(counts[cell] * weights[cell] for cell in counts if cell[0] == 0) == pytest.approx(50)
    assert sum(counts[cell] * weights[cell] for cell in counts if cell[1] == 0) == pytest.approx(60)
    with pytest.raises(ValueError, match="nobody"):
        raked({(0, 0): 5}, (0.5, 0.5), (1.0,))
    with pytest.raises(ValueError, match="sum"):
        raked(counts, (0.5, 0.6), (0.6, 0.4))
    with pytest.raises(ValueError, match="meet"):
        raked({(0, 0): 5, (1, 1): 5}, (0.5, 0.5), (0.9, 0.1))
