"""What a file of scores or of centres is made of, whether it was CSV or XLSX: tables of rows of cells."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

MAX_ROWS = 100_000
"""Rows with content in one score file: 57 indicators x 1,700 assessors; more is a mistake."""

MAX_CELLS = 600_000
"""Cells with content in one score file."""

_EDGES = (
    " \t\r\n\f\v\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006"
    "\u2007\u2008\u2009\u200a\u200b\u202f\u205f\u2060\u3000\ufeff"
)


class CellKind(StrEnum):
    """What a cell holds, as far as it decides how it may be read."""

    TEXT = "文本"
    NUMBER = "数字"
    DATE = "日期"
    PERCENT = "百分比"
    BOOLEAN = "逻辑值"
    ERROR = "错误值"
    FORMULA = "没有保存计算结果的公式"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with content: a number as its shortest decimal, a date as YYYY-MM-DD."""

    text: str
    kind: CellKind = CellKind.TEXT


@dataclass(frozen=True, slots=True)
class Row:
    """A row with content: its first line in the file (or row of the worksheet), cells by column from 0."""

    line: int
    cells: Mapping[int, Cell]


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged area; rows from 1 and columns from 0, both ends included."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int


@dataclass(frozen=True, slots=True)
class Table:
    """One worksheet, or a whole CSV file (then `sheet` is empty)."""

    sheet: str
    rows: tuple[Row, ...]
    merges: tuple[Merge, ...] = ()
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to say about a line of the file: a fault or a warning."""

    line: int
    what: str
    mend: str


@dataclass(slots=True)
class Room:
    """Rows and cells with content that a file may still bring."""

    rows: int = MAX_ROWS
    cells: int = MAX_CELLS
    limits: str = ""

    def __post_init__(self) -> None:
        self.limits = f"{self.rows:,} 行或 {self.cells:,} 格"

    def is_overdrawn(self) -> bool:
        """Whether the file brought more than it may."""
        return self.rows < 0 or self.cells < 0


@dataclass(slots=True)
class Remarks:
    """Faults and warnings collected while a file is read, so that all come at once."""

    faults: list[Remark] = field(default_factory=list)
    warnings: list[Remark] = field(default_factory=list)

    def fault(self, line: int, what: str, mend: str) -> None:
        """Add a fault."""
        self.faults.append(Remark(line, what, mend))

    def warn(self, line: int, what: str, mend: str) -> None:
        """Add a warning."""
        self.warnings.append(Remark(line, what, mend))


class UnreadableFileError(ValueError):
    """The file as a whole cannot be read: what is wrong and how to mend it."""

    def __init__(self, what: str, mend: str, line: int = 1) -> None:
        super().__init__(f"{what}；{mend}")
        self.remark = Remark(line, what, mend)


def too_much(room: Room, line: int) -> UnreadableFileError:
    """The error for a file with more content than it may have."""
    return UnreadableFileError(f"内容超过 {room.limits}", "请只保留需要的行和列，或分成几个文件", line)


class RefusedCellError(ValueError):
    """A cell cannot be taken: what is wrong and how to mend it."""

    def __init__(self, what: str, mend: str) -> None:
        super().__init__(f"{what}；{mend}")
        self.what = what
        self.mend = mend


def clean(text: str) -> str:
    """Drop blank and invisible characters from both ends."""
    return text.strip(_EDGES)


def shown(text: str, limit: int = 40) -> str:
    """Write somebody's text for a message: one line, control characters visible, cut to `limit`."""
    cut = text if len(text) <= limit else f"{text[: limit - 1]}…"
    if cut.isprintable():
        return cut
    one_line = re.sub(r"\r\n|[\r\n]", "⏎", cut).replace("\t", " ")
    return "".join(one if one.isprintable() else f"\\u{ord(one):04x}" for one in one_line)


def column_name(column: int) -> str:
    """Name of a worksheet column: 0 -> "A", 26 -> "AA"."""
    name = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        name = chr(ord("A") + letter) + name
    return name
