"""Several assessors' scores -> one exact value."""

from __future__ import annotations

from fractions import Fraction
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xingping.core.aggregation import TRIMMED_MINIMUM, Aggregate, aggregate

rules = st.sampled_from(Aggregate)
scores = st.lists(st.integers(0, 5000), min_size=1, max_size=12)


def value_of(values: list[int], rule: Aggregate) -> Fraction:
    return Fraction(*aggregate(values, rule))


@pytest.mark.parametrize(
    ("values", "rule", "value"),
    [
        ([400], Aggregate.MEAN, Fraction(400)),
        ([400, 450, 450], Aggregate.MEAN, Fraction(1300, 3)),
        ([100, 500, 200], Aggregate.MEDIAN, Fraction(200)),
        ([100, 500, 200, 250], Aggregate.MEDIAN, Fraction(225)),
        ([0, 300, 300, 300], Aggregate.TRIMMED, Fraction(225)),
        ([0, 300, 310, 320, 500], Aggregate.TRIMMED, Fraction(310)),
        ([500, 500, 300, 300, 300], Aggregate.TRIMMED, Fraction(1100, 3)),
        ([0, 0, 300, 500, 500, 500], Aggregate.TRIMMED, Fraction(1300, 4)),
    ],
)
def test_worked_values(values: list[int], rule: Aggregate, value: Fraction) -> None:
    assert value_of(values, rule) == value


@pytest.mark.parametrize("rule", Aggregate)
def test_no_score_gives_no_value(rule: Aggregate) -> None:
    with pytest.raises(ValueError, match="没有评分"):
        aggregate([], rule)


def test_an_unknown_rule_is_never_taken_for_the_mean() -> None:
    with pytest.raises(ValueError, match="median"):
        aggregate([1, 2, 9], "median")  # type: ignore[arg-type]


@given(scores, rules, st.randoms(use_true_random=False))
def test_order_does_not_matter(values: list[int], rule: Aggregate, random: object) -> None:
    shuffled = values[:]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert value_of(shuffled, rule) == value_of(values, rule)


@given(scores, rules, st.data())
def test_raising_a_score_never_lowers_the_value(
    values: list[int], rule: Aggregate, data: st.DataObject
) -> None:
    raised = values[:]
    raised[data.draw(st.integers(0, len(values) - 1))] += data.draw(st.integers(1, 500))
    assert value_of(raised, rule) >= value_of(values, rule)


@given(scores, rules)
def test_the_value_lies_between_the_scores(values: list[int], rule: Aggregate) -> None:
    assert min(values) <= value_of(values, rule) <= max(values)


@given(scores)
def test_each_rule_is_what_its_name_says(values: list[int]) -> None:
    assert value_of(values, Aggregate.MEAN) == Fraction(sum(values), len(values))
    assert value_of(values, Aggregate.MEDIAN) == Fraction(median(map(Fraction, values)))
    kept = sorted(values)[1:-1] if len(values) >= TRIMMED_MINIMUM else values
    assert value_of(values, Aggregate.TRIMMED) == Fraction(sum(kept), len(kept))
