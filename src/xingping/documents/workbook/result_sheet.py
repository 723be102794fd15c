"""The sheet of results: star, total, rate, subtotals; by the body's rule, each assessor, other rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_rowcol_to_cell

from xingping.core.points import HUNDREDTHS, show_hundredths
from xingping.documents.score_columns import RESULT_SHEET, SCORE_SHEET
from xingping.documents.wording import AGGREGATE_NAMES
from xingping.documents.workbook.figures import Figure, Figures
from xingping.documents.workbook.plan import FIRST_COLUMNS, SCORE_HEADER, Column, Plan
from xingping.documents.workbook.radar import RadarSource, insert_radar
from xingping.documents.workbook.score_sheet import PROTECTION
from xingping.documents.workbook.style import Style, set_page

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_TITLE = "评分结果（自动计算，不用填写）"
_NAME, _FULL, _POINTS, _ASSESSOR = 26, 9, 13, 11
_HEADER = 6
_OWN, _RATE = 2, 3


def write_result_sheet(book: Workbook, style: Style, plan: Plan, subject: str) -> None:
    """Add the sheet; every figure is a formula on the sheet of workings."""
    sheet = book.add_worksheet(RESULT_SHEET)
    widths = [_NAME, _FULL, _POINTS, _POINTS, _POINTS, _POINTS, *[_ASSESSOR] * plan.count]
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    set_page(sheet, landscape=True, title="评分结果", foot=plan.edition.code)
    figures = [(_place(plan, one), Figures(plan, one)) for one in plan.columns()]
    _write_banner(sheet, style, plan, figures[0][1], subject)
    _write_table(sheet, style, plan, figures)
    level2 = _HEADER + 1 + len(plan.edition.level1) + 9
    sheet.set_h_pagebreaks([level2 - 1])
    _write_level2(sheet, style, plan, figures[0][1], level2)
    first, last = _HEADER + 1, _HEADER + len(plan.edition.level1)
    insert_radar(book, sheet, RadarSource(RESULT_SHEET, first, last, 0, _RATE), level2, 4)
    sheet.protect("", PROTECTION)


def _place(plan: Plan, column: Column) -> int:
    """Column of the result sheet for a column of the workings."""
    if column.rule is not None:
        number = plan.rules.index(column.rule)
        return _OWN if number == 0 else _RATE + number
    return FIRST_COLUMNS + (column.assessor or 0)


def _write_banner(sheet: Worksheet, style: Style, plan: Plan, own: Figures, subject: str) -> None:
    last = FIRST_COLUMNS - 1 + plan.count
    sheet.set_row(0, 34)
    sheet.merge_range(0, 0, 0, last, "", style["title"])
    sheet.write_string(0, 0, _TITLE, style["title"])
    sheet.merge_range(1, 0, 1, last, "", style["subtitle"])
    sheet.write_formula(1, 0, f"='{SCORE_SHEET}'!C3&\"\"", style["subtitle"], subject)
    blocks = (
        (0, 1, "big_star", *own.mark(), "星级"),
        (2, 3, "big", *own.points(None), f"总分（满分 {show_hundredths(plan.edition.total_points)}）"),
        (4, 5, "big_rate", *own.rate(None, plan.edition.total_points), "得分率"),
    )
    sheet.set_row(2, 44)
    for first, final, look, formula, value, caption in blocks:
        sheet.merge_range(2, first, 2, final, "", style[look])
        sheet.write_formula(2, first, formula, style[look], value)
        sheet.merge_range(3, first, 3, final, "", style["caption"])
        sheet.write_string(3, first, caption, style["caption"])
    sheet.merge_range(4, 0, 4, 5, "", style["verdict"])
    sheet.set_row(4, 24)
    formula, value = _verdict(plan, own)
    sheet.write_formula(4, 0, formula, style["verdict"], value)


def _verdict(plan: Plan, own: Figures) -> Figure:
    wrong, missing = own.wrong, own.missing
    star, value = own.star_name()
    formula = (
        f'=IF({wrong}>0,"有 "&{wrong}&" 处得分不合规定（评分表中标红），请先更正",'
        f'IF({missing}>0,"还有 "&{missing}&" 项指标没有评分，暂不定星级",{star[1:]}))'
    )
    lacking = sum(one is None for one in own.column.values)
    return formula, f"还有 {lacking} 项指标没有评分，暂不定星级" if lacking else value


def _write_table(sheet: Worksheet, style: Style, plan: Plan, figures: list[tuple[int, Figures]]) -> None:
    _write_header(sheet, style, plan)
    row = _HEADER + 1
    for section in plan.edition.level1:
        sheet.set_row(row, 19)
        positions = plan.positions(section, 1)
        sheet.write_string(row, 0, section.name, style["name_strong"])
        sheet.write_number(row, 1, section.points / HUNDREDTHS, style["center"])
        for column, one in figures:
            sheet.write_formula(row, column, *_looked(style, "points", one.points(positions)))
        sheet.write_formula(
            row, _RATE, *_looked(style, "rate", figures[0][1].rate(positions, section.points))
        )
        row += 1
    total = plan.edition.total_points
    lines: tuple[tuple[str, str, Callable[[Figures], Figure]], ...] = (
        ("总分", "points_strong", lambda one: one.points(None)),
        ("得分率", "rate_strong", lambda one: one.rate(None, total)),
        ("星级", "center", lambda one: one.star_name()),
        ("星级标志", "star", lambda one: one.mark()),
        ("距下一星级还差（分）", "points", lambda one: one.needed()),
        ("高出本星级最低线（分）", "points", lambda one: one.kept()),
    )
    for name, look, figure in lines:
        sheet.set_row(row, 19)
        sheet.write_string(row, 0, name, style["name_strong"])
        sheet.write_blank(row, 1, None, style["center"])
        sheet.write_blank(row, _RATE, None, style["center"])
        for column, one in figures:
            sheet.write_formula(row, column, *_looked(style, look, figure(one)))
        row += 1
    sheet.write_number(row - len(lines), 1, total / HUNDREDTHS, style["center_strong"])
    sheet.merge_range(row, 0, row, FIRST_COLUMNS - 1 + plan.count, "", style["note"])
    sheet.write_string(row, 0, _NOTE, style["note"])
    sheet.set_row(row, 30)


_NOTE = (
    "分数与得分率一律舍去到两位小数，还差的分数进位到两位小数；是否达到星级按未舍入的准确值判断。"
    "星级以本机构细则采用的汇总方法为准，其余各列仅供对照。结果以评定机构的公告为准。"
)


def _looked(style: Style, look: str, figure: Figure) -> tuple[str, Format, float | str]:
    formula, value = figure
    return formula, style[look], value


def _write_header(sheet: Worksheet, style: Style, plan: Plan) -> None:
    sheet.set_row(_HEADER, 34)
    own, *others = plan.rules
    names = ["一级指标", "满分", f"{AGGREGATE_NAMES[own]}\n（采用）", "得分率"]
    names += [f"{AGGREGATE_NAMES[rule]}\n（对照）" for rule in others]
    for column, name in enumerate(names):
        sheet.write_string(_HEADER, column, name, style["header"])
    for number, label in enumerate(plan.assessors):
        source = xl_rowcol_to_cell(SCORE_HEADER, plan.score_column(number))
        sheet.write_formula(
            _HEADER, FIRST_COLUMNS + number, f"='{SCORE_SHEET}'!{source}&\"\"", style["header"], label
        )


def _write_level2(sheet: Worksheet, style: Style, plan: Plan, own: Figures, start: int) -> None:
    for column, name in enumerate(("二级指标", "满分", "得分", "得分率")):
        sheet.write_string(start, column, name, style["header"])
    sheet.set_row(start, 24)
    for number, section in enumerate(plan.edition.level2):
        row = start + 1 + number
        positions = plan.positions(section, 2)
        sheet.set_row(row, 18)
        sheet.write_string(row, 0, section.name, style["name"])
        sheet.write_number(row, 1, section.points / HUNDREDTHS, style["center"])
        sheet.write_formula(row, _OWN, *_looked(style, "points", own.points(positions)))
        sheet.write_formula(row, _RATE, *_looked(style, "rate", own.rate(positions, section.points)))
