"""Official documents as DOCX, for bodies that work on with them: the same parts as the PDF."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from xingping.documents.dates import chinese_date
from xingping.documents.official import Official, Part
from xingping.documents.typst_engine import clean

if TYPE_CHECKING:
    from docx.document import Document as Word

FONT = "宋体"
RED = (0xB3, 0x26, 0x1E)


def official_docx(document: Official) -> bytes:
    """The document as DOCX, A4. The same document gives the same bytes."""
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm

    word = Document()
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
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
        _table(word, [part["head"], *part["rows"]], size - 2, head=True)
    elif part["kind"] == "fields":
        _table(word, part["pairs"], size - 1)
    elif part["kind"] == "heading":
        _line(word, part["text"], size=size, bold=True)
    elif part["kind"] == "note":
        _line(word, part["text"], size=9)
    else:
        _line(word, part["text"], size=size, indent=2)


def _table(word: Word, rows: list[list[str]], size: float, *, head: bool = False) -> None:
    table = word.add_table(rows=len(rows), cols=len(rows[0]))
    table.style = "Table Grid"
    for place, (row, cells) in enumerate(zip(rows, table.rows, strict=True)):
        for text, cell in zip(row, cells.cells, strict=True):
            _run(cell.paragraphs[0], text, size=size, bold=head and place == 0)
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
) -> None:
    from docx.shared import Pt

    paragraph = word.add_paragraph()
    paragraph.paragraph_format.alignment = align
    paragraph.paragraph_format.first_line_indent = Pt(size * indent) if indent else None
    _run(paragraph, text, size=size, bold=bold, colour=colour)


def _run(
    paragraph: object,
    text: str,
    *,
    size: float,
    bold: bool = False,
    colour: tuple[int, int, int] | None = None,
) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor
    from docx.text.paragraph import Paragraph

    assert isinstance(paragraph, Paragraph)  # noqa: S101 — the library is imported late
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
