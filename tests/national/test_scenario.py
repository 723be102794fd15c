from __future__ import annotations

from fractions import Fraction

import pytest

from national.small import SMALL
from xingping.core.aggregation import Aggregate
from xingping.core.faults import FaultsError
from xingping.national.scenario import AddedIndicator, Scenario
from xingping.national.scheme import UNITS, edition_scheme

# SMALL: 服务 1 and 4, 效果 2 and 5, 设施 3.


def test_nothing_changed_is_the_edition() -> None:
    assert Scenario().scheme(SMALL) == edition_scheme(SMALL)


def test_a_weight_scales_one_indicator() -> None:
    scheme = Scenario(weights={"4": 50}).scheme(SMALL)
    multipliers = {part.serial: Fraction(part.multiplier, scheme.scale) for part in scheme.parts}
    assert multipliers == {"1": 1, "2": 1, "3": 1, "4": Fraction(5, 3), "5": 1}
    assert scheme.full == (7450 + 2000) * scheme.denominator
    assert scheme.denominator == 3 * UNITS


def test_a_level1_weight_scales_all_below_it() -> None:
    scheme = Scenario(weights={"服务": 7}).scheme(SMALL)
    multipliers = {part.serial: Fraction(part.multiplier, scheme.scale) for part in scheme.parts}
    assert multipliers == {"1": Fraction(1, 5), "2": 1, "3": 1, "4": Fraction(1, 5), "5": 1}
    assert Fraction(scheme.full, scheme.denominator) == 7450 - 3500 + 700


def test_a_dropped_indicator_takes_its_points_with_it() -> None:
    scheme = Scenario(drop=frozenset({"4"})).scheme(SMALL)
    assert scheme.required == ("1", "2", "3", "5")
    assert scheme.full == 4450 * UNITS
    assert scheme.thresholds[0] == (1, -(-4450 * UNITS // 3))


def test_a_weight_of_nothing_is_as_good_as_dropped() -> None:
    assert Scenario(weights={"4": 0}).scheme(SMALL) == Scenario(drop=frozenset({"4"})).scheme(SMALL)


def test_an_assumed_indicator_gives_every_case_the_same() -> None:
    scheme = Scenario(add=(AddedIndicator("6", 10, "效果", Fraction(3, 5)),)).scheme(SMALL)
    assert scheme.constants == (0, 0, 600 * UNITS)
    assert scheme.full == 8450 * UNITS
    assert scheme.added == {}


def test_other_bands_replace_the_editions() -> None:
    bands = {1: Fraction(1, 2), 2: Fraction(3, 4), 3: Fraction(1)}
    scheme = Scenario(bands=bands).scheme(SMALL)
    assert scheme.thresholds == tuple((stars, rate * 7450 * UNITS) for stars, rate in bands.items())


def test_a_scenario_is_linear_unless_it_needs_the_sheets_again() -> None:
    assert Scenario(weights={"1": 2}, add=(AddedIndicator("6", 1, "效果", Fraction(1)),)).linear
    assert not Scenario(rule=Aggregate.MEDIAN).linear
    assert not Scenario(add=(AddedIndicator("6", 1, "效果"),)).linear


def test_a_scenario_can_be_written_down() -> None:
    scenario = Scenario(
        {"4": 5}, {1: Fraction(2, 3)}, frozenset({"2"}), (AddedIndicator("6", 1, "效果", Fraction(1, 3)),)
    )
    assert scenario.as_json() == {
        "weights": {"4": 5},
        "bands": {"1": "2/3"},
        "drop": ["2"],
        "add": [{"serial": "6", "points": 1, "level1": "效果", "rate": "1/3"}],
        "aggregate": None,
    }


WRONG = {
    "没有这项指标": Scenario(weights={"8": 5}),
    "不是可用的分值": Scenario(weights={"4": -1}),
    "同时被去掉了": Scenario(weights={"4": 5}, drop=frozenset({"4"})),
    "分值无处可放": Scenario(weights={"服务": 5}, drop=frozenset({"1", "4"})),
    "只能给其中一种": Scenario(weights={"服务": 5, "4": 5}),
    "没有给齐": Scenario(bands={1: Fraction(1, 2)}),
    "大于 0、不超过 1": Scenario(bands={1: Fraction(0), 2: Fraction(1, 2), 3: Fraction(1)}),
    "逐级升高": Scenario(bands={1: Fraction(1, 2), 2: Fraction(1, 2), 3: Fraction(1)}),
    "序号已经有了": Scenario(add=(AddedIndicator("4", 1, "效果", Fraction(1)),)),
    "没有名为": Scenario(add=(AddedIndicator("6", 1, "没有", Fraction(1)),)),
    "分值 0 不可用": Scenario(add=(AddedIndicator("6", 0, "效果", Fraction(1)),)),
    "得分率要在": Scenario(add=(AddedIndicator("6", 1, "效果", Fraction(2)),)),
    "至多 327 分": Scenario(add=(AddedIndicator("6", 328, "效果"),)),
    "一项指标也不剩": Scenario(drop=frozenset({"1", "2", "3", "4", "5"})),
}


@pytest.mark.parametrize("message", WRONG)
def test_what_does_not_fit_the_edition_is_refused(message: str) -> None:
    with pytest.raises(FaultsError, match=message):
        WRONG[message].scheme(SMALL)


def test_a_dropped_serial_must_exist() -> None:
    with pytest.raises(FaultsError, match="去掉 8"):
        Scenario(drop=frozenset({"8"})).scheme(SMALL)
