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
}
"""Name -> document."""
