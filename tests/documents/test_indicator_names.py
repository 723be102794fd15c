"""Serials, names and dates gone astray in the indicator column."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from score_files import EDITION
from xingping.documents.cells import Cell, CellKind, RefusedCellError
from xingping.documents.indicator_names import IndicatorNames

NAMES = IndicatorNames(EDITION)


def serial(text: str, kind: CellKind = CellKind.TEXT) -> str:
    return NAMES.find(Cell(text, kind)).serial


def refusal(text: str, kind: CellKind = CellKind.TEXT, names: IndicatorNames = NAMES) -> str:
    with pytest.raises(RefusedCellError) as caught:
        names.find(Cell(text, kind))
    return str(caught.value)


@pytest.mark.parametrize("one", EDITION.indicators, ids=lambda one: one.serial)
def test_every_serial_and_every_name(one: object) -> None:
    indicator = EDITION.by_serial[one.serial]  # type: ignore[attr-defined]
    assert NAMES.find(Cell(indicator.serial)) is indicator
    assert NAMES.find(Cell(indicator.level3)) is indicator
    assert NAMES.find(Cell(f"\u3000{indicator.level3} ")) is indicator


@pytest.mark.parametrize(
    "text",
    [
        "9",
        "10",
        "9-10",
        "9 - 10",
        "9–10",
        "9—10",
        "9－10",
        "9~10",
        "9至10",
        "09-10",
        "安全设施保障",
        "安全\n设施保障",
    ],
)
def test_ways_to_write_the_merged_one(text: str) -> None:
    assert serial(text) == "9-10"


@pytest.mark.parametrize(
    "text",
    [
        "9月10日",
        "09月10日",
        "2024年9月10日",
        "2024-09-10",
        "2024/9/10",
        "2024.9.10",
        "2024-09-10 00:00:00",
        "2024-09-10T00:00:00",
        "9/10",
        "9/10/2024",
        "9/10/24",
        "10-Sep",
        "10-Sep-24",
        "10 September 2024",
        "Sep-10",
        "sep 10, 2024",
        "Sept-10",
        "45545",
    ],
)
def test_a_date_of_10_september_means_9_10(text: str) -> None:
    assert serial(text) == "9-10"


def test_date_cells_and_numbers_of_days() -> None:
    assert serial("2024-09-10", CellKind.DATE) == "9-10"
    assert serial("45545", CellKind.NUMBER) == "9-10"
    assert serial("12", CellKind.NUMBER) == "12"


@pytest.mark.parametrize("text", ["2024-09-11", "10月9日", "10/9/2024", "45546", "11-Sep", "1/9/1900"])
def test_other_dates_are_refused_with_the_way_out(text: str) -> None:
    assert "是日期" in refusal(text)
    assert "设为“文本”格式" in refusal(text)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_of_all_days_only_10_september_means_something(day: date) -> None:
    number = (day - date(1899, 12, 30)) // timedelta(days=1)
    for text, kind in (
        (day.isoformat(), CellKind.DATE),
        (f"{day:%Y/%m/%d}", CellKind.TEXT),
        (str(number), CellKind.NUMBER),
    ):
        if (day.month, day.day) == (9, 10):
            assert serial(text, kind) == "9-10"
        else:
            assert "是日期" in refusal(text, kind)


@pytest.mark.parametrize(
    ("text", "mend"),
    [
        ("９", "序号“９”不是半角数字；请改为半角的 9"),
        ("１２", "序号“１２”不是半角数字；请改为半角的 12"),
        ("09", "没有指标“09”；请改为 9"),
        ("13.0", "没有指标“13.0”；请改为 13"),
        ("50", "没有指标“50”；标准附录 A 中序号 49 之后是 54"),
        ("63", "没有指标“63”；请填标准附录 A 的序号（1 至 62）或三级指标名称"),
        ("规划建设", "“规划建设”是一级指标的名称；请填三级指标的名称或序号"),
        ("安全管理", "“安全管理”是二级指标的名称；请填三级指标的名称或序号"),
    ],
)
def test_what_is_nearly_right_says_what_would_be(text: str, mend: str) -> None:
    assert refusal(text) == mend


def test_a_misspelt_name_is_suggested() -> None:
    assert "是否指“无障碍设施设置情况”（序号 3）？" in refusal("无障碍设施设置情況")
    assert "是否" not in refusal("完全无关的一段文字 xyz")
    assert "是否" not in refusal("无障碍设施设置情况" * 20)


def test_only_so_many_suggestions_are_searched() -> None:
    names = IndicatorNames(EDITION)
    found = ["是否指" in refusal(f"设施面积{number}", names=names) for number in range(260)]
    assert found == [True] * 200 + [False] * 60


def test_a_name_on_two_levels_means_the_third() -> None:
    assert serial("制度建设") == "12"


def test_quotes_and_commas_of_either_kind() -> None:
    assert serial('服务"两新"组织，新就业群体') == "32"
    assert serial('"五社联动"') == "37"


def test_a_name_that_stands_twice_is_refused() -> None:
    first, second, *rest = EDITION.indicators
    twice = replace(EDITION, indicators=(first, replace(second, level3=first.level3), *rest))
    assert refusal("选址布局", names=IndicatorNames(twice)) == (
        "三级指标名称“选址布局”不止一项（序号 1、2）；请改填序号"
    )


@pytest.mark.parametrize("kind", [CellKind.ERROR, CellKind.FORMULA, CellKind.BOOLEAN])
def test_what_is_no_name(kind: CellKind) -> None:
    assert refusal("#N/A", kind) == f"指标一格是{kind.value}#N/A；请直接填写指标的序号"


@given(st.text())
def test_any_text_is_found_or_refused_in_one_line(text: str) -> None:
    assert outcome(text)


def outcome(text: str) -> bool:
    try:
        return NAMES.find(Cell(text)) in EDITION.indicators
    except RefusedCellError as error:
        return str(error).isprintable()
