"""Rows of score tables -> records of scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xingping.documents.cells import Cell, Row, Table, clean, column_name, shown
from xingping.documents.merged_cells import MergedCells
from xingping.documents.score_columns import (
    ASSESSOR,
    DEFAULT_LABEL,
    INDICATOR,
    LEVEL2,
    LEVEL3,
    NOTE,
    SCORE,
    SERIAL,
    SIGNATURE,
    SUBJECT,
    Layout,
    header_text,
)
from xingping.documents.score_records import Records


def read_long(table: Table, layout: Layout, records: Records) -> None:
    """Read rows of (indicator, assessor, score); scores and faults go to `records`."""
    where = sheet_prefix(table)
    header = table.rows[layout.position]
    cells = MergedCells(table, layout.columns.values(), header.line)
    for row in table.rows[layout.position + 1 :]:
        if _has_too_many(table, header, row, records):
            continue
        given = {name: cells.at(row, column) for name, column in layout.columns.items()}
        if not any(given.values()):
            continue
        indicator = records.indicator(row.line, where, given[INDICATOR])
        assessor = records.assessor(row.line, where, given[ASSESSOR])
        score = given[SCORE]
        if cells.area(row, layout.columns[SCORE]) is not None:
            _refuse_merged(records, row.line, where)
        elif score is None:
            records.blank(row.line, where, indicator)
        else:
            records.add(row.line, where, assessor, indicator, score)


def read_workbook(table: Table, layout: Layout, records: Records) -> None:
    """Read the scoring workbook's sheet: an indicator a row, an assessor a column."""
    where = sheet_prefix(table)
    header = table.rows[layout.position]
    body = _body(table, layout)
    records.subject = records.subject or _subject(table.rows[: layout.position], layout)
    assessors = _assessors(header, layout, body, records, where)
    cells = MergedCells(table, assessors, header.line)
    for row in body:
        scores = {column: cells.at(row, column) for column in assessors}
        serial = row.cells.get(layout.columns[SERIAL])
        if serial is None and not any(scores.values()):
            continue
        indicator = records.indicator(row.line, where, serial)
        if indicator is None:
            continue
        records.row_of(indicator.serial, row.line)
        level3 = _text(row.cells.get(layout.columns[LEVEL3]))
        if level3 != indicator.level3:
            records.remarks.fault(
                row.line,
                f"{where}序号 {indicator.serial} 一行写的是“{shown(level3)}”，标准中是“{indicator.level3}”",
                "请不要改动工作簿的各行；若是另一标准的工作簿，请用 --standard 指明",
            )
            continue
        for column, cell in scores.items():
            place = f"{where}单元格 {column_name(column)}{row.line} "
            if cells.area(row, column) is not None:
                _refuse_merged(records, row.line, place)
            elif cell is not None:
                records.add(row.line, place, assessors[column], indicator, cell)


def sheet_prefix(table: Table) -> str:
    """How messages about a worksheet begin; empty for CSV."""
    return f"工作表“{shown(table.sheet)}”" if table.sheet else ""


def _has_too_many(table: Table, header: Row, row: Row, records: Records) -> bool:
    # In CSV a comma inside a name shifts all that follows; in a worksheet nothing can shift.
    extra = [] if table.sheet else [column for column in row.cells if column > max(header.cells)]
    if extra:
        text = shown(row.cells[extra[0]].text)
        records.remarks.fault(
            row.line, f"这一行比表头多出一格“{text}”", "含逗号的格子请用英文双引号括起；多余的请删去"
        )
    return bool(extra)


def _refuse_merged(records: Records, line: int, where: str) -> None:
    records.remarks.fault(line, f"{where}得分一格是合并单元格", "请取消合并，每格各填一个得分")


def _subject(rows: Sequence[Row], layout: Layout) -> str | None:
    labelled = [row for row in rows if SUBJECT in (clean(cell.text) for cell in row.cells.values())]
    return _text(labelled[0].cells.get(layout.columns[LEVEL2])) or None if labelled else None


def _body(table: Table, layout: Layout) -> Sequence[Row]:
    rows = table.rows[layout.position + 1 :]
    column = layout.columns[SERIAL]
    end = next((at for at, row in enumerate(rows) if _text(row.cells.get(column)) == SIGNATURE), len(rows))
    return rows[:end]


def _assessors(
    header: Row, layout: Layout, body: Sequence[Row], records: Records, where: str
) -> Mapping[int, str | None]:
    first = max(layout.columns.values()) + 1
    notes = {column for column, cell in header.cells.items() if header_text(cell) == NOTE}
    used = {column for row in body for column in row.cells if column >= first} - notes
    columns: dict[int, str | None] = {}
    labels: dict[str, int] = {}
    for column in sorted(used):
        name = column_name(column)
        label = records.assessor(header.line, f"{where}{name} 列", header.cells.get(column))
        if label is not None and labels.setdefault(label, column) != column:
            records.remarks.fault(
                header.line,
                f"{where}{column_name(labels[label])} 列和 {name} 列的评审专家都叫“{shown(label)}”",
                "请给每位评审专家不同的姓名或代号",
            )
            label = None
        columns[column] = label
    _warn_unused(header, first, used | notes, records, where)
    return columns


def _warn_unused(header: Row, first: int, used: set[int], records: Records, where: str) -> None:
    for column, cell in header.cells.items():
        label = clean(cell.text)
        if column >= first and column not in used and label != DEFAULT_LABEL.format(column - first + 1):
            records.remarks.warn(
                header.line, f"{where}评审专家“{shown(label)}”一项也没有评分，没有计入", "若是漏填请补上"
            )


def _text(cell: Cell | None) -> str:
    return clean(cell.text) if cell is not None else ""
