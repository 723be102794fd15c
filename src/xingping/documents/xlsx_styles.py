"""Which cell styles of a workbook show a number as a date or a percentage; numbers of days as dates."""

from __future__ import annotations

import re
from datetime import date, timedelta

from xingping.documents.cells import CellKind
from xingping.documents.xlsx_package import Attributes, Package, make_parser

_BUILT_IN_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
"""Number formats that mean dates or times without saying so; 27-36 and 50-58 in Chinese Excel."""

_BUILT_IN_PERCENT = frozenset((9, 10))
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_DATE_LETTER = re.compile(r"[ymdhs年月日]", re.IGNORECASE)
_LAST_DAY = 2_958_465
"""9999-12-31 in the 1900 date system."""

_FALSE_LEAP_DAY = 60
"""The 1900 date system counts a 29 February 1900 that never was."""


def read_styles(package: Package, part: str) -> tuple[CellKind, ...]:
    """How each cell style (by its number in the file) shows a number."""
    formats: dict[str, str] = {}
    styles: list[str] = []
    inside: list[str] = []

    def start(name: str, attributes: Attributes) -> None:
        inside.append(name)
        if name == "numFmt":
            formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "xf" and "cellXfs" in inside:
            styles.append(attributes.get("numFmtId", "0"))

    def end(_: str) -> None:
        inside.pop()

    package.parse(part, make_parser(start, end))
    kinds = {number: _kind(number, formats.get(number)) for number in set(styles)}
    return tuple(kinds[number] for number in styles)


def _kind(number: str, code: str | None) -> CellKind:
    if code is None:
        built_in = int(number) if re.fullmatch("[0-9]{1,4}", number) else 0
        if built_in in _BUILT_IN_DATES:
            return CellKind.DATE
        return CellKind.PERCENT if built_in in _BUILT_IN_PERCENT else CellKind.NUMBER
    bare = _LITERAL.sub("", code)
    if bare.lower() in ("general", "standard", "g/通用格式"):
        return CellKind.NUMBER
    if _DATE_LETTER.search(bare) or re.search(r"\[(h+|m+|s+)\]", code, re.IGNORECASE):
        return CellKind.DATE
    return CellKind.PERCENT if "%" in bare else CellKind.NUMBER


def date_of(days: float, *, from_1904: bool) -> date | None:
    """The day that a date cell's number means, None outside 1900-9999."""
    whole = int(days) if 0 <= days <= _LAST_DAY else -1
    if from_1904:
        return date(1904, 1, 1) + timedelta(whole) if 0 <= whole <= _LAST_DAY - 1462 else None
    if whole < 1 or whole == _FALSE_LEAP_DAY:
        return None
    return date(1899, 12, 31 if whole < _FALSE_LEAP_DAY else 30) + timedelta(whole)
