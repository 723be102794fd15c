"""Star certainty keeps its promise in simulated rounds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xingping.core.aggregation import Aggregate
from xingping.core.catalogue import find_edition
from xingping.science.certainty import (
    MANY,
    Prior,
    aggregate_variance,
    fit_priors,
    star_certainty,
)

EDITION = find_edition()
GROUPS = {"党建": 320.0, "运营与财务": 240.0, "服务": 440.0}


def _round(
    seed: int, cases: int, assessors: int, spread: float
) -> tuple[list[float], list[dict[str, list[float]]]]:
    """True totals and each case's subtotals; cases differ in how much their assessors disagree."""
    draws = np.random.default_rng(seed)
    truth, given_subtotals = [], []
    for _ in range(cases):
        rate = draws.uniform(0.55, 0.97)
        noise = spread * np.sqrt(8 / draws.chisquare(8))
        truth.append(sum(GROUPS.values()) * rate)
        given_subtotals.append(
            {
                group: [
                    float(points * rate + draws.normal(0, noise * points / 333)) for _ in range(assessors)
                ]
                for group, points in GROUPS.items()
            }
        )
    return truth, given_subtotals


@pytest.mark.parametrize("assessors", [2, 3, 5])
def test_the_interval_covers_the_truth_in_nine_of_ten_cases(assessors: int) -> None:
    hits, cases = 0, 0
    for seed in range(5):
        truth, subtotals = _round(seed, 400, assessors, 9.0)
        priors = fit_priors(subtotals)
        for true_total, case in zip(truth, subtotals, strict=True):
            total = sum(float(np.mean(given)) for given in case.values())
            certainty = star_certainty(EDITION, total, case, priors)
            hits += certainty.low <= true_total <= certainty.high
            cases += 1
    assert 0.87 <= hits / cases <= 0.93


def test_probabilities_are_calibrated() -> None:
    truth, subtotals = _round(7, 1500, 3, 12.0)
    priors = fit_priors(subtotals)
    said, came = [], []
    for true_total, case in zip(truth, subtotals, strict=True):
        total = sum(float(np.mean(given)) for given in case.values())
        certainty = star_certainty(EDITION, total, case, priors)
        stars = sum(true_total >= band.points / 100 for band in EDITION.bands)
        said.append(certainty.probabilities[certainty.likeliest])
        came.append(certainty.likeliest == stars)
    assert np.mean(came) == pytest.approx(np.mean(said), abs=0.02)


@given(
    total=st.floats(0, 1000),
    subtotals=st.lists(st.floats(0, 300), min_size=2, max_size=6),
)
def test_probabilities_add_up_to_one(total: float, subtotals: list[float]) -> None:
    certainty = star_certainty(EDITION, total, {"党建": subtotals}, {})
    assert sum(certainty.probabilities.values()) == pytest.approx(1)
    assert all(-1e-12 <= one <= 1 for one in certainty.probabilities.values())
    assert set(certainty.probabilities) == {0, 1, 2, 3, 4, 5}
    assert 0 <= certainty.low <= certainty.high <= 1000


def test_a_total_on_the_threshold_is_as_likely_to_keep_as_to_lose_the_star() -> None:
    certainty = star_certainty(EDITION, 800, {"党建": [300, 310, 305]}, {})
    assert certainty.probabilities[3] + certainty.probabilities[4] == pytest.approx(0.5, abs=0.01)
    assert certainty.likeliest in {2, 3}


def test_more_disagreement_means_less_certainty() -> None:
    close = star_certainty(EDITION, 820, {"党建": [300, 301, 302]}, {})
    apart = star_certainty(EDITION, 820, {"党建": [280, 301, 322]}, {})
    assert close.probabilities[3] > apart.probabilities[3]
    assert close.standard_error < apart.standard_error


def test_one_assessor_borrows_the_disagreement_of_the_round() -> None:
    certainty = star_certainty(EDITION, 820, {"党建": [300]}, {"党建": Prior(20, 100)})
    assert certainty.standard_error == pytest.approx(10)
    with pytest.raises(ValueError, match="只有一名评审专家"):
        star_certainty(EDITION, 820, {"党建": [300]}, {})


def test_cases_with_equal_disagreement_share_one_variance() -> None:
    cases = [{"党建": [300.0 + shift, 310.0 + shift]} for shift in range(10)] + [{"党建": [250.0]}]
    assert fit_priors(cases) == {"党建": Prior(MANY, pytest.approx(50))}
    assert fit_priors(cases[:1]) == {"党建": Prior(1, pytest.approx(50))}
    assert fit_priors([{"党建": [1.0]}]) == {}


@pytest.mark.parametrize(
    ("rule", "count", "known"),
    [
        (Aggregate.MEAN, 4, 0.25),
        (Aggregate.MEDIAN, 2, 0.5),
        (Aggregate.MEDIAN, 3, 0.4487),
        (Aggregate.MEDIAN, 5, 0.2868),
        (Aggregate.TRIMMED, 4, 0.25),
        (Aggregate.TRIMMED, 5, 0.2271),
    ],
)
def test_variance_of_the_aggregate(rule: Aggregate, count: int, known: float) -> None:
    """Known variances of normal order statistics (Sarhan and Greenberg 1962)."""
    assert aggregate_variance(rule, count) == pytest.approx(known, rel=0.01)
