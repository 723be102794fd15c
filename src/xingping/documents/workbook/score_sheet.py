"""The sheet to score on: table A.1 with a column for each assessor, as officials know it on paper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_rowcol_to_cell

from xingping.core.guide import Guide
from xingping.core.points import HUNDREDTHS, show_hundredths
from xingping.core.standard import Indicator
from xingping.documents.score_columns import (
    NOTE,
    SCORE_SHEET,
    SIGNATURE,
    SUBJECT,
    WORKBOOK_COLUMNS,
    WORKING_SHEET,
)
from xingping.documents.workbook.plan import FIRST_COLUMNS, SCORE_HEADER, WORKING_HEADER, Plan
from xingping.documents.workbook.style import (
    FONT,
    Style,
    display_width,
    page_room,
    print_scale,
    row_height,
    set_page,
)

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

TITLE = "城乡社区服务中心（站）星级评分表"
PROTECTION = {"format_rows": True, "format_columns": True}

_WIDTHS = (6.5, 17, 19, 21, 6, 54)
_ASSESSOR_WIDTH, _NOTE_WIDTH = 9.5, 18
_HEAD_HEIGHTS = (34, 22, 24, 18, 18, 32)
_LEAST_HEIGHT, _LABEL_HEIGHT = 24, 38
_ENOUGH = 0.55
"""A page this full may end before a level-1 indicator that does not fit on it."""

_PLEDGE = "本人按标准与评分细则独立评分，已核对以上得分。"
_COMMENT_WIDTH, _COMMENT_COLUMNS = 380, 58


def write_score_sheet(book: Workbook, style: Style, plan: Plan, subject: str) -> None:
    """Add the sheet: the only one with cells to fill in."""
    sheet = book.add_worksheet(SCORE_SHEET)
    widths = (*_WIDTHS, *[_ASSESSOR_WIDTH] * plan.count, _NOTE_WIDTH)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    scale = print_scale(widths, landscape=True)
    set_page(sheet, landscape=True, title=TITLE, foot=plan.edition.code)
    sheet.repeat_rows(SCORE_HEADER)
    sheet.freeze_panes(SCORE_HEADER + 1, FIRST_COLUMNS - 2)
    heights = _heights(plan)
    _write_head(sheet, style, plan, subject)
    _write_levels(sheet, style, plan, _pages(plan, heights, page_room(scale, landscape=True)))
    for position, one in enumerate(plan.edition.indicators):
        sheet.set_row(plan.score_row(position), heights[position])
        _write_indicator(sheet, style, plan, position, one)
    _write_signatures(sheet, style, plan)
    _mark_wrong(sheet, style, plan)
    sheet.ignore_errors({"number_stored_as_text": f"A1:A{plan.score_row(len(heights))}"})
    sheet.protect("", PROTECTION)
    sheet.set_selection(SCORE_HEADER + 1, FIRST_COLUMNS, SCORE_HEADER + 1, FIRST_COLUMNS)


def _heights(plan: Plan) -> list[float]:
    """Heights of the indicators' rows; one that is a level-2 indicator by itself has room for its label."""
    alone = Counter((one.level1, one.level2) for one in plan.edition.indicators)
    return [
        row_height(
            [(one.level3, _WIDTHS[3]), (one.requirement, _WIDTHS[5] * 10 / 9)],
            least=_LABEL_HEIGHT if alone[one.level1, one.level2] == 1 else _LEAST_HEIGHT,
        )
        for one in plan.edition.indicators
    ]


def step_test(cell: str, limit: str, step: int) -> str:
    """Formula that tells whether a cell holds an allowed score; exact, as `score` decides it."""
    return (
        f"IF(ISNUMBER({cell}),AND({cell}>=0,{cell}<={limit},"
        f"ROUND({cell}*{HUNDREDTHS}/{step},0)*{step}/{HUNDREDTHS}={cell}),FALSE)"
    )


