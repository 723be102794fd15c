"""Score files for tests: rows of a whole sheet, as CSV, as XLSX, and XLSX with parts exchanged."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from xingping.core.catalogue import find_edition
from xingping.core.faults import FaultsError
from xingping.documents.score_file import ScoreFile, read_scores

EDITION = find_edition()
CHINESE = ("指标", "评审专家", "得分")
ENGLISH = ("indicator", "assessor", "score")
Row = tuple[object, ...]
Edit = Callable[[Workbook, Worksheet], object]


def full_rows(*assessors: str) -> list[Row]:
    """Half of the points of every indicator, from each assessor: 500 points."""
    return [
        (one.serial, label, f"{one.points / 200:g}")
        for label in assessors or ("甲",)
        for one in EDITION.indicators
    ]


def replaced(serial: str, row: Row, assessor: str = "甲") -> list[Row]:
    """A whole sheet with one row exchanged; the indicator's line is that of its place + 2."""
    return [row if old[0] == serial else old for old in full_rows(assessor)]


def csv_text(rows: Sequence[Row], header: Sequence[str] = ENGLISH, separator: str = ",") -> str:
    """The rows as CSV, unquoted."""
    return "".join(separator.join(map(str, row)) + "\n" for row in [tuple(header), *rows])


def csv_bytes(rows: Sequence[Row], header: Sequence[str] = ENGLISH, encoding: str = "utf-8") -> bytes:
    """The rows as CSV in an encoding."""
    return csv_text(rows, header).encode(encoding)


def xlsx_bytes(rows: Sequence[Row], edit: Edit | None = None, header: Sequence[str] = CHINESE) -> bytes:
    """The rows on a worksheet 评分, numbers as numbers, then changed by `edit`."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "评分"
    sheet.append(list(header))
    for row in rows:
        sheet.append([float(cell) if position == 2 else cell for position, cell in enumerate(row)])
    if edit is not None:
        edit(book, sheet)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_parts(data: bytes, parts: Mapping[str, bytes | None], *, level: int = 1) -> bytes:
    """An XLSX with parts exchanged, added or (None) left out."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as target,
    ):
        for name in dict.fromkeys([*source.namelist(), *parts]):
            content = parts[name] if name in parts else source.read(name)
            if content is not None:
                target.writestr(name, content)
    return stream.getvalue()


def sheet_xml(data: bytes) -> bytes:
    """The first worksheet's part."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        return source.read("xl/worksheets/sheet1.xml")


def read(data: bytes, **options: object) -> ScoreFile:
    """Read a score file named F."""
    return read_scores(data, "F", EDITION, **options)  # type: ignore[arg-type]


def faults(data: bytes, **options: object) -> list[str]:
    """All faults of a score file named F, as they are printed."""
    with pytest.raises(FaultsError) as caught:
        read(data, **options)
    return [str(fault) for fault in caught.value.faults]


def warnings(data: bytes, **options: object) -> list[str]:
    """All warnings of a score file named F."""
    return [str(one) for one in read(data, **options).warnings]
