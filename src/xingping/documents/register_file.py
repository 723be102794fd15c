"""A file of centres or assessors (XLSX or CSV) -> rows of the register, or every fault, line by line."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from xingping.core.faults import Fault, FaultsError
from xingping.core.guide import Fact
from xingping.documents.cells import (
    Cell,
    CellKind,
    Remarks,
    Room,
    Row,
    Table,
    UnreadableFileError,
    clean,
    column_name,
    shown,
)
from xingping.documents.register_columns import (
    Holds,
    RegisterColumn,
    all_columns,
    columns_by_header,
    header_key,
)
from xingping.documents.table_file import read_tables

MOST_ROWS = 20_000
MOST_CELLS = 1_000_000
EXACT_DIGITS = 15
"""Digits that a spreadsheet keeps of a number; of a longer one the last are lost."""
_HEADER_WITHIN = 20
_DEGREES = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{1,6})?")
_DAY = re.compile(r"([0-9]{4})(?:-|/|\.|年)([0-9]{1,2})(?:-|/|\.|月)([0-9]{1,2})日?")
_UNUSABLE = (CellKind.FORMULA, CellKind.ERROR, CellKind.BOOLEAN)
_DAYS = (Holds.DATE, Holds.FACT_DATE, Holds.DATE_OF_ALL)
_DATE_MEND = "请按 2026-03-31 的形式填写"


@dataclass(frozen=True, slots=True)
class FileKind:
    """What a file's rows are: its columns, the one that tells rows apart, and what a row is called."""

    columns: tuple[RegisterColumn, ...]
    key: RegisterColumn
    each: str


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One centre or assessor as the file gives it; fields whose column is not in the file are left out."""

    line: int
    values: Mapping[str, str]
    facts: Mapping[str, tuple[str, str]]
    """{fact: (value, ISO date on which it was true)}."""


@dataclass(frozen=True, slots=True)
class RegisterFile:
    """All rows that could be read, in the file's order, and every fault."""

    rows: tuple[RegisterRow, ...]
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]


def read_register(data: bytes, name: str, facts: Sequence[Fact]) -> RegisterFile:
    """Read the content of a file of centres; `name` stands in the messages as NAME:LINE.

    Raises as `read_rows`.
    """
    columns = all_columns(facts)
    return read_rows(data, name, FileKind(columns, columns[0], "中心（站）"))


def read_rows(data: bytes, name: str, kind: FileKind) -> RegisterFile:
    """Read the content of a file of some kind; `name` stands in the messages as NAME:LINE.

    Rows with a fault in one of their cells are among `rows` without that cell, so that later checks
    find everything else. Raises FaultsError where the file as a whole cannot be read.
    """
    remarks = Remarks()
    try:
        tables = read_tables(data, remarks, Room(MOST_ROWS, MOST_CELLS))
        reader = _Reader(remarks, _table(tables, kind), kind)
    except UnreadableFileError as error:
        raise FaultsError(
            [place_fault(name, error.remark.line, error.remark.what, error.remark.mend)]
        ) from None
    rows = reader.rows()
    if not rows and not remarks.faults:
        remarks.fault(reader.header.line, "表头下面没有内容", f"请每个{kind.each}填一行")
    remarks.faults.sort(key=lambda one: one.line)
    return RegisterFile(
        tuple(rows),
        tuple(place_fault(name, one.line, one.what, one.mend) for one in remarks.faults),
        tuple(place_fault(name, one.line, one.what, one.mend) for one in remarks.warnings),
    )


def place_fault(name: str, line: int, what: str, mend: str) -> Fault:
    """A fault at NAME:LINE."""
    return Fault(f"{shown(name, 120)}:{line}", what, mend)


def _table(tables: Sequence[Table], kind: FileKind) -> Table:
    """The first visible worksheet with the header."""
    visible = [table for table in tables if not table.hidden and table.rows]
    found = next((table for table in visible if _header(table, kind) is not None), None)
    if found is None:
        raise UnreadableFileError(
            "没有找到表头" if visible else "文件里没有内容",
            f"请下载模板，表头里要有“{kind.key.header}”一列",
        )
    return found


def _header(table: Table, kind: FileKind) -> int | None:
    """The position of the row that names the columns."""
    wanted = header_key(kind.key.header)
    for position, row in enumerate(table.rows[:_HEADER_WITHIN]):
        if any(header_key(cell.text) == wanted for cell in row.cells.values()):
            return position
    return None


