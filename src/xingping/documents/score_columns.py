"""Headers of score tables: the long layout (a score a row) and the workbook's (an indicator a row)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from xingping.documents.cells import Cell, Row, Table, UnreadableFileError, clean, column_name

INDICATOR, ASSESSOR, SCORE = "指标", "评审专家", "得分"
LONG_COLUMNS = {
    "indicator": INDICATOR,
    "assessor": ASSESSOR,
    "score": SCORE,
    INDICATOR: INDICATOR,
    ASSESSOR: ASSESSOR,
    SCORE: SCORE,
}
"""Columns of the long layout by English or Chinese name: in any order, among any others."""

SERIAL, LEVEL1, LEVEL2, LEVEL3, POINTS = "序号", "一级指标", "二级指标", "三级指标", "分值"
REQUIREMENT, NOTE = "评分要求", "备注"
WORKBOOK_COLUMNS = (SERIAL, LEVEL1, LEVEL2, LEVEL3, POINTS, REQUIREMENT)
"""First columns of the scoring workbook; then one column for each assessor, then the note."""

SUBJECT = "申报单位"
"""Label of the centre's name, which stands above the header of the level-2 column."""

SIGNATURE = "签名"
"""Where the signatures begin in the scoring workbook, its scores end."""

SCORE_SHEET, RESULT_SHEET, WORKING_SHEET, RULES_SHEET, FACTS_SHEET = (
    "评分表",
    "结果",
    "计算过程",
    "填写说明",
    "基础数据",
)
"""Worksheets of the scoring workbook; only the first one holds scores."""

DEFAULT_LABEL = "评审专家 {}"
"""What an assessor is called in the workbook until somebody writes a name."""

_HEADER_WITHIN = 20
_SEPARATORS = re.compile(r"[;；\t，、|]")
_SHAPE = "表头请写 indicator,assessor,score（或 指标,评审专家,得分），各列用英文逗号分隔"


@dataclass(frozen=True, slots=True)
class Layout:
    """A recognised header: its place among the rows of the table, and the column of each name."""

    position: int
    columns: Mapping[str, int]
    is_workbook: bool


def header_text(cell: Cell | None) -> str:
    """A header cell without blanks and case."""
    return "".join(clean(cell.text).split()).casefold() if cell is not None else ""


def find_layout(table: Table) -> Layout | None:
    """The header among the first rows of a table; None where there is none.

    Raises UnreadableFileError when a column stands there twice.
    """
    for position, row in enumerate(table.rows[:_HEADER_WITHIN]):
        names = [(column, header_text(cell)) for column, cell in sorted(row.cells.items())]
        if {name for _, name in names}.issuperset(WORKBOOK_COLUMNS):
            own = [(column, name) for column, name in names if name in WORKBOOK_COLUMNS]
            return Layout(position, _once(row, own), is_workbook=True)
        known = [(column, LONG_COLUMNS[name]) for column, name in names if name in LONG_COLUMNS]
        if len({name for _, name in known}) == len(set(LONG_COLUMNS.values())):
            return Layout(position, _once(row, known), is_workbook=False)
    return None


def header_fault(table: Table) -> tuple[int, str, str]:
    """Why a table has no header: (line, what, how to mend it)."""
    fault, most = (table.rows[0].line if table.rows else 1, "没有找到表头", _SHAPE), 0
    for row in table.rows[:_HEADER_WITHIN]:
        names = [header_text(cell) for cell in row.cells.values()]
        if len(_known("，".join(clean(cell.text) for cell in row.cells.values()))) > len(_known_names(names)):
            return row.line, "各列不是用英文逗号分隔的", "请另存为“CSV UTF-8（逗号分隔）”或 XLSX"
        found = _known_names(names)
        if len(found) > most:
            lacking = "、".join(name for name in (INDICATOR, ASSESSOR, SCORE) if name not in found)
            fault, most = (row.line, f"表头缺少列：{lacking}", _SHAPE), len(found)
    return fault


def _known(text: str) -> set[str]:
    return _known_names([clean(one).casefold() for one in _SEPARATORS.split(text)])


def _known_names(names: list[str]) -> set[str]:
    return {LONG_COLUMNS[name] for name in names if name in LONG_COLUMNS}


def _once(row: Row, names: list[tuple[int, str]]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for column, name in names:
        first = columns.setdefault(name, column)
        if first != column:
            raise UnreadableFileError(
                f"“{name}”一列出现了两次（{column_name(first)} 列和 {column_name(column)} 列）",
                "请只保留一列，或把另一列改名",
                row.line,
            )
    return columns
