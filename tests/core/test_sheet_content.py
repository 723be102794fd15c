"""What may stand in a sheet's fields."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xingping.core.catalogue import find_edition, find_guide
from xingping.core.guide import FactType
from xingping.core.sheet_content import (
    LONGEST_STATEMENT,
    SheetRules,
    content_faults,
    fact_value_fault,
    field_fault,
    field_place,
    field_serials,
    needed_facts,
    split_field,
    text_fault,
    ticked_points,
    true_on_fault,
)
from xingping.core.standard import Kind

TODAY = date(2026, 11, 24)
EDITION = find_edition()
GUIDE = find_guide()
URBAN = SheetRules(EDITION, GUIDE, Kind.URBAN, TODAY)
RURAL = SheetRules(EDITION, GUIDE, Kind.RURAL, TODAY)
TICKED = next(point for one in GUIDE.indicators for point in one.scoring_points if point.kind.ticked)
MEASURED = next(point for one in GUIDE.indicators for point in one.scoring_points if not point.kind.ticked)
NUMBER = next(fact for fact in GUIDE.facts if fact.type is not FactType.CHOICE)
CHOICE = next(fact for fact in GUIDE.facts if fact.type is FactType.CHOICE)


def ok(name: str, value: Any, rules: SheetRules = URBAN) -> bool:
    return field_fault(rules, name, value) is None


def test_scores_are_steps_within_the_points() -> None:
    assert [ok("scores.31", value) for value in (0, 50, 5000, None)] == [True] * 4
    assert [ok("scores.31", value) for value in (-50, 5050, 25, 1.5, "50", True, [50])] == [False] * 7


def test_the_merged_indicator_has_one_score() -> None:
    assert ok("scores.9-10", 1000)
    assert not ok("scores.9", 500)


@pytest.mark.parametrize(
    "name",
    ["scores", "scores.", "scores.63", "colour.1", "points.x", "facts.x", "", ".", "scores.31.1", "\0"],
)
def test_unknown_fields_are_refused(name: str) -> None:
    assert not ok(name, None)


def test_statements_are_texts() -> None:
    assert ok("statements.31", "联席会议每季度一次。\n出席率 90%")
    assert ok("statements.31", "好" * LONGEST_STATEMENT)
    assert not ok("statements.31", "好" * (LONGEST_STATEMENT + 1))
    assert [ok("statements.31", value) for value in (7, "a\0b", "\ud800", ["x"])] == [False] * 4


def test_only_ticked_points_are_ticked() -> None:
    assert [ok(f"points.{TICKED.id}", value) for value in (True, False, None)] == [True] * 3
    assert [ok(f"points.{TICKED.id}", value) for value in (1, "true")] == [False] * 2
    assert not ok(f"points.{MEASURED.id}", True)


def test_points_and_facts_of_the_other_kind_do_not_exist() -> None:
    points = [one for indicator in GUIDE.indicators for one in indicator.scoring_points if one.applies]
    for point in points:
        if point.kind.ticked:
            assert ok(f"points.{point.id}", True, URBAN) == (point.applies is Kind.URBAN)
            assert ok(f"points.{point.id}", True, RURAL) == (point.applies is Kind.RURAL)
    assert points


def test_facts_have_a_value_and_a_day() -> None:
    fine = {"value": str(NUMBER.minimum), "true_on": "2026-03-31"}
    assert ok(f"facts.{NUMBER.name}", fine)
    wrong = (
        {**fine, "value": "９５"},
        {**fine, "value": "1e3"},
        {**fine, "value": 7},
        {**fine, "value": "NaN"},
        {**fine, "true_on": "2026-11-25"},
        {**fine, "true_on": "2026-02-30"},
        {**fine, "true_on": "20260331"},
        {**fine, "true_on": 7},
        {**fine, "note": "x"},
        {"value": "1"},
        "1",
    )
    assert [ok(f"facts.{NUMBER.name}", value) for value in wrong] == [False] * len(wrong)


def test_choices_are_those_of_the_guide() -> None:
    assert fact_value_fault(CHOICE, CHOICE.choices[0].id) is None
    assert fact_value_fault(CHOICE, "somewhere else") is not None


def test_numbers_keep_within_the_facts_bounds() -> None:
    for fact in GUIDE.facts:
        if fact.type is FactType.CHOICE:
            continue
        assert fact_value_fault(fact, str(int(fact.maximum))) is None
        assert fact_value_fault(fact, str(int(fact.maximum) + 1)) is not None
        assert (fact_value_fault(fact, "0.5") is None) == (
            fact.type is FactType.DECIMAL and fact.minimum <= 0.5 <= fact.maximum
        )


def test_today_is_not_in_the_future() -> None:
    assert true_on_fault("2026-11-24", TODAY) is None
    assert true_on_fault("2026-11-25", TODAY) is not None


@given(
    st.text(max_size=12),
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.lists(st.none()),
)
def test_anything_is_judged_without_a_traceback(name: str, value: object) -> None:
    fault = field_fault(URBAN, name, value)
    assert fault is None or (fault.message and fault.mend)


@given(
    st.sampled_from(["scores.31", "statements.31", f"points.{TICKED.id}", f"facts.{NUMBER.name}"]), st.data()
)
def test_any_json_value_is_judged_without_a_traceback(name: str, data: st.DataObject) -> None:
    value = data.draw(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=4),
                                   lambda inner: st.lists(inner, max_size=2) |
                                   st.dictionaries(st.sampled_from(["value", "true_on"]), inner, max_size=2),
                                   max_leaves=4))  # fmt: skip
    fault = field_fault(URBAN, name, value)
    assert fault is None or (fault.place and fault.message and fault.mend)


def test_fields_know_their_indicators() -> None:
    assert field_serials(GUIDE, "scores.31") == {"31"}
    serial = next(one.serial for one in GUIDE.indicators if TICKED in one.scoring_points)
    assert field_serials(GUIDE, f"points.{TICKED.id}") == {serial}
    used = {
        one.serial for one in GUIDE.indicators for p in one.scoring_points if MEASURED.facts[0] in p.facts
    }
    assert field_serials(GUIDE, f"facts.{MEASURED.facts[0]}") == used
    assert field_serials(GUIDE, "points.none") == frozenset()


def test_places_are_said_in_words() -> None:
    assert field_place(URBAN, "scores.31") == "指标 31“联席会议制度”"
    assert field_place(URBAN, f"facts.{NUMBER.name}") == f"数据“{NUMBER.label}”"
    assert field_place(URBAN, "colour.7") == "colour.7"


def test_a_whole_sheet_names_every_fault() -> None:
    content = {"scores": {"31": 5050, "1": 500}, "statements": {"1": "x"}, "points": {"none": True}}
    assert [fault.place for fault in content_faults(URBAN, content)] == [
        "指标 31“联席会议制度”",
        "points.none",
    ]


def test_needed_facts_are_those_the_kind_uses() -> None:
    assert set(needed_facts(URBAN)) <= set(GUIDE.by_fact)
    assert all(GUIDE.by_fact[name].applies in (None, Kind.RURAL) for name in needed_facts(RURAL))


def test_ticked_points_of_no_indicator_are_none() -> None:
    assert ticked_points(URBAN, "63") == ()


def test_names_split_at_the_first_dot() -> None:
    assert [split_field(name) for name in ("points.31.1", "scores", "x.y")] == [
        ("points", "31.1"),
        ("", "scores"),
        ("", "x.y"),
    ]


def test_texts_have_a_limit() -> None:
    assert text_fault("好" * 10, longest=10) is None
    assert text_fault("好" * 11, longest=10) is not None
