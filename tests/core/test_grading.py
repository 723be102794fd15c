"""How far facts and ticks meet a scoring point."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guides import small_guide
from xingping.core.grading import (
    Grade,
    PointState,
    curve_share,
    full_value,
    grade_facts,
    grade_tick,
    show_number,
)
from xingping.core.guide import Better, Curve, FactValue, Knot, Shape

POINTS = small_guide().by_point
FACTS = small_guide().by_fact
HALF = Fraction(1, 2)


def knots(*pairs: tuple[int, int]) -> tuple[Knot, ...]:
    return tuple(Knot(Fraction(value), share) for value, share in pairs)


def graded(point_id: str, **values: FactValue) -> tuple[Fraction, str, str]:
    grade = grade_facts(POINTS[point_id], FACTS, values)
    return grade.share, grade.state.value, grade.text


@pytest.mark.parametrize(
    ("value", "share"), [(0, 0), (1, 0), (2, 40), (5, 40), (6, 100), (7, 100), (Fraction("5.99"), 40)]
)
def test_tiers(value: Fraction, share: int) -> None:
    assert curve_share(Curve(Shape.TIERS, knots((2, 40), (6, 100))), Fraction(value)) == Fraction(share, 100)


@pytest.mark.parametrize(("value", "share"), [(9, 0), (5, 50), (4, 50), (2, 100), (0, 100)])
def test_tiers_where_less_is_better(value: int, share: int) -> None:
    curve = Curve(Shape.TIERS, knots((5, 50), (2, 100)), Better.LESS)
    assert curve_share(curve, Fraction(value)) == Fraction(share, 100)


@pytest.mark.parametrize(
    ("value", "share"), [(0, "0.1"), (1, "0.1"), (3, "0.35"), (5, "0.6"), (6, "0.68"), (10, "1"), (99, "1")]
)
def test_lines_between_knots(value: int, share: str) -> None:
    curve = Curve(Shape.LINEAR, knots((1, 10), (5, 60), (10, 100)))
    assert curve_share(curve, Fraction(value)) == Fraction(share)


@pytest.mark.parametrize(("value", "share"), [(12, "0"), (10, "0"), (6, "0.5"), (2, "1"), (1, "1")])
def test_lines_where_less_is_better(value: int, share: str) -> None:
    curve = Curve(Shape.LINEAR, knots((10, 0), (2, 100)), Better.LESS)
    assert curve_share(curve, Fraction(value)) == Fraction(share)


@st.composite
def curves(draw: st.DrawFn) -> Curve:
    shape = draw(st.sampled_from(list(Shape)))
    better = draw(st.sampled_from(list(Better)))
    count = draw(st.integers(2, 5))
    values = sorted(draw(st.sets(st.integers(0, 100), min_size=count, max_size=count)))
    shares = sorted(draw(st.lists(st.integers(0, 100), min_size=count - 1, max_size=count - 1)))
    ordered = values if better is Better.MORE else values[::-1]
    return Curve(shape, knots(*zip(ordered, [*shares, 100], strict=True)), better)


@given(curves(), st.fractions(0, 100), st.fractions(0, 100))
def test_a_better_value_never_gives_less(curve: Curve, one: Fraction, other: Fraction) -> None:
    worse, better = sorted((one, other), reverse=curve.better is Better.LESS)
    assert 0 <= curve_share(curve, worse) <= curve_share(curve, better) <= 1
    assert curve_share(curve, full_value(curve)) == 1


def test_ticks() -> None:
    assert grade_tick(POINTS["1.1"], True) == Grade(Fraction(1), PointState.MET, "已做到")
    assert grade_tick(POINTS["1.2"], True).text == "自评已做到，由评审专家按材料判断"
    assert grade_tick(POINTS["1.1"], False) == Grade(Fraction(0), PointState.UNMET, "还没有做到")
    assert grade_tick(POINTS["1.1"], None) == Grade(Fraction(0), PointState.UNKNOWN, "还没有填")


def test_a_ratio_says_what_is_missing_in_the_unit_of_its_first_fact() -> None:
    assert graded("2-3.1", area=412, homes=2860) == (0, "unmet", "14.4 ㎡/百户，还差 1,018 ㎡")
    assert graded("2-3.1", area=Fraction("1429.99"), homes=2860) == (
        Fraction(2, 5),
        "partly",
        "49.9 ㎡/百户，还差 0.01 ㎡",
    )
    assert graded("2-3.1", area=1430, homes=2860) == (1, "met", "50 ㎡/百户")
    assert graded("2-3.1", area=412, homes=0) == (0, "unknown", "“户数”为 0，无法计算")


def test_a_count_says_what_is_missing() -> None:
    assert graded("2-3.2", opening_hours=20) == (Fraction(2, 5), "partly", "20 小时，还差 36 小时")
    assert graded("2-3.2", opening_hours=60) == (1, "met", "60 小时")


def test_what_is_too_much_where_less_is_better() -> None:
    assert graded("2-3.4", cases=6) == (0, "unmet", "6 起，还多 4 起")
    assert graded("2-3.4", cases=3) == (HALF, "partly", "3 起，还多 1 起")
    assert graded("2-3.4", cases=0) == (1, "met", "0 起")


def test_shares() -> None:
    assert graded("2-3.3", visits=14, homes=29) == (0, "unmet", "48.2%（14/29 户），还差 1 户")
    assert graded("2-3.3", visits=15, homes=29) == (1, "met", "51.7%（15/29 户）")
    assert graded("2-3.3", visits=30, homes=29) == (0, "unknown", "“走访户数”大于“户数”，请核对")


def test_a_share_of_nothing_gives_what_the_guide_says() -> None:
    assert graded("2-3.3", visits=0, homes=0) == (1, "met", "“户数”为 0，按 100% 计")
    silent = replace(POINTS["2-3.3"], when_none=None)
    grade = grade_facts(silent, FACTS, {"visits": 0, "homes": 0})
    assert grade == Grade(Fraction(0), PointState.UNKNOWN, "“户数”为 0，无法计算")


def test_levels() -> None:
    assert graded("7.1", award="none") == (0, "unmet", "没有")
    assert graded("7.1", award="city") == (Fraction(3, 5), "partly", "市级，得 60%")
    assert graded("7.1", award="nation") == (1, "met", "国家级")


def test_trends() -> None:
    assert graded("7.2", cases=3, cases_before=5) == (1, "met", "由 5 起减至 3 起")
    assert graded("7.2", cases=5, cases_before=3) == (0, "unmet", "由 3 起增至 5 起")
    assert graded("7.2", cases=4, cases_before=4) == (HALF, "partly", "与上期持平，均为 4 起")
    assert graded("7.2", cases=0, cases_before=0) == (1, "met", "与上期持平，均为 0 起")


def test_a_rising_trend_from_nothing_to_nothing_is_only_unchanged() -> None:
    trend = POINTS["7.2"].trend
    assert trend is not None
    rising = replace(POINTS["7.2"], trend=replace(trend, better=Better.MORE))
    values: Mapping[str, FactValue] = {"cases": 0, "cases_before": 0}
    assert grade_facts(rising, FACTS, values).share == HALF
    assert grade_facts(rising, FACTS, {**values, "cases": 1}).share == 1


def test_a_ticked_point_is_not_measured() -> None:
    with pytest.raises(ValueError, match=r"要点 1\.1 没有得分的档或比例"):
        grade_facts(replace(POINTS["1.1"], facts=("area",)), FACTS, {"area": 1})


@pytest.mark.parametrize(
    ("value", "better", "shown"),
    [
        ("49.99", Better.MORE, "49.9"),
        ("50.01", Better.LESS, "50.1"),
        ("1234567.8", Better.MORE, "1,234,567.8"),
        ("0.05", Better.MORE, "0"),
    ],
)
def test_values_are_rounded_against_the_claim(value: str, better: Better, shown: str) -> None:
    assert show_number(Fraction(value), better) == shown


def test_states_have_chinese_names() -> None:
    assert [state.label for state in PointState] == ["满足", "部分满足", "未满足", "未填"]
