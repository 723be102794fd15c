"""The look of all workbooks: fonts, colours, page set-up, row heights."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from math import ceil
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

FONT = "Microsoft YaHei"
INK, INK_SOFT, LINE = "#1F2328", "#5B6470", "#D9D3C9"
BRAND, BRAND_SOFT = "#B3261E", "#FBEEEC"
GOLD, INPUT, PAPER = "#C8921A", "#FFF8DC", "#FAF8F5"
WRONG = "#F7C9C4"

_LINE_HEIGHT = 1.5
_A4 = 9
_POINTS_PER_INCH = 72
_A4_LONG, _A4_SHORT = 11.69, 8.27
_MARGINS = {"left": 0.45, "right": 0.45, "top": 0.7, "bottom": 0.65}
_SLACK = 0.95
"""Printers and fonts differ a little; a row must never spill onto a page of its own."""

NORMAL: Mapping[str, Any] = {"font_name": FONT, "font_size": 10}
"""The workbook's normal font: column widths are counted in its digits."""

_BASE: Mapping[str, Any] = {
    "font_name": FONT,
    "font_size": 10,
    "font_color": INK,
    "valign": "vcenter",
    "locked": True,
}
_BOX: Mapping[str, Any] = {"border": 1, "border_color": LINE}
_LOOKS: dict[str, Mapping[str, Any]] = {
    "title": {"font_size": 18, "bold": True, "align": "center"},
    "subtitle": {"font_size": 9, "font_color": INK_SOFT, "align": "center"},
    "heading": {"font_size": 12, "bold": True, "font_color": BRAND, "bottom": 2, "bottom_color": BRAND},
    "text": {"text_wrap": True, "valign": "top"},
    "note": {"font_size": 9, "font_color": INK_SOFT, "text_wrap": True, "valign": "top"},
    "label": {"font_color": INK_SOFT, "align": "right", "indent": 1},
    "header": {**_BOX, "bold": True, "align": "center", "text_wrap": True, "bg_color": BRAND_SOFT},
    "level": {**_BOX, "bold": True, "align": "center", "text_wrap": True, "bg_color": PAPER},
    "level2": {**_BOX, "align": "center", "text_wrap": True},
    "name": {**_BOX, "text_wrap": True, "indent": 1},
    "name_strong": {**_BOX, "text_wrap": True, "bold": True, "indent": 1},
    "small": {**_BOX, "text_wrap": True, "font_size": 9, "indent": 1},
    "center": {**_BOX, "align": "center"},
    "center_strong": {**_BOX, "align": "center", "bold": True, "bg_color": PAPER},
    "whole": {**_BOX, "align": "center", "num_format": "0"},
    "points": {**_BOX, "align": "center", "num_format": "0.00"},
    "points_strong": {**_BOX, "align": "center", "num_format": "0.00", "bold": True, "bg_color": PAPER},
    "rate": {**_BOX, "align": "center", "num_format": "0.00%"},
    "rate_strong": {**_BOX, "align": "center", "num_format": "0.00%", "bold": True, "bg_color": PAPER},
    "star": {**_BOX, "align": "center", "font_color": GOLD, "bold": True},
    "total": {"align": "center", "num_format": "0.##", "font_size": 9, "font_color": INK_SOFT},
    "input": {**_BOX, "align": "center", "bg_color": INPUT, "locked": False, "font_size": 11},
    "input_name": {
        **_BOX,
        "align": "center",
        "bg_color": INPUT,
        "locked": False,
        "bold": True,
        "text_wrap": True,
    },
    "input_text": {**_BOX, "bg_color": INPUT, "locked": False, "text_wrap": True, "font_size": 9},
    "signature": {**_BOX, "bold": True, "align": "center", "font_size": 9},
    "spread_wide": {**_BOX, "align": "center", "bg_color": WRONG, "font_color": BRAND, "bold": True},
    "wrong": {"bg_color": WRONG, "font_color": BRAND},
    "big_star": {"font_size": 30, "font_color": GOLD, "align": "center"},
    "big": {"font_size": 24, "bold": True, "align": "center", "num_format": "0.00"},
    "big_rate": {"font_size": 24, "bold": True, "align": "center", "num_format": "0.00%"},
    "caption": {"font_size": 9, "font_color": INK_SOFT, "align": "center"},
    "verdict": {"font_size": 11, "align": "center", "font_color": BRAND, "bold": True},
}


class Style:
    """Formats of one workbook by name, made when first asked for."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._formats: dict[str, Format] = {}

    def __getitem__(self, name: str) -> Format:
        if name not in self._formats:
            look = _LOOKS[name]
            self._formats[name] = self._book.add_format(look if name == "wrong" else {**_BASE, **look})
        return self._formats[name]


def display_width(text: str) -> int:
    """Width of a text in half characters, the unit of column widths."""
    return sum(2 if unicodedata.east_asian_width(one) in "WFA" else 1 for one in text)


def row_height(cells: Sequence[tuple[str, float]], size: float = 10, least: float = 20) -> float:
    """Height in points of a row whose (text, column width) cells wrap at font size `size`."""
    lines = 1
    for text, width in cells:
        room = max(2.0, width * 10 / size - 2)
        lines = max(lines, sum(max(1, ceil(display_width(line) / room)) for line in text.split("\n")))
    return max(least, lines * size * _LINE_HEIGHT + 5)


def set_page(sheet: Worksheet, *, landscape: bool, title: str, foot: str) -> None:
    """A4, fitted to its width, with margins, running title and page numbers."""
    sheet.set_paper(_A4)
    if landscape:
        sheet.set_landscape()
    sheet.set_margins(**_MARGINS)
    sheet.set_header(f'&L&"{FONT}"&9 {_escape(title)}&R&"{FONT}"&9 {_escape(foot)}')
    sheet.set_footer(f'&C&"{FONT}"&9 第 &P 页，共 &N 页')
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.hide_gridlines(2)


def print_scale(widths: Sequence[float], *, landscape: bool) -> int:
    """Percent at which a spreadsheet will print columns of these widths to fit a page."""
    wide = sum(7 * width + 5 for width in widths) * 0.75
    room = (_A4_LONG if landscape else _A4_SHORT) - _MARGINS["left"] - _MARGINS["right"]
    return max(10, min(100, int(room * _POINTS_PER_INCH / wide * 100)))


def page_room(scale: int, *, landscape: bool) -> float:
    """Height in points of sheet that one page takes at a scale."""
    tall = (_A4_SHORT if landscape else _A4_LONG) - _MARGINS["top"] - _MARGINS["bottom"]
    return tall * _POINTS_PER_INCH * _SLACK * 100 / scale


def _escape(text: str) -> str:
    return text.replace("&", "&&")
