"""How scoring points are graded, in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from guides import small_guide
from xingping.core.grading_text import grading_text
from xingping.core.guide import Better

POINTS = small_guide().by_point
FACTS = small_guide().by_fact


@pytest.mark.parametrize(
    ("point_id", "text"),
    [
        ("1.1", ""),
        ("1.2", "由评审专家按材料判断"),
        ("2-3.1", "达到 25 ㎡/百户得 40%，50 ㎡/百户得满"),
        ("2-3.2", "0 小时不得，40 小时得 80%，56 小时得满，其间按比例"),
        ("2-3.3", "达到 50% 得满；“户数”为 0 时得满"),
        ("2-3.4", "不超过 5 起得 50%，2 起得满"),
        ("7.1", "没有：不得，市级：得 60%，国家级：得满"),
        ("7.2", "比上期减少得满，持平得 50%，增加不得"),
    ],
)
def test_each_kind(point_id: str, text: str) -> None:
    assert grading_text(POINTS[point_id], FACTS) == text


def test_a_rising_trend() -> None:
    trend = POINTS["7.2"].trend
    assert trend is not None
    rising = replace(POINTS["7.2"], trend=replace(trend, better=Better.MORE))
    assert grading_text(rising, FACTS) == "比上期增加得满，持平得 50%，减少不得"


def test_a_fact_without_a_unit() -> None:
    facts = {**FACTS, "cases": replace(FACTS["cases"], unit="")}
    assert grading_text(POINTS["2-3.4"], facts) == "不超过 5得 50%，2得满"
