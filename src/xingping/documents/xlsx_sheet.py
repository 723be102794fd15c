"""One worksheet of an XLSX file, and the shared strings, by an event parser."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from xml.parsers import expat

from xingping.documents.cells import (
    Cell,
    CellKind,
    Merge,
    Room,
    Row,
    Table,
    UnreadableFileError,
    clean,
    column_name,
    too_much,
)
from xingping.documents.xlsx_package import MAX_UNPACKED, Attributes, Package, damaged, make_parser
from xingping.documents.xlsx_styles import date_of

MAX_MERGES = 100_000
LONGEST_TEXT = 200_000
"""Characters of one cell; spreadsheets hold 32,767."""

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384

_BLANK_CELL = re.compile(
    rb'<c r="[A-Z]{1,3}[0-9]{1,7}"(?: s="[0-9]{1,6}")?(?: t="[a-zA-Z]{1,9}")? ?'
    rb"(?:/>|><v></v></c>|><v ?/></c>)"
)
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_AREA = re.compile(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")
_NUMBER = re.compile(r"-?[0-9]{1,40}(?:\.[0-9]{1,40})?(?:[eE][+-]?[0-9]{1,3})?")
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T.*)?")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_SURROGATES = range(0xD800, 0xE000)


@dataclass(frozen=True, slots=True)
class Workbook:
    """What all worksheets of a file share."""

    strings: Sequence[str]
    styles: Sequence[CellKind]
    from_1904: bool


def read_strings(package: Package, part: str) -> list[str]:
    """The shared strings, phonetic readings left out."""
    strings: list[str] = []
    pieces: list[str] = []
    phonetic = 0

    def start(name: str, _: Attributes) -> None:
        nonlocal phonetic
        if name == "si":
            pieces.clear()
        elif name == "rPh":
            phonetic += 1
        elif name == "t" and not phonetic:
            parser.CharacterDataHandler = pieces.append

    def end(name: str) -> None:
        nonlocal phonetic
        if name == "si":
            strings.append(_unescape("".join(pieces)))
        elif name == "rPh":
            phonetic -= 1
        elif name == "t":
            parser.CharacterDataHandler = None

    parser = make_parser(start, end)
    package.parse(part, parser)
    return strings


class SheetReader:
    """Reads one worksheet; only cells with content are kept."""

    def __init__(self, workbook: Workbook, room: Room) -> None:
        self._workbook = workbook
        self._room = room
        self._rows: dict[int, dict[int, Cell]] = {}
        self._merges: list[Merge] = []
        self._row = 0
        self._column = -1
        self._cell: Attributes = {}
        self._formula = self._valued = False
        self._phonetic = 0
        self._pieces: list[str] = []
        self._length = 0
        self._parser: expat.XMLParserType = make_parser(self._start, self._end)

    def read(self, package: Package, part: str, *, name: str, hidden: bool) -> Table:
        """Read the worksheet's part.

        Raises UnreadableFileError when it is damaged or has too much content.
        """
        try:
            for chunk in package.chunks(part, MAX_UNPACKED):
                # A million formatted but empty cells pass four times faster without the parser.
                self._parser.Parse(_BLANK_CELL.sub(b"", chunk), False)
            self._parser.Parse(b"", True)
        except expat.ExpatError:
            raise damaged() from None
        rows = tuple(Row(line, self._rows[line]) for line in sorted(self._rows))
        return Table(name, rows, tuple(self._merges), hidden)

    def _start(self, name: str, attributes: Attributes) -> None:
        if name == "c":
            self._open_cell(attributes)
        elif name == "row":
            given = attributes.get("r")
            self._row = self._row + 1 if given is None else _whole(given)
            self._column = -1
            if not 1 <= self._row <= LAST_ROW:
                raise damaged()
        elif name in ("v", "t"):
            self._valued = True
            if not self._phonetic:
                self._parser.CharacterDataHandler = self._text
        elif name == "f":
            self._formula = True
        elif name == "rPh":
            self._phonetic += 1
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def _text(self, piece: str) -> None:
        self._pieces.append(piece)
        self._length += len(piece)
        if self._length > LONGEST_TEXT:
            raise UnreadableFileError("有一格的文字长得不合理", "请删去这一格的内容", self._row)

    def _end(self, name: str) -> None:
        if name == "c":
            if self._valued or self._formula:
                self._close_cell()
        elif name in ("v", "t"):
            self._parser.CharacterDataHandler = None
        elif name == "rPh":
            self._phonetic -= 1

    def _open_cell(self, attributes: Attributes) -> None:
        self._cell = attributes
        self._formula = self._valued = False
        if self._length:
            self._pieces.clear()
            self._length = 0
        given = attributes.get("r")
        if given is None:
            self._column += 1
        else:
            found = _REFERENCE.fullmatch(given)
            if found is None or int(found[2]) != self._row:
                raise damaged()
            self._column = _column(found[1])
        if self._column >= LAST_COLUMN:
            raise damaged()

    def _close_cell(self) -> None:
        cell = self._read_cell("".join(self._pieces))
        if cell is None:
            return
        row = self._rows.get(self._row)
        if row is None:
            row = self._rows[self._row] = {}
            self._room.rows -= 1
        row[self._column] = cell
        self._room.cells -= 1
        if self._room.is_overdrawn():
            raise too_much(self._room, self._row)

    def _read_cell(self, value: str) -> Cell | None:
        kind = self._cell.get("t", "n")
        if self._formula and not value and not (kind == "str" and self._valued):
            return Cell("", CellKind.FORMULA)
        if kind == "s":
            value = self._shared(value)
        elif kind == "inlineStr":
            value = _unescape(value)
        if not clean(value):
            return None
        if kind == "n":
            return self._number(value.strip())
        if kind == "d":
            return _day(value.strip())
        if kind == "b":
            return Cell("FALSE" if value.strip() == "0" else "TRUE", CellKind.BOOLEAN)
        return Cell(value, CellKind.ERROR if kind == "e" else CellKind.TEXT)

    def _shared(self, value: str) -> str:
        number = _whole(value.strip() or "-")
        if number >= len(self._workbook.strings):
            raise damaged()
        return self._workbook.strings[number]

    def _number(self, value: str) -> Cell:
        if _NUMBER.fullmatch(value) is None:
            raise UnreadableFileError(
                f"单元格 {column_name(self._column)}{self._row} 的数字无法读取",
                "请重新填写这一格",
                self._row,
            )
        number = float(value)
        style = _whole(self._cell.get("s", "0"))
        kind = self._workbook.styles[style] if style < len(self._workbook.styles) else CellKind.NUMBER
        if kind is CellKind.DATE:
            day = date_of(number, from_1904=self._workbook.from_1904)
            return Cell(day.isoformat() if day else _decimal(number), kind)
        return Cell(_decimal(number), kind)

    def _merge(self, area: str) -> None:
        found = _AREA.fullmatch(area)
        if found is None:
            return
        first, last = int(found[2]), int(found[4])
        left, right = _column(found[1]), _column(found[3])
        if (first, left) != (last, right):
            self._merges.append(Merge(first, last, left, right))
        if len(self._merges) > MAX_MERGES:
            raise UnreadableFileError("合并单元格多得不合理", "请取消合并单元格")


def _day(value: str) -> Cell:
    found = _DAY.fullmatch(value)
    try:
        day = date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        day = None
    return Cell(day.isoformat() if day else value, CellKind.DATE)


def _decimal(number: float) -> str:
    """The shortest decimal of a number, written out: 4.5 -> "4.5", 10.0 -> "10"."""
    text = format(Decimal(repr(number)), "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def _column(letters: str) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1


def _whole(digits: str) -> int:
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= 9):
        raise damaged()
    return int(digits)


def _unescape(text: str) -> str:
    """Undo the `_x000D_` writing of characters that XML cannot hold."""
    return _ESCAPED.sub(_character, text) if "_x" in text else text


def _character(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    return found[0] if code in _SURROGATES else chr(code)
