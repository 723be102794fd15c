"""Score cells: exact decimals, and a way out for everything else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from score_files import EDITION
from xingping.core.points import show_hundredths
from xingping.documents.cells import Cell, CellKind, RefusedCellError
from xingping.documents.score_value import read_score

FIVE, TEN = EDITION.by_serial["1"], EDITION.by_serial["2"]
ALLOWED = "请填 0 至 10 之间、0.5 的整数倍"


def refusal(text: str, kind: CellKind = CellKind.TEXT, step: int = 50) -> str:
    with pytest.raises(RefusedCellError) as caught:
        read_score(Cell(text, kind), TEN, step)
    return str(caught.value)


@given(st.integers(0, 10), st.sampled_from([1, 5, 10, 25, 50, 100]))
def test_every_allowed_score_is_read_exactly(count: int, step: int) -> None:
    hundredths = count * step
    text = show_hundredths(hundredths)
    assert read_score(Cell(text), TEN, step) == hundredths
    assert read_score(Cell(f" {text}\u3000"), TEN, step) == hundredths
    assert read_score(Cell(text, CellKind.NUMBER), TEN, step) == hundredths


@pytest.mark.parametrize("text", ["4.50", "04.5", "4.5000000"])
def test_further_zeros_change_nothing(text: str) -> None:
    assert read_score(Cell(text), TEN, 50) == 450


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("10.5", "指标 2“设施面积”的得分 10.5 超出范围；请填 0 至 10 之间的数"),
        ("-1", "指标 2“设施面积”的得分 -1 超出范围；请填 0 至 10 之间的数"),
        ("-0.001", f"指标 2“设施面积”的得分 -0.001 超出范围；{ALLOWED}"),
        ("10.001", f"指标 2“设施面积”的得分 10.001 超出范围；{ALLOWED}"),
        ("4.3", "指标 2“设施面积”的得分 4.3 不合记分单位；请填 0.5 的整数倍"),
        ("4.499999999999", f"指标 2“设施面积”的得分 4.499999999999 不合记分单位；{ALLOWED}"),
        ("９．５", "指标 2“设施面积”的得分“９．５”不是普通的小数；请改为半角数字 9.5"),
        ("١", "指标 2“设施面积”的得分“١”不是普通的小数；请改为半角数字 1"),
        ("+5", "指标 2“设施面积”的得分“+5”不是普通的小数；请去掉加号，填 5"),
        ("5 分", "指标 2“设施面积”的得分“5 分”不是普通的小数；请只填数字 5"),
        ("1,000", "指标 2“设施面积”的得分“1,000”不是普通的小数；请去掉逗号；小数点请用英文句点"),
        ("4，5", "指标 2“设施面积”的得分“4，5”不是普通的小数；请去掉逗号；小数点请用英文句点"),
    ],
)
def test_what_is_wrong_and_how_to_mend_it(text: str, message: str) -> None:
    assert refusal(text) == message


@pytest.mark.parametrize(
    "text",
    [
        "NaN",
        "nan",
        "inf",
        "Infinity",
        "-inf",
        "1e1",
        "1E1",
        "0x10",
        "1_0",
        "²",
        "½",
        "五",
        "5.",
        ".5",
        "5..5",
        "--5",
        "5/2",
        "=5",
    ],
)
def test_other_ways_to_write_numbers_are_refused(text: str) -> None:
    assert refusal(text) == f"指标 2“设施面积”的得分“{text}”不是普通的小数；{ALLOWED}"


def test_endless_digits_cost_nothing() -> None:
    message = refusal("9" * 1_000_000)
    assert len(message) < 120
    assert refusal("0." + "3" * 39) == f"指标 2“设施面积”的得分 0.{'3' * 37}… 不合记分单位；{ALLOWED}"


@pytest.mark.parametrize(
    "kind", [CellKind.DATE, CellKind.PERCENT, CellKind.BOOLEAN, CellKind.ERROR, CellKind.FORMULA]
)
def test_cells_that_show_something_else_than_the_number(kind: CellKind) -> None:
    assert refusal("5", kind).startswith(f"指标 2“设施面积”的得分是{kind.value} 5；")


def test_range_and_step_are_the_indicators_and_the_guides() -> None:
    assert read_score(Cell("5"), FIVE, 50) == 500
    assert read_score(Cell("4.3"), FIVE, 10) == 430
    with pytest.raises(RefusedCellError, match="超出范围"):
        read_score(Cell("5.5"), FIVE, 50)


@given(st.text())
def test_any_text_is_read_or_refused_in_one_line(text: str) -> None:
    assert outcome(text)


def outcome(text: str) -> bool:
    try:
        return read_score(Cell(text), TEN, 50) in range(0, 1001, 50)
    except RefusedCellError as error:
        return str(error).isprintable()
