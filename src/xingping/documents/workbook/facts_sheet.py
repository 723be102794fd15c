"""The sheet of facts that a centre gave in its self-check, for reference."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from xingping.core.guide import Fact, Guide
from xingping.documents.score_columns import FACTS_SHEET
from xingping.documents.workbook.score_sheet import PROTECTION
from xingping.documents.workbook.style import Style, row_height, set_page

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

FactValue = int | str | Fraction

_WIDTHS = (48, 18, 14)


def write_facts_sheet(
    book: Workbook, style: Style, guide: Guide, code: str, facts: Mapping[str, FactValue]
) -> None:
    """Add the sheet; facts unknown to the guide are left out."""
    sheet = book.add_worksheet(FACTS_SHEET)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    set_page(sheet, landscape=False, title=FACTS_SHEET, foot=code)
    sheet.repeat_rows(1)
    sheet.freeze_panes(2, 0)
    sheet.set_row(0, 34)
    sheet.merge_range(0, 0, 0, 2, "", style["title"])
    sheet.write_string(0, 0, f"{FACTS_SHEET}（自测时填写，仅供参考）", style["title"])
    for column, name in enumerate(("项目", "数值", "单位")):
        sheet.write_string(1, column, name, style["header"])
    row = 2
    for fact in guide.facts:
        if fact.name in facts:
            sheet.set_row(row, row_height([(fact.label, _WIDTHS[0])]))
            sheet.write_string(row, 0, fact.label, style["name"])
            sheet.write_string(row, 1, _shown(fact, facts[fact.name]), style["center"])
            sheet.write_string(row, 2, fact.unit, style["center"])
            row += 1
    sheet.protect("", PROTECTION)


def _shown(fact: Fact, value: FactValue) -> str:
    if isinstance(value, Fraction):
        return f"{float(value):g}"
    return {choice.id: choice.label for choice in fact.choices}.get(str(value), str(value))
