"""What an application lacks."""

from datetime import date
from typing import Any

import pytest

from xingping.core.catalogue import find_edition, find_guide
from xingping.core.completeness import Application, Gap, GapKind, gaps, progress
from xingping.core.policy import ItemKind, RoundPolicy
from xingping.core.sheet_content import SheetRules, needed_facts
from xingping.core.standard import Kind

EDITION = find_edition()
RULES = SheetRules(EDITION, find_guide(), Kind.URBAN, date(2026, 11, 24))
POLICY = RoundPolicy()
ANSWERS = {item.id: item.kind is ItemKind.CONDITION for item in POLICY.eligibility}
SCORES = {one.serial: one.points for one in EDITION.indicators}


def application(**changes: Any) -> Application:
    whole = {
        "target_stars": 3,
        "eligibility": ANSWERS,
        "files": {"form", "pledge"},
        "content": {"scores": SCORES},
    }
    return Application(**{**whole, **changes})


def blocking(given: Application, policy: RoundPolicy = POLICY) -> list[Gap]:
    return [gap for gap in gaps(RULES, policy, given) if gap.blocking]


def test_a_whole_application_lacks_nothing_that_blocks() -> None:
    assert blocking(application()) == []


@pytest.mark.parametrize(
    ("changes", "kind", "key"),
    [
        ({"target_stars": None}, GapKind.TARGET, ""),
        ({"eligibility": {**ANSWERS, "accident": True}}, GapKind.ELIGIBILITY, "accident"),
        ({"eligibility": {**ANSWERS, "premises": False}}, GapKind.ELIGIBILITY, "premises"),
        ({"files": {"form"}}, GapKind.PLEDGE, ""),
        ({"files": {"pledge"}}, GapKind.FORM, ""),
    ],
)
def test_each_gap_blocks_and_is_named(changes: dict[str, Any], kind: GapKind, key: str) -> None:
    assert [(gap.kind, gap.key) for gap in blocking(application(**changes))] == [(kind, key)]


def test_an_item_not_answered_is_a_gap() -> None:
    answers = {name: answer for name, answer in ANSWERS.items() if name != "truthful"}
    (gap,) = blocking(application(eligibility=answers))
    assert gap.message.startswith("没有确认")


def test_every_indicator_needs_a_score() -> None:
    scores = {serial: points for serial, points in SCORES.items() if serial != "9-10"}
    (gap,) = blocking(application(content={"scores": scores}))
    assert (gap.kind, gap.key, gap.serial) == (GapKind.SCORE, "scores.9-10", "9-10")


def test_zero_is_a_score() -> None:
    assert blocking(application(content={"scores": dict.fromkeys(SCORES, 0)})) == []


def test_statements_are_asked_for_where_the_policy_says_so() -> None:
    strict = RoundPolicy(statement_required=True)
    assert len(blocking(application(), strict)) == 57
    written = {"scores": SCORES, "statements": dict.fromkeys(SCORES, "见佐证材料")}
    assert blocking(application(content=written), strict) == []
    assert len(blocking(application(content={**written, "statements": {"1": "  "}}), strict)) == 57


def test_scans_are_asked_for_where_the_policy_says_so() -> None:
    lenient = RoundPolicy(form_scan_required=False, pledge_required=False)
    assert blocking(application(files=()), lenient) == []


def test_facts_and_points_are_asked_for_but_never_compulsory() -> None:
    kinds = {gap.kind for gap in gaps(RULES, POLICY, application())}
    assert kinds == {GapKind.FACT, GapKind.POINT}
    facts = {name: {"value": "1", "true_on": "2026-01-01"} for name in needed_facts(RULES)}
    with_facts = application(content={"scores": SCORES, "facts": facts})
    assert {gap.kind for gap in gaps(RULES, POLICY, with_facts)} == {GapKind.POINT}


def test_progress_counts_what_is_there() -> None:
    nothing = Application(None, {}, (), {})
    done, asked = progress(RULES, POLICY, nothing)
    assert (done, asked) == (0, len(gaps(RULES, POLICY, nothing)))
    done, asked = progress(RULES, POLICY, application())
    assert done == 1 + len(ANSWERS) + 2 + 57
