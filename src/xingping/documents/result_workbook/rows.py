"""The sheet of all indicators: points, points lost, spread between assessors, every score."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xingping.core.points import HUNDREDTHS, round_down, round_up, show_exact
from xingping.core.scoring import IndicatorResult, Result
from xingping.documents.cells import shown
from xingping.documents.report_data import DIVERGENCE_PERCENT
from xingping.documents.workbook.style import Style, row_height, set_page

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

SHEET = "逐项得分"

_COLUMNS = (
    ("序号", 7),
    ("一级指标", 19),
    ("二级指标", 19),
    ("三级指标", 24),
    ("分值", 7),
    ("得分", 9),
    ("准确值", 10),
    ("失分", 9),
    ("得分率", 10),
    ("最高", 8),
    ("最低", 8),
    ("分差", 8),
)
_ASSESSOR_WIDTH, _LONGEST_LABEL = 9, 24
_NAME = 3


def write_rows(book: Workbook, style: Style, result: Result) -> None:
    """Add the sheet; it can be sorted and filtered, and its head stays in sight."""
    sheet = book.add_worksheet(SHEET)
    labels = [shown(label, _LONGEST_LABEL) for label in result.assessors]
    columns = [*_COLUMNS, *((label, _ASSESSOR_WIDTH) for label in labels)]
    for column, (name, width) in enumerate(columns):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, style["header"])
    sheet.set_row(0, row_height([(label, _ASSESSOR_WIDTH) for label in labels], least=28))
    set_page(sheet, landscape=True, title=SHEET, foot=result.edition.code)
    sheet.repeat_rows(0)
    sheet.freeze_panes(1, _NAME + 1)
    for row, one in enumerate(result.indicators, start=1):
        _write_row(sheet, style, row, one, result.assessors)
    sheet.autofilter(0, 0, len(result.indicators), len(columns) - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:G{len(result.indicators) + 1}"})
    last = len(result.indicators) + 1
    sheet.merge_range(last, 0, last, len(_COLUMNS) - 1, "", style["note"])
    sheet.write_string(
        last, 0, f"分差超过该项分值 {DIVERGENCE_PERCENT}% 的标红（本机构规定的会商界限）。", style["note"]
    )


def _write_row(
    sheet: Worksheet, style: Style, row: int, one: IndicatorResult, assessors: tuple[str, ...]
) -> None:
    indicator = one.indicator
    sheet.set_row(row, row_height([(indicator.level3, _COLUMNS[_NAME][1])], least=19))
    for column, text in enumerate((indicator.serial, indicator.level1, indicator.level2, indicator.level3)):
        sheet.write_string(row, column, text, style["center" if column == 0 else "name"])
    sheet.write_number(row, 4, indicator.points / HUNDREDTHS, style["center"])
    _write_points(sheet, style, row, one)
    _write_spread(sheet, style, row, one)
    for number, label in enumerate(assessors):
        score = one.scores.get(label)
        shown_score = None if score is None else score / HUNDREDTHS
        _number_or_dash(sheet, row, len(_COLUMNS) + number, shown_score, style["center"])


def _write_points(sheet: Worksheet, style: Style, row: int, one: IndicatorResult) -> None:
    points = one.points
    if points is None:
        for column in range(5, 9):
            sheet.write_string(row, column, "—", style["center"])
        return
    full = one.indicator.points
    sheet.write_number(row, 5, float(round_down(points)), style["points_strong"])
    sheet.write_string(row, 6, show_exact(points), style["center"])
    sheet.write_number(row, 7, float(round_up((full - points * HUNDREDTHS) / HUNDREDTHS)), style["points"])
    sheet.write_number(row, 8, float(round_down(points * HUNDREDTHS / full, 4)), style["rate"])


def _write_spread(sheet: Worksheet, style: Style, row: int, one: IndicatorResult) -> None:
    scores = one.scores.values()
    high, low = (max(scores), min(scores)) if scores else (None, None)
    apart = None if high is None or low is None else high - low
    wide = apart is not None and apart * 100 > one.indicator.points * DIVERGENCE_PERCENT
    for column, value in ((9, high), (10, low), (11, apart)):
        look = style["spread_wide" if wide and column == 11 else "center"]
        _number_or_dash(sheet, row, column, None if value is None else value / HUNDREDTHS, look)


def _number_or_dash(sheet: Worksheet, row: int, column: int, value: float | None, look: Format) -> None:
    if value is None:
        sheet.write_string(row, column, "—", look)
    else:
        sheet.write_number(row, column, value, look)
