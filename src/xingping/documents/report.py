"""The report of one rating result as a PDF (`score --report`, self-check, case pages)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from xingping.core.guide import Guide
from xingping.core.scoring import Result
from xingping.documents.files import write_whole
from xingping.documents.report_data import report_data
from xingping.documents.typst_engine import render_accessible
from xingping.documents.way import Way

UNNAMED = "（未注明单位）"


def report_pdf(
    result: Result,
    guide: Guide,
    *,
    subject: str | None = None,
    way: Way | None = None,
    dated: date | None = None,
    title: str | None = None,
) -> bytes:
    """The report as PDF bytes, A4, about five pages.

    `title` where it is no report of a rating (a self-check), `subject` the centre's name, `way` the
    shortest way to the next star, `dated` the day printed and written into the file (none: not
    printed). The same arguments give the same bytes. Raises DocumentError when it cannot be set.
    """
    data = report_data(result, guide, subject=subject or UNNAMED, way=way)
    if title:
        data |= {"title": title, "running": f"{(subject or UNNAMED)[:40]} · {title}"}
    if dated:
        data["facts"].append(["日期", f"{dated.year} 年 {dated.month} 月 {dated.day} 日"])
    return render_accessible("report", data, dated=dated or result.edition.effective)


def write_report_pdf(
    result: Result,
    guide: Guide,
    path: Path,
    *,
    subject: str | None = None,
    way: Way | None = None,
    dated: date | None = None,
) -> None:
    """Write the report to `path`, whole or not at all. Raises DocumentError and OSError."""
    write_whole(path, report_pdf(result, guide, subject=subject, way=way, dated=dated))
