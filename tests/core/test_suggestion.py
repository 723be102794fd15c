"""Suggested scores: advice with its working."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guides import demo_edition, small_guide
from xingping.core.catalogue import find_edition, find_guide
from xingping.core.faults import FaultsError
from xingping.core.grading import PointState
from xingping.core.guide import Fact, FactType, FactValue, PointKind, ScoringPoint
from xingping.core.scoring import score
from xingping.core.standard import Kind
from xingping.core.suggestion import ADVICE, Suggestion, suggest

GENERAL = find_guide()
EDITION = find_edition()


def small(
    facts: dict[str, FactValue] | None = None,
    ticks: dict[str, bool] | None = None,
    kind: Kind = Kind.URBAN,
) -> Suggestion:
    return suggest(small_guide(), demo_edition(), facts=facts or {}, ticks=ticks or {}, kind=kind)


def test_the_working_of_row_2() -> None:
    """The picture of the centre's workspace: 412 ㎡ for 2,860 households."""
    facts: dict[str, FactValue] = {"facility_area": 412, "households": 2860}
    advice = suggest(GENERAL, EDITION, facts=facts, ticks={}, kind=Kind.URBAN).by_serial["2"]
    assert [(one.state, one.text) for one in advice.points] == [
        (PointState.MET, "412 ㎡"),
        (PointState.UNMET, "14.4 ㎡/百户，还差 1,018 ㎡"),
    ]
    assert (advice.hundredths, advice.exact) == (500, 5)
    assert advice.text == f"参考分 5（1/2 要点满足）· {ADVICE}"


def test_points_are_rounded_down_to_the_step() -> None:
    advice = small({"opening_hours": 21}).by_serial["2-3"]
    assert [one.share for one in advice.points] == [0, Fraction(21, 50), 0]
    assert advice.exact == Fraction(21, 50) * Fraction(30, 100) * 20 == Fraction("2.52")
    assert advice.hundredths == 250
    assert advice.at_most == 250 + 1400


def test_unknown_points_count_as_nothing_but_are_told_apart() -> None:
    advice = small(ticks={"1.1": True}).by_serial["1"]
    assert (advice.hundredths, advice.at_most, advice.met) == (600, 1050, 1)
    assert [one.point.id for one in advice.unmet] == ["1.2"]
    assert (advice.known, small().by_serial["1"].known) == (True, False)


def test_met_points_of_the_whole() -> None:
    facts: dict[str, FactValue] = {"award": "nation", "cases": 1}
    assert small(facts, {"1.1": True, "1.2": False}).met_points == {"7.1", "2-3.4", "1.1"}


def test_facts_decide_before_ticks_and_ticks_where_a_fact_is_missing() -> None:
    assert small({"award": "none"}, {"7.1": True}).by_serial["7"].points[0].state is PointState.UNMET
    assert small({"cases": 1}, {"7.2": True}).by_serial["7"].points[1].state is PointState.MET


def test_of_nothing_no_part_is_asked_for() -> None:
    points = small({"homes": 0}, kind=Kind.RURAL).by_serial["2-3"].points
    assert {one.point.id: one.text for one in points}["2-3.3"] == "“户数”为 0，按 100% 计"


def test_points_depend_on_the_kind_of_centre() -> None:
    facts: dict[str, FactValue] = {"social_organisations": 5}
    urban, rural = (
        suggest(GENERAL, EDITION, facts=facts, ticks={}, kind=kind).by_serial["34"] for kind in Kind
    )
    assert (urban.points[0].text, urban.hundredths) == ("5 个，还差 5 个", 300)
    assert (rural.points[0].text, rural.hundredths) == ("5 个", 600)


def test_everything_wrong_is_said_at_once() -> None:
    with pytest.raises(FaultsError) as caught:
        small({"area": -1, "height": 3}, {"9.9": True})
    assert [str(fault) for fault in caught.value.faults] == [
        "要点 9.9: 细则“演示评分细则”里没有这个要点；请按细则的要点编号填写",
        "情况“面积”: -1 超出范围；请填 0 至 5000.5 之间的数",
        "情况 height: 细则里没有这一项情况；请按细则列出的情况填写",
    ]


def test_a_guide_of_another_edition_is_refused() -> None:
    with pytest.raises(FaultsError, match="不适用于 T/ZSX 0005-2024"):
        suggest(small_guide(), EDITION, facts={}, ticks={}, kind=Kind.URBAN)


def test_advice_is_no_score() -> None:
    """A suggestion says that it is advice, and scoring does not take one."""
    suggestion = small()
    assert suggestion.advice == ADVICE == "仅供参考，标准未规定要点分值"
    assert all(ADVICE in one.text for one in suggestion.indicators)
    with pytest.raises(FaultsError):
        score(demo_edition(), {"advice": suggestion.by_serial})  # type: ignore[dict-item]


