"""Values of facts as people type them."""

from __future__ import annotations

from fractions import Fraction

import pytest

from guides import small_guide
from xingping.core.fact_values import fact_fault, read_facts
from xingping.core.faults import FaultsError
from xingping.core.guide import FactValue

RANGE = "请填 0 至 5000.5 之间的数"


def test_numbers_and_choices_are_read() -> None:
    typed = {"area": " 1,430.5 ", "homes": "２８６０", "award": "city", "cases": "  "}
    assert read_facts(small_guide(), typed) == {"area": Fraction("1430.5"), "homes": 2860, "award": "city"}


def test_all_faults_come_at_once() -> None:
    typed = {"area": "-1", "homes": "2.5", "award": "world", "height": "3", "visits": "9001", "cases": "½起"}
    with pytest.raises(FaultsError) as caught:
        read_facts(small_guide(), typed)
    assert [str(fault) for fault in caught.value.faults] == [
        f"情况“面积”: “-1”不是数；{RANGE}",
        "情况“户数”: 5/2 不是整数；请填 0 至 9000 之间的整数",
        "情况“最高奖项”: 没有选项“world”；请用其中之一：none（没有）、city（市级）、nation（国家级）",
        "情况 height: 细则里没有这一项情况；请按细则列出的情况填写",
        "情况“走访户数”: 9001 超出范围；请填 0 至 9000 之间的数",
        "情况“今年案件数”: “1⁄2起”不是数；请填 0 至 999 之间的数",
    ]


@pytest.mark.parametrize(
    ("value", "right"), [(5000, True), (Fraction(1, 3), True), (5001, False), (-1, False)]
)
def test_numbers_within_their_range(value: FactValue, right: bool) -> None:
    fault = fact_fault(small_guide().by_fact["area"], "area", value)
    assert (fault is None) is right


def test_truth_is_not_a_number() -> None:
    assert (
        str(fact_fault(small_guide().by_fact["area"], "area", True)) == f"情况“面积”: “True”不是数；{RANGE}"
    )