def _write_head(sheet: Worksheet, style: Style, plan: Plan, subject: str) -> None:
    for row, height in enumerate(_HEAD_HEIGHTS):
        sheet.set_row(row, height)
    last = plan.score_column(plan.count)
    sheet.merge_range(0, 0, 0, last, "", style["title"])
    sheet.write_string(0, 0, TITLE, style["title"])
    sheet.merge_range(1, 0, 1, last, "", style["subtitle"])
    sheet.write_string(1, 0, _rules_line(plan), style["subtitle"])
    sheet.merge_range(2, 0, 2, 1, "", style["label"])
    sheet.write_string(2, 0, SUBJECT, style["label"])
    sheet.merge_range(2, 2, 2, 4, "", style["input_name"])
    if subject:
        sheet.write_string(2, 2, subject, style["input_name"])
    sheet.write_string(2, 5, "评定日期", style["label"])
    sheet.merge_range(2, 6, 2, last, "", style["input_name"])
    _write_running_totals(sheet, style, plan)
    for column, name in enumerate(WORKBOOK_COLUMNS):
        sheet.write_string(SCORE_HEADER, column, name, style["header"])
    for number, label in enumerate(plan.assessors):
        sheet.write_string(SCORE_HEADER, plan.score_column(number), label, style["input_name"])
    sheet.write_string(SCORE_HEADER, last, NOTE, style["header"])


def _rules_line(plan: Plan) -> str:
    edition, guide = plan.edition, plan.guide
    return (
        f"标准 {edition.code}，满分 {show_hundredths(edition.total_points)} 分　·　"
        f"细则 {guide.title} {guide.version}（{guide.label}），记分单位 {show_hundredths(guide.step)} 分　·　"
        "只填浅黄色的格子；光标停在三级指标上可看评分要点"
    )


def _write_running_totals(sheet: Worksheet, style: Style, plan: Plan) -> None:
    sheet.write_string(3, FIRST_COLUMNS - 1, "已评项数", style["label"])
    sheet.write_string(4, FIRST_COLUMNS - 1, "得分合计", style["label"])
    number = len(plan.edition.indicators)
    for column in plan.columns():
        if column.assessor is None:
            continue
        first = xl_rowcol_to_cell(WORKING_HEADER + 1, column.column)
        last = xl_rowcol_to_cell(plan.working_row(number - 1), column.column)
        total = xl_rowcol_to_cell(plan.total_row, column.column)
        at = plan.score_column(column.assessor)
        done = sum(value is not None for value in column.values)
        sheet.write_formula(
            3,
            at,
            f"=COUNT('{WORKING_SHEET}'!{first}:{last})&\"/{number}\"",
            style["total"],
            f"{done}/{number}",
        )
        sheet.write_formula(
            4, at, f"='{WORKING_SHEET}'!{total}/{HUNDREDTHS}", style["total"], column.total() / HUNDREDTHS
        )


def _write_indicator(sheet: Worksheet, style: Style, plan: Plan, position: int, one: Indicator) -> None:
    row = plan.score_row(position)
    sheet.write_string(row, 0, one.serial, style["center"])
    sheet.write_string(row, 3, one.level3, style["name_strong"])
    sheet.write_number(row, 4, one.points / HUNDREDTHS, style["center"])
    sheet.write_string(row, 5, one.requirement, style["small"])
    comment = scoring_points_note(plan.guide, one)
    if comment:
        sheet.write_comment(row, 3, comment, _comment_look(comment))
    for number, value in enumerate(plan.given(one)):
        at = plan.score_column(number)
        if value is None:
            sheet.write_blank(row, at, None, style["input"])
        else:
            sheet.write_number(row, at, value / HUNDREDTHS, style["input"])
    sheet.write_blank(row, plan.score_column(plan.count), None, style["input_text"])
    first, step = xl_rowcol_to_cell(row, FIRST_COLUMNS), show_hundredths(plan.guide.step)
    allowed = f"0 至 {show_hundredths(one.points)} 分，{step} 的整数倍"
    sheet.data_validation(
        row,
        FIRST_COLUMNS,
        row,
        plan.score_column(plan.count - 1),
        {
            "validate": "custom",
            "value": "=" + step_test(first, f"$E{row + 1}", plan.guide.step),
            "input_title": f"{one.serial} {one.level3}"[:32],
            "input_message": allowed,
            "error_title": "得分不合规定",
            "error_message": f"“{one.level3}”请填{allowed}。",
        },
    )


def scoring_points_note(guide: Guide, indicator: Indicator) -> str:
    """The guide's scoring points of an indicator, for the note on its name."""
    own = guide.by_serial.get(indicator.serial)
    if own is None:
        return ""
    lines = [f"评分要点（{guide.title} {guide.version}，{guide.label}）"]
    for number, point in enumerate(own.scoring_points, start=1):
        applies = {"urban": "（社区）", "rural": "（村）"}.get(point.applies or "", "")
        evidence = "、".join(point.evidence)
        proof = f"；佐证：{evidence}" if evidence else ""
        lines.append(
            f"{number}. {applies}{point.text}（占 {point.weight}%，{point.evidence_mode.label}{proof}）"
        )
    return "\n".join(lines)


