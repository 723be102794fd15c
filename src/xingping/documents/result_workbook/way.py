"""The sheet of the shortest way to the next star."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from xingping.core.points import HUNDREDTHS, round_down
from xingping.core.scoring import Result
from xingping.documents.way import Way
from xingping.documents.wording import band_name
from xingping.documents.workbook.style import Style, row_height, set_page

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

SHEET = "提升办法"

_COLUMNS = (
    ("序号", 7),
    ("三级指标", 24),
    ("分值", 7),
    ("现在", 9),
    ("提高到", 9),
    ("增加", 9),
    ("还要做到", 66),
)


def write_way(book: Workbook, style: Style, result: Result, way: Way) -> None:
    """Add the sheet."""
    sheet = book.add_worksheet(SHEET)
    last = len(_COLUMNS) - 1
    set_page(sheet, landscape=True, title=SHEET, foot=result.edition.code)
    gain = sum((step.then - step.now for step in way.steps), Fraction(0))
    sheet.set_row(0, 34)
    sheet.merge_range(0, 0, 0, last, "", style["title"])
    name = band_name(result.edition, way.stars)
    sheet.write_string(
        0,
        0,
        f"最省力的提升办法：提高 {len(way.steps)} 项、共 {round_down(gain)} 分，达到{name}",
        style["title"],
    )
    sheet.set_row(1, 20)
    sheet.merge_range(1, 0, 1, last, "", style["subtitle"])
    sheet.write_string(1, 0, f"按下列估计求得：{way.method}", style["subtitle"])
    for column, (text, width) in enumerate(_COLUMNS):
        sheet.set_column(column, column, width)
        sheet.write_string(2, column, text, style["header"])
    sheet.set_row(2, 24)
    sheet.repeat_rows(2)
    for row, step in enumerate(way.steps, start=3):
        indicator = result.edition.by_serial[step.serial]
        unmet = "\n".join(f"· {text}" for text in step.unmet)
        sheet.set_row(row, row_height([(unmet, _COLUMNS[-1][1]), (indicator.level3, 24)]))
        sheet.write_string(row, 0, indicator.serial, style["center"])
        sheet.write_string(row, 1, indicator.level3, style["name_strong"])
        sheet.write_number(row, 2, indicator.points / HUNDREDTHS, style["center"])
        for column, points in ((3, step.now), (4, step.then), (5, step.then - step.now)):
            sheet.write_number(row, column, float(round_down(points)), style["points"])
        sheet.write_string(row, 6, unmet, style["small"])
    sheet.ignore_errors({"number_stored_as_text": f"A1:A{len(way.steps) + 3}"})
