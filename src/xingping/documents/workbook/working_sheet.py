"""The sheet of workings: every score as whole hundredths, every result as an exact integer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from xingping.core.aggregation import TRIMMED_MINIMUM, Aggregate
from xingping.core.points import HUNDREDTHS
from xingping.documents.score_columns import SCORE_SHEET, WORKING_SHEET
from xingping.documents.wording import AGGREGATE_NAMES
from xingping.documents.workbook.plan import SCORE_HEADER, WORKING_HEADER, Plan
from xingping.documents.workbook.score_sheet import PROTECTION, step_test
from xingping.documents.workbook.style import Style, row_height, set_page

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

WRONG = "错"
"""What stands for a score that is not allowed."""

_TITLE = "计算过程（自动计算，不用填写）"
_SERIAL, _NAME, _FULL, _COLUMN, _SHARE = 7, 26, 11, 10, 15


def write_working_sheet(book: Workbook, style: Style, plan: Plan) -> None:
    """Add the sheet; the result sheet and the running totals take their figures from here."""
    sheet = book.add_worksheet(WORKING_SHEET)
    widths = [_SERIAL, _NAME, _FULL, *[_COLUMN] * plan.count, 8, *[_SHARE] * 3, 10, 10]
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    set_page(sheet, landscape=True, title=_TITLE, foot=plan.edition.code)
    sheet.repeat_rows(WORKING_HEADER)
    sheet.freeze_panes(WORKING_HEADER + 1, 3)
    _write_head(sheet, style, plan)
    for position in range(len(plan.edition.indicators)):
        _write_indicator(sheet, style, plan, position)
    _write_sums(sheet, style, plan)
    _write_bands(sheet, style, plan)
    sheet.ignore_errors({"number_stored_as_text": f"A1:A{plan.total_row}"})
    sheet.protect("", PROTECTION)


def own_column(plan: Plan) -> str:
    """Letter of the column with the guide's own rule."""
    return str(xl_col_to_name(plan.share_column(plan.guide.aggregate)))


def _write_head(sheet: Worksheet, style: Style, plan: Plan) -> None:
    last = plan.share_column(plan.rules[-1]) + 2
    sheet.set_row(0, 34)
    sheet.merge_range(0, 0, 0, last, "", style["title"])
    sheet.write_string(0, 0, _TITLE, style["title"])
    text = (
        f"为使每一分都准确无误，这里只用整数计算：各专家的得分以百分之一分为单位（4.5 分记 450）；"
        f"三种汇总结果再乘以 {plan.multiple}（1 至 {plan.count} 的公倍数），除以几个专家都没有余数。"
        f"“{WRONG}”表示评分表中的得分不合规定。"
    )
    sheet.merge_range(1, 0, 1, last, "", style["note"])
    sheet.write_string(1, 0, text, style["note"])
    sheet.set_row(1, 30)
    sheet.set_row(WORKING_HEADER, 48)
    names = ["序号", "三级指标", "满分（百分之一分）"]
    for column, name in enumerate(names):
        sheet.write_string(WORKING_HEADER, column, name, style["header"])
    for number, label in enumerate(plan.assessors):
        source = xl_rowcol_to_cell(SCORE_HEADER, plan.score_column(number))
        sheet.write_formula(
            WORKING_HEADER,
            plan.working_column(number),
            f"='{SCORE_SHEET}'!{source}&\"\"",
            style["header"],
            label,
        )
    sheet.write_string(WORKING_HEADER, plan.count_column, "评分人数", style["header"])
    for rule in plan.rules:
        own = "（采用）" if rule is plan.guide.aggregate else "（对照）"
        text = f"{AGGREGATE_NAMES[rule]}{own}\n×{plan.multiple * HUNDREDTHS}"
        sheet.write_string(WORKING_HEADER, plan.share_column(rule), text, style["header"])
    sheet.write_string(WORKING_HEADER, last - 1, "失分", style["header"])
    sheet.write_string(WORKING_HEADER, last, "专家分差", style["header"])


def _write_indicator(sheet: Worksheet, style: Style, plan: Plan, position: int) -> None:
    one, row = plan.edition.indicators[position], plan.working_row(position)
    sheet.set_row(row, row_height([(one.level3, _NAME)], least=18))
    sheet.write_string(row, 0, one.serial, style["center"])
    sheet.write_string(row, 1, one.level3, style["name"])
    sheet.write_number(row, 2, one.points, style["whole"])
    given = plan.given(one)
    for number, value in enumerate(given):
        cell = f"'{SCORE_SHEET}'!{xl_rowcol_to_cell(plan.score_row(position), plan.score_column(number))}"
        limit = f"{xl_col_to_name(2)}{row + 1}/{HUNDREDTHS}"
        formula = (
            f'=IF(TRIM({cell})="","",IF({step_test(cell, limit, plan.guide.step)},'
            f'ROUND({cell}*{HUNDREDTHS},0),"{WRONG}"))'
        )
        sheet.write_formula(row, plan.working_column(number), formula, style["whole"], _or_blank(value))
    cells = f"{_cell(row, plan.working_column(0))}:{_cell(row, plan.working_column(plan.count - 1))}"
    counted = [value for value in given if value is not None]
    sheet.write_formula(row, plan.count_column, f"=COUNT({cells})", style["whole"], len(counted))
    for rule in plan.rules:
        sheet.write_formula(
            row,
            plan.share_column(rule),
            _share_formula(plan, rule, cells, _cell(row, plan.count_column)),
            style["whole"],
            _or_blank(plan.share(one, rule)),
        )
    _write_loss(sheet, style, plan, position, cells)


