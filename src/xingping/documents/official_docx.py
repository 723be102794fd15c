"""Official documents as DOCX, for bodies that work on with them: the same parts as the PDF."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from xingping.documents.dates import chinese_date
from xingping.documents.official import Official, Part
from xingping.documents.typst_engine import clean

if TYPE_CHECKING:
    from docx.document import Document as Word
    from docx.text.paragraph import Paragraph

FONT = "宋体"
RED = (0xB3, 0x26, 0x1E)
LEFT, RIGHT = 28, 26
"""Margins, mm; A4 is 210 wide."""
ACROSS = 210 - LEFT - RIGHT
NAMES, MARGIN = 36.0, 5.0
"""Widest column of names or short values, and what a cell adds to its text, mm."""
POINT = 25.4 / 72
SIGNATURES, SIGNATURE_HEIGHT = (26.0, 52.0, 26.0, 52.0), 13.0


def official_docx(document: Official) -> bytes:
    """The document as DOCX, A4. The same document gives the same bytes."""
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm

    word = Document()
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
    _fix_properties(word, document)
    if document.head:
        _line(word, document.head, size=26, bold=True, colour=RED, align=WD_ALIGN_PARAGRAPH.CENTER)
        _line(word, document.number, size=12, align=WD_ALIGN_PARAGRAPH.CENTER)
    _line(word, document.title, size=18, bold=True, align=WD_ALIGN_PARAGRAPH.CENTER)
    if document.addressee:
        _line(word, f"{document.addressee}：", size=document.size)
    for part in document.parts:
        _part(word, part, document.size)
    _line(word, document.signer, size=document.size, align=WD_ALIGN_PARAGRAPH.RIGHT)
    _line(word, chinese_date(document.signed), size=document.size, align=WD_ALIGN_PARAGRAPH.RIGHT)
    if document.contact:
        _line(word, document.contact, size=9)
    return _same_bytes(word)


def _fix_properties(word: Word, document: Official) -> None:
    moment = datetime(document.signed.year, document.signed.month, document.signed.day, tzinfo=UTC)
    properties = word.core_properties
    properties.author, properties.title = _printable(document.signer), _printable(document.title)
    properties.created = properties.modified = moment
    properties.revision = 1


def _part(word: Word, part: Part, size: float) -> None:
    if part["kind"] == "table":
        rows = [part["head"], *part["rows"]]
        _table(word, rows, _widths(rows, part["widths"], size - 2), size - 2, head=True, right=part["right"])
    elif part["kind"] == "fields":
        _table(word, part["pairs"], (NAMES, ACROSS - NAMES), size - 1)
    elif part["kind"] == "signatures":
        _line(word, part["text"], size=size, bold=True).paragraph_format.keep_with_next = True
        pairs = [part["names"][at : at + 2] for at in range(0, len(part["names"]), 2)]
        rows = [[pair[0], "", pair[1] if len(pair) > 1 else "", ""] for pair in pairs]
        _table(word, rows, SIGNATURES, size - 2, tall=SIGNATURE_HEIGHT)
    elif part["kind"] == "heading":
        _line(word, part["text"], size=size, bold=True).paragraph_format.keep_with_next = True
    elif part["kind"] == "note":
        _line(word, part["text"], size=9)
    else:
        _line(word, part["text"], size=size, indent=2)


def _widths(rows: list[list[str]], shares: list[int], size: float) -> tuple[float, ...]:
    """Millimetres of a table's columns: those without a share as wide as their longest word."""
    narrow = [
        0.0 if share else min(NAMES, MARGIN + max(len(row[place]) for row in rows) * size * POINT)
        for place, share in enumerate(shares)
    ]
    left = (ACROSS - sum(narrow)) / (sum(shares) or 1)
    return tuple(fixed or share * left for fixed, share in zip(narrow, shares, strict=True))


def _table(
    word: Word,
    rows: list[list[str]],
    widths: Sequence[float],
    size: float,
    *,
    head: bool = False,
    right: Sequence[int] = (),
    tall: float = 0,
) -> None:
    """A table of some widths (mm); with `tall` its rows are at least so high and stay together."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm

    table = word.add_table(rows=len(rows), cols=len(rows[0]))
    table.style, table.autofit = "Table Grid", False
    for place, (row, cells) in enumerate(zip(rows, table.rows, strict=True)):
        cells.height = Mm(tall) if tall else None
        for column, (text, cell) in enumerate(zip(row, cells.cells, strict=True)):
            cell.width = Mm(widths[column])
            line = cell.paragraphs[0]
            line.paragraph_format.keep_with_next = bool(tall) and place < len(rows) - 1
            if column in right and not (head and place == 0):
                line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            _run(line, text, size=size, bold=head and place == 0)
    word.add_paragraph()


def _line(
    word: Word,
    text: str,
    *,
    size: float,
    bold: bool = False,
    colour: tuple[int, int, int] | None = None,
    align: object = None,
    indent: int = 0,
) -> Paragraph:
    from docx.shared import Pt

    paragraph = word.add_paragraph()
    paragraph.paragraph_format.alignment = align
    paragraph.paragraph_format.first_line_indent = Pt(size * indent) if indent else None
    _run(paragraph, text, size=size, bold=bold, colour=colour)
    return paragraph


def _run(
    paragraph: Paragraph,
    text: str,
    *,
    size: float,
    bold: bool = False,
    colour: tuple[int, int, int] | None = None,
) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    run = paragraph.add_run(_printable(text))
    run.font.size, run.font.bold, run.font.name = Pt(size), bold, FONT
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FONT)
    if colour:
        run.font.color.rgb = RGBColor(*colour)


def _printable(text: str) -> str:
    return str(clean(text))


def _same_bytes(word: Word) -> bytes:
    """The file with the time of its parts left out, so that equal documents are equal files."""
    import zipfile

    made, fixed = io.BytesIO(), io.BytesIO()
    word.save(made)
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name), source.read(name), zipfile.ZIP_DEFLATED)
    return fixed.getvalue()
