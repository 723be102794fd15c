"""Text for a terminal: Chinese characters take two columns."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xingping.cli.terminal import BOLD, _pieces, grid, pad, page_width, paint, print_faults, width, wrap
from xingping.core.faults import Fault, FaultsError

lines = st.text(st.sampled_from("星级评定，。（）“” abc12./★"), max_size=60)


@pytest.mark.parametrize(
    ("text", "columns"), [("", 0), ("ab", 2), ("星级", 4), ("（a）", 5), ("★", 1), ("e\u0301", 1)]
)
def test_width(text: str, columns: int) -> None:
    assert width(text) == columns


def test_padding_counts_columns_not_characters() -> None:
    assert pad("星", 4) + "|" == "星  |"
    assert pad("星", 4, right=True) == "  星"
    assert pad("星级评定", 4) == "星级评定"


def test_a_grid_is_aligned_in_columns() -> None:
    assert grid([["指标", "分值"], ["a", "100"]], right=[1]) == ["指标  分值", "a      100"]


@given(lines, st.integers(8, 40))
def test_wrapping_loses_nothing_but_spaces_and_keeps_to_the_width(text: str, columns: int) -> None:
    wrapped = wrap(text, columns)
    assert "".join(wrapped).replace(" ", "") == text.replace(" ", "")
    assert all(width(line) <= columns or len(_pieces(line)) == 1 for line in wrapped)


def test_wrapping_keeps_punctuation_and_words_together() -> None:
    assert wrap("甲乙丙丁，戊己", 8) == ["甲乙丙", "丁，戊己"]
    assert wrap("甲乙丙（丁戊）", 8) == ["甲乙丙", "（丁戊）"]
    assert wrap("甲乙丙 abcd 丁", 8) == ["甲乙丙", "abcd 丁"]
    assert wrap("", 8) == [""]


@pytest.mark.parametrize(("columns", "used"), [("40", 60), ("80", 80), ("300", 120)])
def test_the_page_follows_the_terminal_within_reason(
    monkeypatch: pytest.MonkeyPatch, columns: str, used: int
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert page_width() == used


def test_colour_is_for_people_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert paint("星", BOLD) == "星"
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert paint("星", BOLD) == "\x1b[1m星\x1b[0m"
    monkeypatch.setenv("NO_COLOR", "1")
    assert paint("星", BOLD) == "星"


def test_every_fault_is_one_line_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    faults = [Fault("a.csv:2", "缺分", "请补"), Fault("a.csv:3", "重复", "请删")]
    assert print_faults(FaultsError(faults)) == 2
    assert capsys.readouterr() == ("", "a.csv:2: 缺分；请补\na.csv:3: 重复；请删\n")