class _Reader:
    """Reads the rows below the header; faults go to the remarks."""

    def __init__(self, remarks: Remarks, table: Table, kind: FileKind) -> None:
        self._remarks = remarks
        self._table = table
        self._key = kind.key
        position = _header(table, kind) or 0
        self.header: Row = table.rows[position]
        self._body = table.rows[position + 1 :]
        self._columns = self._named(kind.columns)
        self._first_lines: dict[str, int] = {}

    def rows(self) -> list[RegisterRow]:
        """Every row with content."""
        return [self._row(row) for row in self._body if any(clean(one.text) for one in row.cells.values())]

    def _named(self, known: Sequence[RegisterColumn]) -> dict[int, RegisterColumn]:
        by_header = columns_by_header(known)
        columns: dict[int, RegisterColumn] = {}
        for place, cell in sorted(self.header.cells.items()):
            column = by_header.get(header_key(cell.text))
            if column is None:
                what = f"{column_name(place)} 列的列名“{shown(clean(cell.text))}”不在模板里"
                self._fault(self.header.line, what, "请改成模板里的列名，或删去这一列")
            elif column in columns.values():
                self._fault(self.header.line, f"“{column.header}”一列出现了两次", "请只保留一列")
            else:
                columns[place] = column
        missing = [one.header for one in known if one.required and one not in columns.values()]
        if missing:
            self._fault(
                self.header.line, f"表头缺少{'、'.join(f'“{one}”' for one in missing)}", "请补上这些列"
            )
        return columns

    def _row(self, row: Row) -> RegisterRow:
        self._refuse_beyond_header(row)
        texts: dict[RegisterColumn, str] = {}
        for place, column in self._columns.items():
            text = self._cell(row.line, column, row.cells.get(place))
            if text is not None:
                texts[column] = text
        values = {
            column.name: text
            for column, text in texts.items()
            if column.holds not in (Holds.FACT, Holds.FACT_DATE, Holds.DATE_OF_ALL)
        }
        self._refuse_repeated(row.line, values.get(self._key.name, ""))
        return RegisterRow(row.line, values, self._facts(row.line, texts))

    def _refuse_beyond_header(self, row: Row) -> None:
        # In CSV a comma inside a name shifts all that follows; in a worksheet nothing can shift.
        extra = [place for place in row.cells if place not in self.header.cells]
        if extra:
            text = shown(row.cells[extra[0]].text)
            mend = "含逗号的格子请用英文双引号括起；多余的请删去"
            self._fault(row.line, f"这一行有一格“{text}”不在任何一列下面", mend)

    def _refuse_repeated(self, line: int, code: str) -> None:
        same = code.casefold()
        if code and self._first_lines.setdefault(same, line) != line:
            what = f"{self._key.header}“{shown(code)}”重复，第 {self._first_lines[same]} 行已有"
            self._fault(line, what, "请只保留一行")

    def _cell(self, line: int, column: RegisterColumn, cell: Cell | None) -> str | None:
        """The text of a cell as it is to be kept; None where it is faulty or not read."""
        if column.holds is Holds.IGNORED:
            return None
        text = clean(cell.text) if cell else ""
        if cell and not self._table.sheet:
            text = text.removeprefix(
                "'"
            )  # how spreadsheets and our own export keep text from being calculated
        if not text and (cell is None or cell.kind not in _UNUSABLE):
            if column.required:
                self._fault(line, f"没有填“{column.header}”", "请填写")
            return None if column.required else column.blank
        wrong = _wrong(column, cell or Cell(""), text)
        if wrong:
            self._fault(line, f"“{column.header}”{wrong[0]}", wrong[1])
            return None
        if column.holds in _DAYS:
            return _day(text)
        return column.choices.get(text, text)

    def _facts(self, line: int, texts: Mapping[RegisterColumn, str]) -> dict[str, tuple[str, str]]:
        dates = {one.name: text for one, text in texts.items() if one.holds is Holds.FACT_DATE and text}
        common = next((text for one, text in texts.items() if one.holds is Holds.DATE_OF_ALL), "")
        found: dict[str, tuple[str, str]] = {}
        for column, text in texts.items():
            if column.holds is not Holds.FACT or not text:
                continue
            day = dates.get(column.name) or common
            if day:
                found[column.name] = (text, day)
            elif column.name not in dates:
                self._fault(line, f"“{column.header}”没有截至日期", "请填“数据截至日期”一列")
        return found

    def _fault(self, line: int, what: str, mend: str) -> None:
        self._remarks.fault(line, what, mend)


def _wrong(column: RegisterColumn, cell: Cell, text: str) -> tuple[str, str] | None:
    """What is wrong with a cell that has content, as (what, how to mend it)."""
    if cell.kind in _UNUSABLE:
        return f"一格是{cell.kind.value}", "请直接填写"
    if column.holds is Holds.CODE and cell.kind is CellKind.NUMBER and len(text) > EXACT_DIGITS:
        return "按数字保存，超过 15 位的末尾已经失真", "请把这一列设为“文本”后重新填写"
    if column.holds in _DAYS:
        return None if _day(text) else (f"“{shown(text)}”不是日期", _DATE_MEND)
    if cell.kind is CellKind.DATE and column.holds is not Holds.TEXT:
        return f"一格是日期“{shown(text)}”", "请把这一列设为“文本”后重新填写"
    if cell.kind is CellKind.PERCENT and column.holds is not Holds.TEXT:
        return "一格是百分比", "请把格子设为“常规”后重新填写"
    if column.choices and text not in column.choices:
        return f"“{shown(text)}”不在选项里", f"请填{'、'.join(column.choices)}之一"
    if column.holds is Holds.DEGREES and not _DEGREES.fullmatch(text):
        return f"“{shown(text)}”不是经纬度", "请填半角数字的小数，至多 6 位小数"
    return None


def _day(text: str) -> str:
    """A day in one of the usual ways of writing it, as ISO; "" where it is none."""
    found = _DAY.fullmatch(text)
    try:
        return date(*(int(part) for part in found.groups())).isoformat() if found else ""
    except ValueError:
        return ""
