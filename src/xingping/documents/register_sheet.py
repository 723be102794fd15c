"""The register of centres -> XLSX or CSV, and the template with its explanations.

Text is always written as text: in XLSX no cell becomes a formula, in CSV what a spreadsheet would calculate
gets an apostrophe, which reading takes away again.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xingping.core.guide import Fact
from xingping.documents.register_columns import (
    DATE_OF_ALL,
    RECORD_COLUMNS,
    Holds,
    RegisterColumn,
    fact_column,
    fact_date_column,
)

NOTES_SHEET = "填写说明"
GUARDED = ("=", "+", "-", "@", "\t", "\r", "'")
TEMPLATE_ROWS = 2_000
"""Rows of the template in which the choices are offered."""
Cells = Mapping[tuple[str, Holds], str]
"""{(field or fact, what the column holds): text} of one centre."""


@dataclass(frozen=True, slots=True)
class Words:
    """What a workbook's first sheet is called, and what its notes say about the whole."""

    sheet: str
    rules: tuple[str, ...]


CENTRE_WORDS = Words(
    "登记表",
    (
        "不需要的列可以整列删去：没有的列不改动登记表里原来的内容。",
        "有这一列、格子空着：文字类的内容改为空；数据类的不改动。",
        "导入之前先给您看会新增哪些、改动哪些；有一处错就一行也不导入。",
    ),
)


def export_columns(facts: Iterable[Fact]) -> tuple[RegisterColumn, ...]:
    """The columns of an export: the record, and each of the facts with its own date."""
    pairs = [one for fact in facts for one in (fact_column(fact), fact_date_column(fact))]
    return (*RECORD_COLUMNS, *pairs)


def register_csv(columns: Sequence[RegisterColumn], rows: Iterable[Cells]) -> bytes:
    """The rows as CSV with a byte order mark, for spreadsheets."""
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerow([one.header for one in columns])
    for row in rows:
        writer.writerow([_guarded(_text(one, row)) for one in columns])
    return made.getvalue().encode("utf-8-sig")


def register_xlsx(columns: Sequence[RegisterColumn], rows: Iterable[Cells]) -> bytes:
    """The rows as a workbook with the explanations beside them."""
    return book_of(columns, rows, CENTRE_WORDS)


def register_template(facts: Iterable[Fact]) -> bytes:
    """An empty workbook: every column, choices to pick from, and how to fill in each."""
    columns = (*RECORD_COLUMNS, DATE_OF_ALL, *(fact_column(fact) for fact in facts))
    read = [one for one in columns if one.holds is not Holds.IGNORED]
    return book_of(read, (), CENTRE_WORDS, offered=TEMPLATE_ROWS)


def book_of(
    columns: Sequence[RegisterColumn], rows: Iterable[Cells], words: Words, *, offered: int = 0
) -> bytes:
    """A workbook of these columns and rows; choices are offered in the first `offered` rows."""
    from xlsxwriter import Workbook

    made = io.BytesIO()
    book = Workbook(made, {"in_memory": True, "constant_memory": False})
    head = book.add_format(
        {"bold": True, "bg_color": "#F6EFE3", "border": 1, "border_color": "#D9CDB8", "text_wrap": True,
         "valign": "vcenter"}
    )  # fmt: skip
    text = book.add_format({"num_format": "@"})
    sheet = book.add_worksheet(words.sheet)
    for place, one in enumerate(columns):
        sheet.set_column(place, place, 30 if one.name in ("name", "address") else 16, text)
        sheet.write_string(0, place, _head(one), head)
        if offered and one.choices:
            sheet.data_validation(1, place, offered, place, {"validate": "list", "source": list(one.choices)})
    sheet.set_row(0, 34)
    sheet.freeze_panes(1, 2)
    for line, row in enumerate(rows, start=1):
        for place, one in enumerate(columns):
            value = _text(one, row)
            if value:
                sheet.write_string(line, place, value, text)
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    _notes(book, columns, head, words)
    book.close()
    return made.getvalue()


def _notes(book: Any, columns: Sequence[RegisterColumn], head: Any, words: Words) -> None:  # noqa: ANN401
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet(NOTES_SHEET)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 10)
    sheet.set_column(2, 2, 80)
    for place, label in enumerate(("列", "必填", "怎样填")):
        sheet.write_string(0, place, label, head)
    for line, one in enumerate(columns, start=1):
        sheet.write_string(line, 0, one.header, wrapped)
        sheet.write_string(line, 1, "是" if one.required else "", wrapped)
        sheet.write_string(line, 2, one.help, wrapped)
    for more, sentence in enumerate(words.rules, start=len(columns) + 2):
        sheet.write_string(more, 2, sentence, wrapped)


def _head(column: RegisterColumn) -> str:
    return f"{column.header}*" if column.required else column.header


def _text(column: RegisterColumn, row: Cells) -> str:
    value = row.get((column.name, column.holds), "")
    return next((label for label, kept in column.choices.items() if kept == value), value)


def _guarded(text: str) -> str:
    return f"'{text}" if text.startswith(GUARDED) else text
