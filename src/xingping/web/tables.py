"""Lists as tables: search, filters, sort, paging, empty state and export, all from the address.

A view makes a `Table`, answers `table.export()` when the visitor asked for the file, and else shows it
with `{% table table %}`. Works without scripts.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import conditional_escape, escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from xingping.core.points import round_down
from xingping.web.displays import day, moment, own_language

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

Text = str | Promise
PAGE_SIZE = 25
EXPORT_LIMIT = 50_000
"""Rows a web request exports at most; more is a job."""
LONGEST_SEARCH = 100
SEARCH = _("查找")
NOTHING_YET = _("还没有记录")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what a row's cell shows, where it leads, how it sorts.

    `sort` names fields of the query set (ascending); `kind` is "", "main" (the title on a phone),
    "number" or "short" (never broken into lines); `plain` gives the exported value where `value` returns
    markup.
    """

    name: str
    label: Text
    value: Callable[[Any], object]
    sort: tuple[str, ...] = ()
    kind: str = ""
    url: Callable[[Any], str | None] | None = None
    plain: Callable[[Any], object] | None = None


@dataclass(frozen=True, slots=True)
class Filter:
    """A drop-down: its choices, and how the chosen value narrows the query set."""

    name: str
    label: Text
    choices: Sequence[tuple[str, Text]]
    narrow: Callable[[QuerySet[Any], str], QuerySet[Any]]


@dataclass(frozen=True, slots=True)
class ShownFilter:
    """A filter with the value chosen in the address ("" where none or unknown)."""

    name: str
    label: Text
    choices: Sequence[tuple[str, Text]]
    chosen: str


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head: its present direction ("ascending", "descending" or "") and what a click asks."""

    column: Column
    direction: str
    next: str


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell shows."""

    column: Column
    shown: object
    url: str | None


@dataclass(frozen=True, slots=True)
class TableSpec:
    """What a list is: columns, search, filters, what to say where it is empty, the exported file's name.

    `default_sort` is a column's name, with "-" for descending; `search` narrows the query set to a text;
    `empty_action` is (label, address) of the next step; without `export_name` there is no export. `tie`
    names the field by which rows sort that are otherwise alike; of counted groups it is the group's own,
    for a key would split them.
    """

    caption: Text
    columns: tuple[Column, ...]
    default_sort: str = ""
    tie: str = "pk"
    search: Callable[[QuerySet[Any], str], QuerySet[Any]] | None = None
    search_label: Text = SEARCH
    filters: tuple[Filter, ...] = ()
    empty_title: Text = NOTHING_YET
    empty_text: Text = ""
    empty_action: tuple[Text, Text] | None = None
    export_name: str = ""
    page_size: int = PAGE_SIZE


