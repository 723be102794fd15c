"""Lists of households, and the codes of their letters."""

from __future__ import annotations

import pytest

from xingping.core.household import (
    LONGEST_ADDRESS,
    MOST_HOUSEHOLDS,
    household_code,
    household_key,
    read_households,
    shown_code,
)
from xingping.core.sample_plan import OnceBy
from xingping.core.spoken_code import code_of
from xingping.core.survey_mark import normal_mark


def test_one_household_a_line_however_it_is_written() -> None:
    found, faults = read_households("3栋2单元501\n\n 东光路 12 号 \n幸福里\n")
    assert (list(found.values()), faults) == (["3栋2单元501", "东光路 12 号", "幸福里"], [])
    assert household_key("３栋 2 单元 501 室") == "3-2-501"
    _found, [fault] = read_households("3-2-501\n４-1", found)
    assert fault.place == "住户名单第 1 行"


@pytest.mark.parametrize(
    "lines",
    [
        "",
        " \n",
        "楼" * (LONGEST_ADDRESS + 1),
        "1-1\x00",
        "1-\ud800",
        "1-1\n1栋1号",
        "户\n" * (MOST_HOUSEHOLDS + 1),
    ],
)
def test_lists_that_make_no_sense_are_told(lines: str) -> None:
    assert read_households(lines)[1]


def test_a_code_is_read_however_it_is_typed() -> None:
    code = household_code(bytes(range(1, 33)))
    shown = shown_code(code)
    assert (len(code), len(shown), shown.replace("-", "").lower()) == (12, 14, code)
    for typed in (
        shown,
        shown.lower(),
        f" {shown.replace('-', ' ')} ",
        shown.replace("0", "O").replace("1", "l"),
    ):
        assert normal_mark(OnceBy.CODE, typed, "", 2026) == (code, None)
    for wrong in ("", shown[:-1], f"{shown}2", "u" * 12, "２" * 11):
        assert normal_mark(OnceBy.CODE, wrong, "", 2026)[1]


def test_a_code_needs_as_many_bits_as_it_has() -> None:
    with pytest.raises(ValueError, match="bits"):
        code_of(b"1234567", 12)
