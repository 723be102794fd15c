"""The registry of documents: what can be made, in which format, by which function.

A new kind of document is one line in DOCUMENTS and one file beside this one. Makers are named, not
imported, so that nothing heavy is loaded before it is needed.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any


@dataclass(frozen=True, slots=True)
class Document:
    """A kind of document: its Chinese title, the suffix of its files, and the function that makes it."""

    title: str
    suffix: str
    module: str
    function: str

    def make(self, *arguments: Any, **options: Any) -> bytes:  # noqa: ANN401 each maker has its own
        """Make one: calls the maker with the same arguments and returns the file's bytes."""
        made: bytes = getattr(import_module(self.module), self.function)(*arguments, **options)
        return made


DOCUMENTS: dict[str, Document] = {
    "workbook": Document("评分工作簿", ".xlsx", "xingping.documents.workbook", "workbook_bytes"),
    "report": Document("评定结果报告", ".pdf", "xingping.documents.report", "report_pdf"),
    "result_workbook": Document(
        "评定结果工作簿", ".xlsx", "xingping.documents.result_workbook", "result_workbook_bytes"
    ),
    "blank_sheet": Document("空白评分表", ".pdf", "xingping.documents.blank_sheet", "blank_sheet_pdf"),
    "certificate": Document("星级评定证书", ".pdf", "xingping.documents.certificate", "certificate_pdf"),
    "plaque": Document("星级标志牌制作稿", ".pdf", "xingping.documents.plaque", "plaque_pdf"),
    "notice": Document("公示", ".pdf", "xingping.documents.notice", "notice_pdf"),
    "announcement": Document("公告", ".pdf", "xingping.documents.announcement", "announcement_pdf"),
    "award_letter": Document("结果送达书", ".pdf", "xingping.documents.award_letter", "award_letter_pdf"),
    "not_awarded_letter": Document(
        "结果告知书", ".pdf", "xingping.documents.not_awarded_letter", "not_awarded_letter_pdf"
    ),
    "application_form": Document(
        "申报表", ".pdf", "xingping.documents.application_form", "application_form_pdf"
    ),
    "pledge": Document("承诺书", ".pdf", "xingping.documents.pledge", "pledge_pdf"),
    "transfer_sheet": Document(
        "来件转办单", ".pdf", "xingping.documents.transfer_sheet", "transfer_sheet_pdf"
    ),
    "opinion_letters": Document(
        "征求意见函", ".pdf", "xingping.documents.opinion_letter", "opinion_letters_pdf"
    ),
    "survey_poster": Document(
        "居民问卷海报", ".pdf", "xingping.documents.survey_poster", "survey_poster_pdf"
    ),
    "survey_paper": Document(
        "居民问卷（纸质）", ".pdf", "xingping.documents.survey_paper", "survey_paper_pdf"
    ),
    "household_letters": Document(
        "居民问卷邀请信", ".pdf", "xingping.documents.household_letter", "household_letters_pdf"
    ),
    "minutes": Document("评定委员会会议纪要", ".pdf", "xingping.documents.minutes", "minutes_pdf"),
    "minutes_docx": Document("评定委员会会议纪要", ".docx", "xingping.documents.minutes", "minutes_docx"),
}
"""Name -> document."""