def _comment_look(comment: str) -> dict[str, object]:
    lines = sum(-(-display_width(line) // _COMMENT_COLUMNS) for line in comment.split("\n"))
    return {
        "author": "评分细则",
        "font_name": FONT,
        "font_size": 9,
        "width": _COMMENT_WIDTH,
        "height": lines * 18 + 16,
        "color": "#FFFDF5",
    }


def _pages(plan: Plan, heights: Sequence[float], room: float) -> list[range]:
    """Positions on each printed page: pages end between level-1 indicators, or else level-2 ones."""
    starts: list[int] = [0]
    used = float(sum(_HEAD_HEIGHTS))
    for group in _groups(plan, 1):
        tall = sum(heights[position] for position in group)
        if used + tall > room and used > room * _ENOUGH:
            starts.append(group[0])
            used = float(_HEAD_HEIGHTS[-1])
        for part in _groups(plan, 2, group):
            tall = sum(heights[position] for position in part)
            if used + tall > room and part[0] > starts[-1]:
                starts.append(part[0])
                used = float(_HEAD_HEIGHTS[-1])
            used += tall
    return [range(start, end) for start, end in pairwise([*starts, len(heights)])]


def _groups(plan: Plan, level: int, within: Sequence[int] | None = None) -> list[list[int]]:
    """Positions that stand together under one level-1 or level-2 indicator."""
    groups: list[list[int]] = []
    last = None
    for position in range(len(plan.edition.indicators)) if within is None else within:
        one = plan.edition.indicators[position]
        key = (one.level1, one.level2 if level > 1 else "")
        if key != last:
            groups.append([])
        groups[-1].append(position)
        last = key
    return groups


def _write_levels(sheet: Worksheet, style: Style, plan: Plan, pages: Sequence[range]) -> None:
    """Merged level-1 and level-2 cells; one that runs over a page is named again there."""
    sheet.set_h_pagebreaks([plan.score_row(page.start) for page in pages[1:]])
    points = {(one.name, ""): one.points for one in plan.edition.level1}
    points |= {(one.level1, one.name): one.points for one in plan.edition.level2}
    for level in (1, 2):
        seen = set()
        for page in pages:
            for group in _groups(plan, level, page):
                one = plan.edition.indicators[group[0]]
                key = (one.level1, one.level2 if level > 1 else "")
                again = "（续）" if key in seen else ""
                seen.add(key)
                text = f"{key[level - 1]}{again}\n（{show_hundredths(points[key])} 分）"
                _write_level(sheet, style, plan, group, level, text)


def _write_level(
    sheet: Worksheet, style: Style, plan: Plan, group: Sequence[int], level: int, text: str
) -> None:
    look = style["level"] if level == 1 else style["level2"]
    first, last = plan.score_row(group[0]), plan.score_row(group[-1])
    if last > first:
        sheet.merge_range(first, level, last, level, "", look)
    sheet.write_string(first, level, text, look)


def _write_signatures(sheet: Worksheet, style: Style, plan: Plan) -> None:
    row = plan.score_row(len(plan.edition.indicators))
    sheet.set_row(row, 44)
    sheet.write_string(row, 0, SIGNATURE, style["signature"])
    sheet.merge_range(row, 1, row, FIRST_COLUMNS - 1, "", style["small"])
    sheet.write_string(row, 1, _PLEDGE, style["small"])
    for number in range(plan.count + 1):
        sheet.write_blank(row, plan.score_column(number), None, style["center"])


def _mark_wrong(sheet: Worksheet, style: Style, plan: Plan) -> None:
    first_row, last_row = plan.score_row(0), plan.score_row(len(plan.edition.indicators) - 1)
    cell = xl_rowcol_to_cell(first_row, FIRST_COLUMNS)
    test = step_test(cell, f"$E{first_row + 1}", plan.guide.step)
    sheet.conditional_format(
        first_row,
        FIRST_COLUMNS,
        last_row,
        plan.score_column(plan.count - 1),
        {
            "type": "formula",
            "criteria": f'=AND(TRIM({cell})<>"",NOT({test}))',
            "format": style["wrong"],
        },
    )
