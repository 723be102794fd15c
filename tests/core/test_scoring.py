"""Exact scoring: the properties that make a result trustworthy (clause 6)."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xingping.core.aggregation import Aggregate
from xingping.core.catalogue import find_edition
from xingping.core.faults import FaultsError
from xingping.core.points import round_down
from xingping.core.scoring import DEFAULT_STEP, Result, score, score_fault
from xingping.core.standard import Edition

EDITION = find_edition("T/ZSX 0005-2024")
THRESHOLDS = {600: 1, 700: 2, 800: 3, 900: 4, 950: 5}

Sheets = dict[str, dict[str, int]]


@st.composite
def sheet_sets(draw: st.DrawFn, most: int = 6) -> Sheets:
    """One to six complete sheets, each off a random seed (drawing 57 x 6 numbers one by one is slow)."""
    random = Random(draw(st.integers(0, 2**32)))
    return {
        f"专家{number}": {
            one.serial: random.randrange(one.points // DEFAULT_STEP + 1) * DEFAULT_STEP
            for one in EDITION.indicators
        }
        for number in range(draw(st.integers(1, most)))
    }


rules = st.sampled_from(Aggregate)
serials = st.sampled_from(EDITION.serials)


def full_sheet(share: Fraction = Fraction(1)) -> dict[str, int]:
    return {one.serial: int(one.points * share) for one in EDITION.indicators}


def sheet_of(total: int) -> dict[str, int]:
    """A sheet in the default step that adds up to exactly `total` hundredths."""
    sheet, left = {}, total
    for one in EDITION.indicators:
        sheet[one.serial] = min(one.points, left)
        left -= sheet[one.serial]
    assert left == 0
    return sheet


def numbers(result: Result) -> tuple[object, ...]:
    """Everything of a result that is a number."""
    return (
        (result.total, result.rate, result.stars, result.complete, result.next_star, result.kept_star),
        (result.level1, result.level2, [row.points for row in result.indicators]),
    )


@given(sheet_sets(), rules, st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_permuting_assessors_and_rows_changes_nothing(
    sheets: Sheets, rule: Aggregate, random: Random
) -> None:
    labels = list(sheets)
    random.shuffle(labels)
    shuffled = {}
    for label in labels:
        rows = list(sheets[label].items())
        random.shuffle(rows)
        shuffled[label] = dict(rows)
    one, two = score(EDITION, sheets, rule=rule), score(EDITION, shuffled, rule=rule)
    assert numbers(one) == numbers(two)
    assert [dict(row.scores) for row in one.indicators] == [dict(row.scores) for row in two.indicators]


@given(sheet_sets(), rules, serials, st.data())
@settings(max_examples=40)
def test_raising_a_score_never_lowers_total_or_star(
    sheets: Sheets, rule: Aggregate, serial: str, data: st.DataObject
) -> None:
    before = score(EDITION, sheets, rule=rule)
    sheet = sheets[data.draw(st.sampled_from(sorted(sheets)))]
    room = (EDITION.by_serial[serial].points - sheet[serial]) // DEFAULT_STEP
    sheet[serial] += data.draw(st.integers(0, room)) * DEFAULT_STEP
    after = score(EDITION, sheets, rule=rule)
    assert after.total >= before.total
    assert (after.stars or 0) >= (before.stars or 0)


@given(sheet_sets(), rules)
@settings(max_examples=40)
def test_the_total_is_the_sum_of_its_parts_exactly(sheets: Sheets, rule: Aggregate) -> None:
    result = score(EDITION, sheets, rule=rule)
    points = {row.indicator: row.points or Fraction(0) for row in result.indicators}
    assert result.total == sum(points.values())
    assert result.total == sum(one.points for one in result.level1)
    assert result.total == sum(one.points for one in result.level2)
    for one in result.level1:
        assert one.points == sum(value for row, value in points.items() if row.level1 == one.section.name)
    for two in result.level2:
        names = (two.section.level1, two.section.name)
        assert two.points == sum(v for row, v in points.items() if (row.level1, row.level2) == names)
    assert result.rate == result.total / 1000


@given(sheet_sets(), rules)
@settings(max_examples=40)
def test_the_distances_lead_exactly_to_the_bands(sheets: Sheets, rule: Aggregate) -> None:
    result = score(EDITION, sheets, rule=rule)
    reached = [points for points in THRESHOLDS if result.total >= points]
    missed = [points for points in THRESHOLDS if result.total < points]
    assert result.stars == len(reached)
    if missed:
        assert result.next_star
        assert result.next_star.stars == THRESHOLDS[missed[0]]
        assert result.total + result.next_star.points == missed[0]
    else:
        assert result.next_star is None
    if reached:
        assert result.kept_star
        assert result.kept_star.stars == result.stars
        assert result.total - result.kept_star.points == reached[-1]
    else:
        assert result.kept_star is None


@pytest.mark.parametrize("rule", Aggregate)
@pytest.mark.parametrize("assessors", range(1, 10))
@pytest.mark.parametrize(("points", "stars"), THRESHOLDS.items())
def test_star_thresholds_are_exact(points: int, stars: int, assessors: int, rule: Aggregate) -> None:
    """Exactly on the threshold, and one smallest step of one assessor under it, for every rule."""
    sheets = {f"专家{number}": sheet_of(points * 100) for number in range(assessors)}
    reached = score(EDITION, sheets, rule=rule)
    assert (reached.total, reached.stars) == (points, stars)
    assert reached.kept_star
    assert reached.kept_star.points == 0

    # For median and trimmed mean one low assessor is outvoted; so many are needed to move the value.
    fewest = {Aggregate.MEAN: 1, Aggregate.MEDIAN: (assessors + 1) // 2, Aggregate.TRIMMED: 1}[rule]
    if rule is Aggregate.TRIMMED and assessors >= 5:
        fewest = 2
    labels = list(sheets)
    for number, label in enumerate(labels[:fewest], 1):
        sheets[label]["1"] -= DEFAULT_STEP
        under = score(EDITION, sheets, rule=rule)
        expected = stars - 1 if number == fewest else stars
        assert under.stars == expected
    assert under.total < points
    assert Fraction(round_down(under.total)) < points
    assert under.next_star
    assert under.next_star.points == points - under.total


@given(st.sampled_from(sorted(THRESHOLDS)), st.integers(1, 9), st.integers(1, 50), rules)
@settings(max_examples=60)
def test_display_never_shows_a_threshold_that_was_not_reached(
    points: int, assessors: int, less: int, rule: Aggregate
) -> None:
    sheets = {f"专家{number}": sheet_of(points * 100) for number in range(assessors)}
    sheets["专家0"]["1"] -= less
    result = score(EDITION, sheets, rule=rule, step=1)
    shown = Fraction(round_down(result.total))
    assert shown <= result.total
    assert (shown >= points) == (result.stars == THRESHOLDS[points])
    rate = Fraction(round_down(result.rate, 4))
    assert (rate >= Fraction(points, 1000)) == (result.stars == THRESHOLDS[points])


def test_mixed_denominators_stay_exact(edition: Edition) -> None:
    """Assessors of different groups: means over 1, 2, 3 and 7 scores in one total."""
    sheets: Sheets = {f"专家{number}": {"1": 100} for number in range(7)}
    sheets["专家6"]["1"] = 150
    sheets["专家0"] |= {"2": 500, "3": 250} | full_sheet() | {"1": 100, "2": 500, "3": 250}
    sheets["专家1"] |= {"2": 550, "3": 300}
    sheets["专家2"] |= {"3": 300}
    result = score(edition, sheets)
    assert [row.points for row in result.indicators[:4]] == [
        Fraction(15, 14),
        Fraction(21, 4),
        Fraction(17, 6),
        Fraction(5),
    ]
    assert result.total == 980 + Fraction(15, 14) + Fraction(21, 4) + Fraction(17, 6)
    assert [one.serial for one in result.uneven] == list(edition.serials[1:])
    assert result.missing == ()


def test_corrections_replace_the_aggregate_and_may_stand_alone(edition: Edition) -> None:
    sheets = {"甲": full_sheet(), "乙": full_sheet()}
    del sheets["甲"]["62"], sheets["乙"]["62"]
    result = score(edition, sheets, corrections={"62": 1234, "1": 0})
    assert [row.points for row in result.indicators if row.corrected] == [Fraction(0), Fraction(1234, 100)]
    assert result.indicators[0].scores == {"甲": 500, "乙": 500}
    assert (result.complete, result.total) == (True, Fraction(97500 + 1234, 100))


def test_a_partial_result_has_no_star(edition: Edition) -> None:
    result = score(edition, {"甲": {"1": 500, "2": 1000}}, partial=True)
    assert (result.complete, result.total, result.stars) == (False, Fraction(15), None)
    assert (result.next_star, result.kept_star) == (None, None)
    assert [one.serial for one in result.missing] == list(edition.serials[2:])
    assert result.uneven == ()
    assert result.indicators[2].points is None


def test_all_faults_come_at_once(edition: Edition) -> None:
    sheets = {
        "甲": {"1": 520, "2": 1050, "3": -50, "9": 100, "50": 0},
        "乙": {"1": True, "2": 4.5},
    }
    not_whole = "的得分不是整数的百分之一分；请以百分之一分为单位给出整数，4.5 分写作 450"
    with pytest.raises(FaultsError) as caught:
        score(edition, sheets, corrections={"1": 501, "99": 1, "2": 3})  # type: ignore[arg-type]
    assert [str(fault) for fault in caught.value.faults[:9]] == [
        "甲 的评分表: 指标 1“选址布局”的得分 5.2 超出范围；请填 0 至 5 之间的数",
        "甲 的评分表: 指标 2“设施面积”的得分 10.5 超出范围；请填 0 至 10 之间的数",
        "甲 的评分表: 指标 3“无障碍设施设置情况”的得分 -0.5 超出范围；请填 0 至 5 之间的数",
        "甲 的评分表: 没有序号为“9”的指标；请按标准附录 A 的序号填写",
        "甲 的评分表: 没有序号为“50”的指标；请按标准附录 A 的序号填写",
        f"乙 的评分表: 指标 1“选址布局”{not_whole}",
        f"乙 的评分表: 指标 2“设施面积”{not_whole}",
        "更正: 指标 1“选址布局”的得分 5.01 超出范围；请填 0 至 5 之间的数",
        "更正: 没有序号为“99”的指标；请按标准附录 A 的序号填写",
    ]
    missing = [str(fault) for fault in caught.value.faults[9:]]
    assert missing[0] == "指标 4: “户外牌匾标识设置”没有评分；请补上得分，或注明只评了一部分"
    assert len(missing) == 54


def test_no_sheet_is_a_fault_even_for_a_part(edition: Edition) -> None:
    with pytest.raises(FaultsError, match="一份评分表也没有"):
        score(edition, {}, partial=True)


def test_a_score_must_be_a_multiple_of_the_step(edition: Edition) -> None:
    assert score_fault(edition.by_serial["1"], 450) is None
    assert score_fault(edition.by_serial["1"], 425, 25) is None
    assert score_fault(edition.by_serial["1"], 425) == (
        "指标 1“选址布局”的得分 4.25 不合记分单位",
        "请填 0.5 的整数倍",
    )


def test_an_unknown_rule_or_step_is_refused(edition: Edition) -> None:
    with pytest.raises(ValueError, match="mode"):
        score(edition, {"甲": full_sheet()}, rule="mode")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="记分单位"):
        score(edition, {"甲": full_sheet()}, step=0)
    assert score(edition, {"甲": full_sheet()}, rule="median").aggregate is Aggregate.MEDIAN  # type: ignore[arg-type]


def test_another_edition_has_its_own_total_and_bands(sibling: Edition) -> None:
    sheet = {"1": 1050, "2-3": 1475, "7": 0}
    result = score(sibling, {"甲": sheet}, step=25)
    assert (result.total, result.rate, result.stars) == (Fraction("25.25"), Fraction(1, 2), 1)
    assert result.next_star
    assert result.next_star.points == Fraction("19.19")
    assert [(one.section.level1, one.points) for one in result.level2] == [
        ("场地", Fraction("25.25")),
        ("服务", Fraction(0)),
    ]
    under = score(sibling, {"甲": sheet | {"1": 1025}}, step=25)
    assert under.stars == 0
