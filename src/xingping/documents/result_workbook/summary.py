"""The first sheet: star, total, rate, subtotals, radar, and on what grounds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from xingping.core.guide import Guide
from xingping.core.points import HUNDREDTHS, round_down, round_up, show_exact, show_hundredths
from xingping.core.scoring import Result, Subtotal
from xingping.documents.cells import shown
from xingping.documents.wording import AGGREGATE_NAMES, AGGREGATE_RULES, band_name, star_mark, star_name
from xingping.documents.workbook.radar import RadarSource, insert_radar
from xingping.documents.workbook.style import Style, row_height, set_page

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

TITLE = "评定结果"

_WIDTHS = (26, 10, 13, 15, 13, 13)
_LEVEL1_HEADER, _RATE = 6, 5
_RADAR_ROWS, _RADAR_ROW_HEIGHT, _RADAR_WIDTH = 16, 20, 620
_LONGEST_SUBJECT = 80


def write_summary(
    book: Workbook, style: Style, result: Result, guide: Guide, subject: str, dated: date | None
) -> None:
    """Add the sheet."""
    sheet = book.add_worksheet(TITLE)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    set_page(sheet, landscape=False, title=TITLE, foot=result.edition.code)
    _write_banner(sheet, style, result, subject, dated)
    end = _write_sections(sheet, style, _LEVEL1_HEADER, "一级指标", result.level1)
    source = RadarSource(TITLE, _LEVEL1_HEADER + 1, end - 1, 0, _RATE)
    insert_radar(book, sheet, source, end + 1, 0, width=_RADAR_WIDTH)
    for row in range(end, end + _RADAR_ROWS + 1):
        sheet.set_row(row, _RADAR_ROW_HEIGHT)
    level2 = end + _RADAR_ROWS + 1
    sheet.set_h_pagebreaks([level2])
    end = _write_sections(sheet, style, level2, "二级指标", result.level2)
    _write_grounds(sheet, style, end + 1, result, guide)


def _write_banner(sheet: Worksheet, style: Style, result: Result, subject: str, dated: date | None) -> None:
    _merged(sheet, style, 0, "title", "城乡社区服务中心（站）星级评定结果", 36)
    day = f"　{dated.year} 年 {dated.month} 月 {dated.day} 日" if dated else ""
    _merged(sheet, style, 1, "subtitle", f"{shown(subject, _LONGEST_SUBJECT)}{day}", 20)
    sheet.set_row(2, 46)
    full = show_hundredths(result.edition.total_points)
    blocks = (
        ("big_star", star_mark(result.edition, result.stars), star_name(result)),
        ("big", round_down(result.total), f"总分（满分 {full}）"),
        ("big", f"{round_down(result.rate * HUNDREDTHS)}%", "得分率"),
    )
    for number, (look, text, caption) in enumerate(blocks):
        for row, content, name in ((2, text, look), (3, caption, "caption")):
            sheet.merge_range(row, 2 * number, row, 2 * number + 1, "", style[name])
            sheet.write_string(row, 2 * number, content, style[name])
    _merged(sheet, style, 4, "verdict", _distance(result), 26)


def _merged(sheet: Worksheet, style: Style, row: int, look: str, text: str, height: float) -> None:
    sheet.set_row(row, height)
    sheet.merge_range(row, 0, row, len(_WIDTHS) - 1, "", style[look])
    sheet.write_string(row, 0, text, style[look])


def _distance(result: Result) -> str:
    if not result.complete:
        return f"还有 {len(result.missing)} 项指标没有评分，以上只是已评部分的合计"
    parts = []
    if result.next_star is not None:
        name = band_name(result.edition, result.next_star.stars)
        parts.append(f"距{name}还差 {round_up(result.next_star.points)} 分")
    if result.kept_star is not None:
        name = band_name(result.edition, result.kept_star.stars)
        parts.append(f"高出{name}最低线 {round_down(result.kept_star.points)} 分")
    return "，".join(parts)


def _write_sections(
    sheet: Worksheet, style: Style, start: int, title: str, subtotals: Sequence[Subtotal]
) -> int:
    """Write a table of subtotals; returns the row after it."""
    for column, name in enumerate((title, "满分", "得分", "准确值", "失分", "得分率")):
        sheet.write_string(start, column, name, style["header"])
    sheet.set_row(start, 24)
    for row, one in enumerate(subtotals, start=start + 1):
        full = one.section.points
        rate = one.points * HUNDREDTHS / full
        sheet.set_row(row, 19)
        sheet.write_string(row, 0, one.section.name, style["name"])
        sheet.write_number(row, 1, full / HUNDREDTHS, style["center"])
        sheet.write_number(row, 2, float(round_down(one.points)), style["points"])
        sheet.write_string(row, 3, show_exact(one.points), style["center"])
        lost = (full - one.points * HUNDREDTHS) / HUNDREDTHS
        sheet.write_number(row, 4, float(round_up(lost)), style["points"])
        sheet.write_number(row, _RATE, float(round_down(rate, 4)), style["rate"])
    return start + 1 + len(subtotals)


def _write_grounds(sheet: Worksheet, style: Style, start: int, result: Result, guide: Guide) -> None:
    edition = result.edition
    _merged(sheet, style, start, "heading", "依据", 26)
    lines = (
        f"标准 {edition.code}《{edition.title}》，星级按第 {edition.bands_clause} 章，"
        "以未舍入的准确得分率判断。",
        f"细则 {guide.title} {guide.version}（{guide.label}）；记分单位 {show_hundredths(guide.step)} 分。",
        f"汇总 {AGGREGATE_NAMES[result.aggregate]}：{AGGREGATE_RULES[result.aggregate]}",
        f"评审专家 {len(result.assessors)} 名。"
        "显示的得分与得分率舍去到两位小数，失分与还差的分数进位到两位小数。",
        f"总分准确值 {show_exact(result.total)}。",
        f"标准内容指纹 {edition.hash}",
        f"细则内容指纹 {guide.hash}",
        "结果以评定机构的公告为准。",
    )
    for row, text in enumerate(lines, start=start + 1):
        _merged(sheet, style, row, "text", text, row_height([(text, sum(_WIDTHS))], least=18))
