"""Questionnaires: the shipped one is sound, faults come at once, skipped questions are left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from xingping.core.faults import FaultsError
from xingping.core.frozen_json import from_json, to_json
from xingping.core.masking import HIDDEN
from xingping.core.questionnaire import (
    STANDARD,
    Answer,
    Measure,
    Questionnaire,
    checked_answers,
    read_questionnaire,
    standard_questionnaire,
)

FULL: dict[str, Answer] = {
    "age": "60plus",
    "knows": "well",
    "visited": "often",
    "heard": "yes",
    "joined": "no",
    "satisfied": "5",
    "uses": ["health", "elderly", "health"],
    "recommends": "10",
    "words": "很好，电话13812345678",
}


def test_the_shipped_one_measures_every_rate_and_survives_json() -> None:
    standard = standard_questionnaire()
    assert {one.measures for one in standard.questions if one.measures} == set(Measure)
    assert from_json(Questionnaire, to_json(standard)) == standard


def test_answers_are_kept_masked_and_in_order() -> None:
    kept, faults = checked_answers(standard_questionnaire(), FULL)
    assert (faults, kept["uses"], kept["words"]) == ([], ["elderly", "health"], f"很好，电话{HIDDEN}")


def test_answers_to_skipped_questions_are_left_out() -> None:
    kept, faults = checked_answers(standard_questionnaire(), {**FULL, "visited": "no", "heard": "no"})
    assert faults == []
    assert not {"joined", "satisfied", "recommends"} & set(kept)


@pytest.mark.parametrize(
    ("changes", "count"),
    [
        ({"age": ""}, 1),
        ({"age": "x", "knows": ["well"]}, 2),
        ({"uses": "health"}, 1),
        ({"uses": ["x"]}, 1),
        ({"words": "a\x00"}, 1),
        ({"words": "长" * 1001}, 1),
        ({"recommends": "１０"}, 1),
    ],
)
def test_wrong_answers_are_told_one_by_one(changes: dict[str, Answer], count: int) -> None:
    assert len(checked_answers(standard_questionnaire(), {**FULL, **changes})[1]) == count


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('id = "residents"', "id = 1"),
        ('kind = "likert"', 'kind = "stars"'),
        ('id = "heard"', 'id = "knows"'),
        ('id = "age"', 'id = "Age!"'),
        ('counts = ["4", "5"]', 'counts = ["9"]'),
        ('question = "heard", options', 'question = "words", options'),
        ('measures = "visit"', 'measures = "awareness"'),
        ("group = true", 'group = "yes"'),
        (
            'options = [["yes", "听说过", "Yes"], ["no", "没有听说过", "No"]]',
            'options = [["yes", "听说过", "Yes"]]',
        ),
        ('kind = "nps"', 'kind = "nps"\noptions = []'),
        ("version = 1", "version = 1\nmore = 2"),
        ("[[questions]]", "[[questions"),
    ],
)
def test_a_broken_file_is_refused_loudly(tmp_path: Path, old: str, new: str) -> None:
    text = STANDARD.read_text("utf-8")
    assert old in text
    path = tmp_path / "q.toml"
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(FaultsError):
        read_questionnaire(path)
