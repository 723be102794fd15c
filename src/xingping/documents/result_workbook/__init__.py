"""The result workbook (`score --report OUT.xlsx`): result, all indicators with points lost, spread, rules."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, time

from xingping.core.guide import Guide
from xingping.core.scoring import Result
from xingping.documents.way import Way


def result_workbook_bytes(
    result: Result,
    guide: Guide,
    *,
    subject: str | None = None,
    way: Way | None = None,
    dated: date | None = None,
) -> bytes:
    """The result as XLSX bytes; the same arguments give the same bytes.

    `subject` is the centre's name, `way` the shortest way to the next star, `dated` the day printed.
    """
    from xlsxwriter import Workbook

    from xingping.documents.result_workbook.rows import write_rows
    from xingping.documents.result_workbook.summary import TITLE, write_summary
    from xingping.documents.result_workbook.way import write_way
    from xingping.documents.workbook.style import NORMAL, Style

    stream = io.BytesIO()
    book = Workbook(stream, {"in_memory": True, "default_format_properties": NORMAL})
    created = datetime.combine(dated or result.edition.effective, time(), UTC).replace(tzinfo=None)
    book.set_properties({"title": TITLE, "subject": result.edition.code, "created": created})
    style = Style(book)
    write_summary(book, style, result, guide, subject or "", dated)
    write_rows(book, style, result)
    if way is not None:
        write_way(book, style, result, way)
    book.close()
    return stream.getvalue()