MEASURED = [fact for fact in GENERAL.facts if fact.type is not FactType.CHOICE]
TICKED = [point for point in GENERAL.by_point.values() if point.kind.ticked]


@st.composite
def answers(draw: st.DrawFn) -> tuple[dict[str, FactValue], dict[str, bool]]:
    facts: dict[str, FactValue] = {}
    for fact in GENERAL.facts:
        if fact.type is FactType.CHOICE:
            facts[fact.name] = draw(st.sampled_from([choice.id for choice in fact.choices]))
        else:
            most = min(int(fact.maximum), 40)
            facts[fact.name] = draw(st.integers(int(fact.minimum), most))
    left_out = draw(st.sets(st.sampled_from(sorted(facts)), max_size=20))
    seed = draw(st.integers(0, 2 ** len(TICKED) - 1))
    ticks = {point.id: bool(seed >> place & 1) for place, point in enumerate(TICKED)}
    return {name: value for name, value in facts.items() if name not in left_out}, ticks


@given(answers(), st.sampled_from(Kind))
def test_suggestions_are_scores_that_could_be_given(
    given_answers: tuple[dict[str, FactValue], dict[str, bool]], kind: Kind
) -> None:
    facts, ticks = given_answers
    for one in suggest(GENERAL, EDITION, facts=facts, ticks=ticks, kind=kind).indicators:
        assert 0 <= one.hundredths <= one.at_most <= one.indicator.points
        assert one.hundredths % GENERAL.step == one.at_most % GENERAL.step == 0
        assert one.hundredths <= one.exact * 100 < one.hundredths + GENERAL.step


PARTS = {
    point.facts[1] for point in GENERAL.by_point.values() if point.kind in (PointKind.SHARE, PointKind.TREND)
} | {point.facts[0] for point in GENERAL.by_point.values() if point.kind is PointKind.SHARE}
FREE = [
    fact
    for fact in MEASURED
    if fact.name not in PARTS | {"households", "public_security_cases", "staff", "complaints"}
]


@given(answers(), st.sampled_from(FREE), st.integers(0, 30), st.sampled_from(Kind))
def test_raising_a_fact_of_which_more_is_better_never_lowers_the_suggestion(
    given_answers: tuple[dict[str, FactValue], dict[str, bool]], fact: Fact, more: int, kind: Kind
) -> None:
    facts, ticks = given_answers
    before = {**facts, fact.name: int(fact.minimum)}
    after = {**facts, fact.name: min(int(fact.minimum) + more, int(fact.maximum))}
    low, high = (suggest(GENERAL, EDITION, facts=one, ticks=ticks, kind=kind) for one in (before, after))
    pairs = zip(low.indicators, high.indicators, strict=True)
    assert all(less.hundredths <= greater.hundredths for less, greater in pairs)


@given(answers(), st.sampled_from(TICKED), st.sampled_from(Kind))
def test_ticking_a_point_never_lowers_the_suggestion(
    given_answers: tuple[dict[str, FactValue], dict[str, bool]], point: ScoringPoint, kind: Kind
) -> None:
    facts, ticks = given_answers
    low, high = (
        suggest(GENERAL, EDITION, facts=facts, ticks={**ticks, point.id: tick}, kind=kind)
        for tick in (False, True)
    )
    assert sum(one.hundredths for one in low.indicators) <= sum(one.hundredths for one in high.indicators)


def test_everything_met_gives_everything() -> None:
    best: dict[str, FactValue] = {fact.name: fact.maximum for fact in MEASURED}
    best |= {"volunteers_before": 0, "sense_of_security_before": 0, "public_security_cases": 0}
    best |= {
        "facility_area": 200000,
        "households": 1000,
        "media_level": "national",
        "brand_level": "national",
    }
    ticks = {point.id: True for point in TICKED}
    for kind in Kind:
        suggestion = suggest(GENERAL, EDITION, facts=best, ticks=ticks, kind=kind)
        assert [one.indicator.serial for one in suggestion.indicators if one.unmet] == []
        assert sum(one.hundredths for one in suggestion.indicators) == EDITION.total_points


def test_a_step_that_is_not_the_usual_one() -> None:
    coarse = replace(small_guide(), step=150)
    advice = suggest(coarse, demo_edition(), facts={}, ticks={"1.1": True}, kind=Kind.URBAN)
    assert advice.by_serial["1"].hundredths == 600
    assert advice.by_serial["1"].at_most == 1050