def _share_formula(plan: Plan, rule: Aggregate, cells: str, count: str) -> str:
    units = plan.multiple
    mean = f"SUM({cells})*({units}/{count})"
    if rule is Aggregate.MEDIAN:
        result = f"ROUND(MEDIAN({cells})*{units},0)"
    elif rule is Aggregate.TRIMMED:
        trimmed = f"(SUM({cells})-MAX({cells})-MIN({cells}))*({units}/({count}-2))"
        result = f"IF({count}>={TRIMMED_MINIMUM},{trimmed},{mean})"
    else:
        result = mean
    return f'=IF({count}=0,"",{result})'


def _write_loss(sheet: Worksheet, style: Style, plan: Plan, position: int, cells: str) -> None:
    one, row = plan.edition.indicators[position], plan.working_row(position)
    share = plan.share(one, plan.guide.aggregate)
    last = plan.share_column(plan.rules[-1]) + 2
    own = f"{own_column(plan)}{row + 1}"
    lost = "" if share is None else -((share - one.points * plan.multiple) // plan.multiple) / HUNDREDTHS
    sheet.write_formula(
        row,
        last - 1,
        f'=IF({own}="","",-INT(({own}-{_cell(row, 2)}*{plan.multiple})/{plan.multiple})/{HUNDREDTHS})',
        style["points"],
        lost,
    )
    given = [value for value in plan.given(one) if value is not None]
    spread = (max(given) - min(given)) / HUNDREDTHS if given else ""
    sheet.write_formula(
        row,
        last,
        f'=IF({_cell(row, plan.count_column)}=0,"",(MAX({cells})-MIN({cells}))/{HUNDREDTHS})',
        style["points"],
        spread,
    )


def _write_sums(sheet: Worksheet, style: Style, plan: Plan) -> None:
    everything = list(range(len(plan.edition.indicators)))
    _write_sum(sheet, style, plan, plan.total_row, "总分", everything)
    for level, sections in ((1, plan.edition.level1), (2, plan.edition.level2)):
        for position, section in enumerate(sections):
            name = section.name if level == 1 else f"　{section.name}"
            row = plan.section_row(level, position)
            _write_sum(sheet, style, plan, row, name, plan.positions(section, level))
    sheet.set_h_pagebreaks([plan.total_row])


def _write_sum(sheet: Worksheet, style: Style, plan: Plan, row: int, name: str, positions: list[int]) -> None:
    sheet.set_row(row, 16)
    sheet.write_blank(row, 0, None, style["center_strong"])
    sheet.write_string(row, 1, name, style["name_strong"])
    full = sum(plan.edition.indicators[position].points for position in positions)
    sheet.write_formula(row, 2, _sum_formula(plan, 2, positions), style["whole"], full)
    last = plan.share_column(plan.rules[-1])
    for empty in (plan.count_column, last + 1, last + 2):
        sheet.write_blank(row, empty, None, style["center_strong"])
    for column in plan.columns():
        sheet.write_formula(
            row,
            column.column,
            _sum_formula(plan, column.column, positions),
            style["whole"],
            column.total(positions),
        )


def _write_bands(sheet: Worksheet, style: Style, plan: Plan) -> None:
    row = plan.band_row(-1)
    for column, text in enumerate(("星级", "星级最低得分率（分数，避免小数误差）", "分子", "分母")):
        sheet.write_string(row, column, text, style["header"])
    sheet.set_row(row, 34)
    for position, band in enumerate(plan.bands):
        at = plan.band_row(position)
        sheet.write_number(at, 0, band.stars, style["center"])
        sheet.write_string(at, 1, band.name, style["name"])
        sheet.write_number(at, 2, band.rate.numerator, style["whole"])
        sheet.write_number(at, 3, band.rate.denominator, style["whole"])


def _sum_formula(plan: Plan, column: int, positions: list[int]) -> str:
    """Sum over runs of rows: sections stand together in the table, but need not."""
    runs: list[list[int]] = []
    for position in positions:
        if runs and position == runs[-1][1] + 1:
            runs[-1][1] = position
        else:
            runs.append([position, position])
    areas = ",".join(
        f"{_cell(plan.working_row(first), column)}:{_cell(plan.working_row(last), column)}"
        for first, last in runs
    )
    return f"=SUM({areas})"


def _cell(row: int, column: int) -> str:
    return str(xl_rowcol_to_cell(row, column))


def _or_blank(value: int | None) -> int | str:
    return "" if value is None else value
