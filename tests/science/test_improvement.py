"""The shortest way to a star: optimal, exact, and clear where there is none."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guides import demo_edition, small_guide
from xingping.core.aggregation import Aggregate
from xingping.core.catalogue import find_edition, find_guide
from xingping.core.guide import PointKind
from xingping.core.scoring import Result, score
from xingping.core.standard import Kind
from xingping.core.suggestion import suggest
from xingping.science.improvement import EffortModel, Outcome, guide_effort, shortest_way
from xingping.science.improvement.cheapest import Choices, cheapest
from xingping.science.improvement.rises import Known, Rise, open_points, rises

EDITION = find_edition()
GENERAL = find_guide()
DEMO = demo_edition()
SMALL = small_guide()


def rated(**sheets: Mapping[str, int]) -> Result:
    """A result of the demo edition: bands at 25.25 and 44.44 of 50.5 points."""
    return score(DEMO, {name: {"1": 0, "2-3": 0, "7": 0, **sheet} for name, sheet in sheets.items()})


def whole(percent: int) -> Result:
    """Every indicator of the standard at a percentage, rounded down to the step."""
    sheet = {one.serial: one.points * percent // 100 // 50 * 50 for one in EDITION.indicators}
    return score(EDITION, {"甲": sheet})


def test_steps_say_what_to_do() -> None:
    """Rural, all at nothing: 25.25 points needed; 14 + 6 + 6 for an effort of 5 + 4 + 1 is the cheapest."""
    way = shortest_way(rated(a={}), SMALL, kind=Kind.RURAL)
    assert way is not None
    assert (way.outcome, way.stars, way.needed, way.lacking) == (Outcome.FOUND, 1, Fraction("25.25"), 0)
    assert {
        (step.indicator.serial, step.now, step.then, step.gain, step.effort, step.points[0].point.id)
        for step in way.steps
    } == {("7", 0, 14, 14, 5, "7.1"), ("2-3", 0, 6, 6, 4, "2-3.3"), ("1", 0, 6, 6, 1, "1.1")}
    assert (way.effort, way.total, way.after) == (10, 0, 26)
    assert [step.gain for step in way.steps] == [14, 6, 6]
    assert {one.id for step in way.steps for one in step.left} == {"7.2", "2-3.1", "2-3.4", "1.2"}
    assert way.text == "提高 3 项指标、共 26.00 分，即可达到一星级"


def test_a_star_can_be_chosen() -> None:
    way = shortest_way(rated(a={"7": 2000, "2-3": 600}), SMALL, target_stars=2)
    assert way is not None
    assert way.stars == 2
    assert (way.stars, way.needed) == (2, Fraction("18.44"))
    assert way.after >= Fraction("44.44")


def test_a_star_that_is_reached_or_the_highest_needs_no_steps() -> None:
    best = rated(a={"1": 1050, "2-3": 2000, "7": 2000})
    highest, already = shortest_way(best, SMALL), shortest_way(best, SMALL, target_stars=1)
    assert highest is not None
    assert already is not None
    assert (highest.outcome, highest.steps, highest.text) == (Outcome.HIGHEST, (), "已是最高的二星级")
    assert (already.outcome, already.steps, already.text) == (Outcome.ALREADY, (), "已达到一星级")


def test_what_is_fixed_stays_and_may_put_the_star_out_of_reach() -> None:
    way = shortest_way(rated(a={"1": 1050}), SMALL, fixed={"2-3"})
    assert way is not None
    assert [step.indicator.serial for step in way.steps] == ["7"]
    way = shortest_way(rated(a={}), SMALL, fixed={"2-3", "7"})
    assert way is not None
    assert way.stars == 1
    assert (way.outcome, way.steps, way.lacking) == (Outcome.OUT_OF_REACH, (), Fraction("14.75"))
    assert way.text == "可调整的指标全部拿满，离一星级还差 14.75 分"


def test_an_incomplete_result_has_no_way() -> None:
    assert shortest_way(score(DEMO, {"a": {"1": 0}}, partial=True), SMALL) is None


def test_stars_that_do_not_exist_are_refused() -> None:
    with pytest.raises(ValueError, match="标准没有 6 星级"):
        shortest_way(rated(a={}), SMALL, target_stars=6)


def test_met_points_are_not_proposed_again() -> None:
    met = {"1.1", "2-3.1", "2-3.2", "7.2"}
    way = shortest_way(rated(a={"1": 600, "2-3": 1600}), SMALL, met_points=met)
    assert way is not None
    assert [one.point.id for step in way.steps for one in step.points] == ["2-3.4"]


def test_points_lost_although_all_is_met_may_lie_anywhere() -> None:
    known = Known(Kind.URBAN, {"1.1", "1.2"}, None)
    assert [one.point.id for one in open_points(SMALL, "1", known, guide_effort(SMALL))] == ["1.1", "1.2"]


def test_a_suggestion_tells_what_is_missing_and_how_much_of_it() -> None:
    facts = {"facility_area": 412, "households": 2860, "partner_party_organisations": 7}
    suggestion = suggest(GENERAL, EDITION, facts=facts, ticks={"31.1": True}, kind=Kind.URBAN)
    known = Known(Kind.URBAN, None, suggestion)
    points = open_points(GENERAL, "31", known, guide_effort(GENERAL))
    assert [(one.point.id, one.weight, one.effort, one.text) for one in points] == [
        ("31.2", Fraction(48, 5), 1, "7 个，还差 3 个"),
        ("31.3", 40, 3, ""),
    ]
    scores = {one.indicator.serial: one.hundredths for one in suggestion.indicators}
    way = shortest_way(score(EDITION, {"自评": scores}), GENERAL, suggestion=suggestion)
    assert way is not None
    assert way.outcome is Outcome.FOUND
    assert {one.text for step in way.steps for one in step.points} >= {"7 个，还差 3 个"}


def test_a_suggestion_with_everything_met_leaves_any_point_open() -> None:
    suggestion = suggest(SMALL, DEMO, facts={}, ticks={"1.1": True, "1.2": True}, kind=Kind.URBAN)
    points = open_points(SMALL, "1", Known(Kind.URBAN, None, suggestion), guide_effort(SMALL))
    assert [one.point.id for one in points] == ["1.1", "1.2"]


def test_the_effort_model_can_be_changed() -> None:
    model = guide_effort(SMALL)
    assert model.label == "演示的估计"
    assert (model.of(SMALL.by_point["2-3.1"]), model.of(SMALL.by_point["7.2"])) == (9, 6)
    dear = model.changed(by_kind={PointKind.LEVEL: 900}, by_point={"7.2": 1})
    assert (dear.label, dear.of(SMALL.by_point["7.1"])) == ("使用者修改过的估计，非标准内容", 900)
    way = shortest_way(rated(a={}), SMALL, effort=dear)
    assert way is not None
    assert way.model is dear
    assert "7.1" not in {one.point.id for step in way.steps for one in step.points}


@pytest.mark.parametrize("effort", [0, 1001, True, 2.5])
def test_efforts_are_whole_numbers(effort: int) -> None:
    with pytest.raises(ValueError, match="请填 1 至 1000 的整数"):
        guide_effort(SMALL).changed(by_point={"1.1": effort})


def test_several_assessors_and_corrections_are_raised_exactly() -> None:
    sheets = {
        "a": {"1": 150, "2-3": 1000, "7": 0},
        "b": {"1": 200, "2-3": 50, "7": 0},
        "c": {"1": 50, "2-3": 0},
    }
    result = score(DEMO, sheets, corrections={"7": 733})
    way = shortest_way(result, SMALL)
    assert way is not None
    assert way.total == Fraction(400, 300) + Fraction(1050, 300) + Fraction(733, 100)
    assert all(step.then * 100 % 50 == 0 for step in way.steps)
    assert way.after == way.total + sum(step.gain for step in way.steps) >= Fraction("25.25")


def test_a_result_of_corrections_alone() -> None:
    result = score(DEMO, {"a": {}}, corrections={"1": 0, "2-3": 0, "7": 0})
    way = shortest_way(result, SMALL)
    assert way is not None
    assert way.after >= Fraction("25.25")


def test_the_same_question_has_the_same_answer() -> None:
    assert shortest_way(whole(66), GENERAL) == shortest_way(whole(66), GENERAL)


@pytest.mark.parametrize("percent", [0, 57, 65, 77, 88, 94])
def test_the_whole_table(percent: int) -> None:
    result = whole(percent)
    way = shortest_way(result, GENERAL)
    assert way is not None
    sheet = dict(
        result.indicators[0].indicator and {r.indicator.serial: r.numerator for r in result.indicators}
    )
    sheet |= {step.indicator.serial: int(step.then * 100) for step in way.steps}
    after = score(EDITION, {"甲": sheet})
    assert (after.total, after.stars) == (way.after, way.stars)
    assert after.stars == (result.stars or 0) + 1


def cheapest_by_hand(result: Result, guide_model: EffortModel, kind: Kind, stars: int) -> int | None:
    """Least effort by trying every subset of scoring points of every indicator."""
    options = []
    for row in result.indicators:
        points = SMALL.by_serial[row.indicator.serial].points_for(kind)
        now = row.points or Fraction(0)
        full = Fraction(row.indicator.points, 100)
        gains = {Fraction(0): 0}
        for chosen in product((False, True), repeat=len(points)):
            met = [point for point, taken in zip(points, chosen, strict=True) if taken]
            reached = now + (full - now) * sum(point.weight for point in met) / 100
            then = reached * 2 // 1 / Fraction(2)
            effort = sum(guide_model.of(point) for point in met)
            if then > now:
                gains[then - now] = min(effort, gains.get(then - now, effort))
        options.append(gains.items())
    goal = next(band.rate for band in DEMO.bands if band.stars == stars) * DEMO.total_points / 100
    enough = [
        sum(effort for _, effort in chosen)
        for chosen in product(*options)
        if result.total + sum(gain for gain, _ in chosen) >= goal
    ]
    return min(enough, default=None)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "1": st.integers(0, 21).map(lambda steps: steps * 50),
                "2-3": st.integers(0, 40).map(lambda steps: steps * 50),
                "7": st.integers(0, 40).map(lambda steps: steps * 50),
            }
        ),
        min_size=1,
        max_size=4,
    ),
    st.dictionaries(st.sampled_from(sorted(SMALL.by_point)), st.integers(1, 12)),
    st.sampled_from(Kind),
    st.sampled_from(Aggregate),
)
def test_no_cheaper_way_exists(
    sheets: list[dict[str, int]], efforts: dict[str, int], kind: Kind, rule: Aggregate
) -> None:
    result = score(DEMO, {str(number): sheet for number, sheet in enumerate(sheets)}, rule=rule)
    model = guide_effort(SMALL).changed(by_point=efforts)
    for stars in (1, 2):
        way = shortest_way(result, SMALL, target_stars=stars, effort=model, kind=kind)
        assert way is not None
        assert way.effort == cheapest_by_hand(result, model, kind, stars)
        assert (way.outcome is Outcome.ALREADY) is (result.stars is not None and result.stars >= stars)


def test_needing_more_than_there_is_has_no_answer() -> None:
    row = rated(a={}).indicators[0]
    points = open_points(SMALL, "1", Known(Kind.URBAN, None, None), guide_effort(SMALL))
    with pytest.raises(ArithmeticError, match="仍然不够"):
        cheapest([rises(row, points, 50)], Fraction(11))


def test_of_ways_with_equal_effort_the_one_that_gains_more_is_taken() -> None:
    row = rated(a={}).indicators[0]
    small, large = Rise(row, 300, 4, ()), Rise(row, 500, 4, ())
    assert cheapest([[small], [large]], Fraction(2)) == [large]


def _solver(choices: Choices, needed: Fraction) -> int:
    """Least effort by a general integer programme (HiGHS), with a margin for its floats."""
    from scipy.optimize import LinearConstraint, milp

    flat = [(owner, rise) for owner, some in enumerate(choices) for rise in some]
    gains = np.array([[float(rise.gain) for _, rise in flat]])
    once = np.array([[float(owner == one) for owner, _ in flat] for one in range(len(choices))])
    found = milp(
        np.array([rise.effort for _, rise in flat]),
        integrality=np.ones(len(flat)),
        bounds=(0, 1),
        constraints=[LinearConstraint(gains, float(needed) - 1e-6), LinearConstraint(once, ub=1)],
        options={"mip_rel_gap": 0},
    )
    return round(found.fun)


@pytest.mark.parametrize("percent", [58, 66, 73, 85, 93])
def test_a_general_solver_finds_nothing_cheaper(percent: int) -> None:
    result, model = whole(percent), guide_effort(GENERAL)
    known = Known(Kind.URBAN, None, None)
    choices = [
        rises(row, open_points(GENERAL, row.indicator.serial, known, model), 50) for row in result.indicators
    ]
    way = shortest_way(result, GENERAL)
    assert way is not None
    assert way.effort == _solver(choices, way.needed)


def test_rises_gain_more_for_more() -> None:
    row = next(one for one in whole(50).indicators if one.indicator.serial == "30")
    points = open_points(GENERAL, "30", Known(Kind.URBAN, None, None), guide_effort(GENERAL))
    found = rises(row, points, 50)
    assert [one.then for one in found] == sorted({one.then for one in found})
    assert [one.effort for one in found] == sorted({one.effort for one in found})
    assert (found[-1].then, found[-1].points) == (5000, points)
