"""The result workbook: figures equal core's, rounded against the claim; texts stay texts."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from fractions import Fraction

import openpyxl
import pytest

from score_files import EDITION
from xingping.core.aggregation import Aggregate
from xingping.core.catalogue import find_guide
from xingping.core.points import round_down, round_up
from xingping.core.scoring import Result, score
from xingping.documents.registry import DOCUMENTS
from xingping.documents.result_workbook import result_workbook_bytes
from xingping.documents.way import Way, WayStep

GUIDE = find_guide()
SHEETS = {
    "=1+1": {one.serial: one.points for one in EDITION.indicators},
    "张\n三": {one.serial: one.points // 100 * 50 for one in EDITION.indicators},
    "x" * 50: {one.serial: one.points // 2 // 50 * 50 for one in EDITION.indicators[3:]},
}


def opened(result: Result, **options: object) -> openpyxl.Workbook:
    data = result_workbook_bytes(result, GUIDE, **options)  # type: ignore[arg-type]
    return openpyxl.load_workbook(io.BytesIO(data))


@pytest.fixture(scope="module")
def result() -> Result:
    return score(EDITION, SHEETS, rule=Aggregate.MEAN)


def test_every_indicator_with_points_lost_and_spread(result: Result) -> None:
    sheet = opened(result)["逐项得分"]
    for row, one in enumerate(result.indicators, start=2):
        points = one.points or Fraction(0)
        full, scores = Fraction(one.indicator.points, 100), one.scores.values()
        assert [sheet.cell(row, column).value for column in range(4, 13)] == [
            one.indicator.level3,
            float(full),
            float(round_down(points)),
            str(points),
            float(round_up(full - points)),
            float(round_down(points / full, 4)),
            max(scores) / 100,
            min(scores) / 100,
            (max(scores) - min(scores)) / 100,
        ]
    assert [sheet.cell(1, column).value for column in (13, 14, 15)] == ["=1+1", "张⏎三", "x" * 23 + "…"]
    assert sheet.cell(1, 13).data_type == "s"
    assert [sheet.cell(2, column).value for column in (13, 14, 15)] == [5, 2.5, "—"]


def test_the_summary(result: Result) -> None:
    sheet = opened(result, subject="演示中心", dated=date(2026, 5, 31))["评定结果"]
    assert sheet["A2"].value == "演示中心　2026 年 5 月 31 日"
    assert [sheet[cell].value for cell in ("A3", "A4", "C3", "E3")] == [
        "★☆☆☆☆",
        "一星级",
        round_down(result.total),
        f"{round_down(result.rate * 100)}%",
    ]
    assert result.next_star is not None
    assert result.kept_star is not None
    assert sheet["A5"].value == (
        f"距二星级还差 {round_up(result.next_star.points)} 分，"
        f"高出一星级最低线 {round_down(result.kept_star.points)} 分"
    )
    for row, one in enumerate(result.level1, start=8):
        assert [sheet.cell(row, column).value for column in (1, 3, 4)] == [
            one.section.name,
            float(round_down(one.points)),
            str(one.points),
        ]
    text = "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row)
    assert EDITION.hash in text
    assert GUIDE.hash in text


def test_a_result_that_is_not_complete() -> None:
    part = score(EDITION, {"甲": {"1": 500}}, partial=True)
    book = opened(part)
    assert [book["评定结果"][cell].value for cell in ("A3", "A4", "A5")] == [
        "—",
        "未评完，不定星级",
        "还有 56 项指标没有评分，以上只是已评部分的合计",
    ]
    assert [book["逐项得分"].cell(3, column).value for column in range(6, 14)] == ["—"] * 8


def test_the_highest_and_no_star() -> None:
    full = score(EDITION, {"甲": {one.serial: one.points for one in EDITION.indicators}})
    assert opened(full)["评定结果"]["A5"].value == "高出五星级最低线 50.00 分"
    nothing = score(EDITION, {"甲": dict.fromkeys(EDITION.serials, 0)})
    sheet = opened(nothing)["评定结果"]
    assert [sheet[cell].value for cell in ("A3", "A4", "A5")] == [
        "☆☆☆☆☆",
        "未达到星级",
        "距一星级还差 600.00 分",
    ]


def test_the_way_to_the_next_star(result: Result) -> None:
    way = Way(2, [WayStep("1", Fraction(10, 3), Fraction(5), "3", ("=甲", "乙"))], "本细则的估计")
    sheet = opened(result, way=way)["提升办法"]
    assert sheet["A1"].value == "最省力的提升办法：提高 1 项、共 1.66 分，达到二星级"
    assert [sheet.cell(4, column).value for column in range(1, 8)] == [
        "1",
        "选址布局",
        5,
        3.33,
        5,
        1.66,
        "· =甲\n· 乙",
    ]
    assert "提升办法" not in opened(result).sheetnames


def test_the_same_arguments_give_the_same_bytes_without_any_formula(result: Result) -> None:
    data = result_workbook_bytes(result, GUIDE, subject="=1")
    assert data == DOCUMENTS["result_workbook"].make(result, GUIDE, subject="=1")
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        assert not any(b"<f>" in parts.read(name) for name in parts.namelist() if "worksheets/sheet" in name)