class Table:
    """A query set shown by its specification, as the address asks: `q`, filters, `sort`, `page`, `export`."""

    def __init__(self, request: HttpRequest, rows: QuerySet[Any], spec: TableSpec) -> None:
        self.request, self.spec = request, spec
        self.columns, self.caption = spec.columns, spec.caption
        self.searchable, self.search_label = spec.search is not None, spec.search_label
        self.search = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH]
        self.filters = [_shown(one, request) for one in spec.filters]
        self.empty_title, self.empty_text = spec.empty_title, spec.empty_text
        self.empty_action, self.empty_url = spec.empty_action or ("", "")
        self.exportable = bool(spec.export_name)
        if spec.search and self.search:
            rows = spec.search(rows, self.search)
        for one, shown in zip(spec.filters, self.filters, strict=True):
            rows = one.narrow(rows, shown.chosen) if shown.chosen else rows
        self.sort = self._sort(spec.default_sort)
        self._all = self._sorted(rows)

    @property
    def narrowed(self) -> bool:
        """Whether a search or filter is in force."""
        return bool((self.searchable and self.search) or any(one.chosen for one in self.filters))

    @cached_property
    def page(self) -> Page[Any]:
        """The page asked for; out of range gives the nearest one."""
        return Paginator(self._all, self.spec.page_size).get_page(self.request.GET.get("page"))

    @property
    def total(self) -> int:
        """Rows on all pages."""
        return self.page.paginator.count

    @property
    def page_numbers(self) -> list[int | str]:
        """Numbers to offer, with "…" for gaps."""
        return list(self.page.paginator.get_elided_page_range(self.page.number, on_each_side=2, on_ends=1))

    @cached_property
    def rows(self) -> list[list[Cell]]:
        """The page's cells."""
        return [[_cell(column, row) for column in self.columns] for row in self.page.object_list]

    @property
    def body(self) -> SafeString:
        """The page's rows as HTML, written at once: a thousand rows take no template."""
        return format_html_join("", "<tr>{}</tr>", ((self._row(cells),) for cells in self.rows))

    def _row(self, cells: list[Cell]) -> SafeString:
        written = _cell_in_english if get_language() == "en" else _cell_html
        return mark_safe("".join(map(written, zip(self._opened, cells, strict=True))))  # noqa: S308

    @cached_property
    def _opened(self) -> list[str]:
        """How the cells of each column begin."""
        opened = '<td class="{}" data-label="{}">'
        return [format_html(opened, column.kind, column.label) for column in self.columns]

    @property
    def heads(self) -> list[Head]:
        """The columns' heads."""
        return [self._head(column) for column in self.columns]

    def export(self) -> HttpResponse | None:
        """The whole list as a file when the address asks for it (`?export=xlsx` or `csv`), else None."""
        asked = self.request.GET.get("export", "")
        if not self.exportable or asked not in EXPORTS:
            return None
        media_type, made = EXPORTS[asked]
        answer = HttpResponse(made(self.columns, self._all[:EXPORT_LIMIT]), content_type=media_type)
        answer.headers["Content-Disposition"] = f'attachment; filename="{self.spec.export_name}.{asked}"'
        return answer

    def _sort(self, default: str) -> str:
        asked = self.request.GET.get("sort", "")
        names = {column.name for column in self.columns if column.sort}
        return asked if asked.removeprefix("-") in names else default

    def _sorted(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        name = self.sort.removeprefix("-")
        column = next((one for one in self.columns if one.name == name), None)
        if column is None:
            return rows if rows.ordered else rows.order_by(self.spec.tie)
        falling = self.sort.startswith("-")
        return rows.order_by(*(_turned(field) if falling else field for field in column.sort), self.spec.tie)

    def _head(self, column: Column) -> Head:
        if self.sort == column.name:
            return Head(column, "ascending", f"-{column.name}")
        if self.sort == f"-{column.name}":
            return Head(column, "descending", column.name)
        return Head(column, "", column.name)


def workbook(columns: Sequence[Column], rows: Iterable[Any]) -> bytes:
    """The rows as XLSX bytes; text is always written as text, so that no cell becomes a formula."""
    from xlsxwriter import Workbook

    made = io.BytesIO()
    book = Workbook(made, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
    moments = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(columns):
        sheet.write_string(0, place, str(column.label), bold)
    for line, row in enumerate(rows, start=1):
        for place, column in enumerate(columns):
            _write(sheet, line, place, (column.plain or column.value)(row), moments)
    sheet.autofit()
    book.close()
    return made.getvalue()


def csv_file(columns: Sequence[Column], rows: Iterable[Any]) -> bytes:
    """The rows as CSV with a byte order mark, for Excel; what a spreadsheet would calculate gets a quote."""
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerow([str(column.label) for column in columns])
    for row in rows:
        writer.writerow([_csv_text((column.plain or column.value)(row)) for column in columns])
    return made.getvalue().encode("utf-8-sig")


EXPORTS: dict[str, tuple[str, Callable[[Sequence[Column], Iterable[Any]], bytes]]] = {
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", workbook),
    "csv": ("text/csv; charset=utf-8", csv_file),
}
"""Kind of file -> its media type and how it is made."""
CALCULATED = ("=", "+", "-", "@", "\t", "\r")


def _csv_text(value: object) -> str:
    if isinstance(value, bool) or value is None:
        return "" if value is None else "是" if value else "否"
    if isinstance(value, int | float | Fraction):
        return round_down(value) if isinstance(value, Fraction) else str(value)
    text = (
        moment(value)
        if isinstance(value, datetime)
        else day(value)
        if isinstance(value, date)
        else str(value)
    )
    return f"'{text}" if text.startswith(CALCULATED) else text


def _write(sheet: Worksheet, line: int, place: int, value: object, moments: Format) -> None:
    if isinstance(value, bool) or value is None:
        sheet.write_string(line, place, "" if value is None else "是" if value else "否")
    elif isinstance(value, int | float):
        sheet.write_number(line, place, value)
    elif isinstance(value, datetime):
        local = timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value
        sheet.write_datetime(line, place, local, moments)
    elif isinstance(value, date):
        sheet.write_datetime(line, place, value)
    else:
        sheet.write_string(line, place, str(value))


def _shown(one: Filter, request: HttpRequest) -> ShownFilter:
    asked = request.GET.get(one.name, "")
    known = {value for value, _text in one.choices}
    return ShownFilter(one.name, one.label, one.choices, asked if asked in known else "")


def _cell(column: Column, row: object) -> Cell:
    value = column.value(row)
    return Cell(column, _display(value), column.url(row) if column.url else None)


def _cell_html(opened_cell: tuple[str, Cell]) -> str:
    """One cell, escaped."""
    opened, cell = opened_cell
    shown = conditional_escape(cell.shown)  # type: ignore[arg-type]  # whatever is shown has a text
    return f'{opened}<a href="{escape(cell.url)}">{shown}</a></td>' if cell.url else f"{opened}{shown}</td>"


def _cell_in_english(opened_cell: tuple[str, Cell]) -> str:
    """One cell of an English page: what is said in Chinese is marked so."""
    opened, cell = opened_cell
    if not isinstance(cell.shown, SafeString):
        cell = replace(cell, shown=own_language(cell.shown))
    return _cell_html((opened, cell))


def _display(value: object) -> object:
    if value is None or value == "":
        return "—"
    if isinstance(value, Fraction):
        return round_down(value)
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    return value if isinstance(value, SafeString | Promise) else str(value)


def _turned(field: str) -> str:
    return field[1:] if field.startswith("-") else f"-{field}"
