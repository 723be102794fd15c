"""Text for a terminal: Chinese takes two columns, colours only where a person looks, faults on stderr."""

from __future__ import annotations

import os
import shutil
import sys
import unicodedata
from collections.abc import Iterable, Sequence

from xingping.core.faults import FaultsError

BOLD, DIM, GOLD, RED, GREEN = "1", "2", "33", "31", "32"
"""What `paint` understands."""

NARROWEST, WIDEST, UNKNOWN = 60, 120, 100
_NOT_FIRST = "，。；：、！？）》”’」』】%…"
_NOT_LAST = "（《“‘「『【"


def width(text: str) -> int:
    """Columns that a text takes: two for wide characters, none for combining ones."""
    return sum(map(_columns, text))


def pad(text: str, columns: int, *, right: bool = False) -> str:
    """Fill a text with spaces to a number of columns; `right` puts the text at the right."""
    space = " " * (columns - width(text))
    return space + text if right else text + space


def wrap(text: str, columns: int) -> list[str]:
    """Break a text into lines of at most `columns`, never before closing punctuation or inside a word."""
    lines, line, used = [], "", 0
    for piece in _pieces(text):
        size = width(piece)
        if line and used + size > columns:
            lines.append(line.rstrip())
            line, used = "", 0
            piece = piece.lstrip()
            size = width(piece)
        line, used = line + piece, used + size
    return [*lines, line.rstrip()]


def grid(rows: Sequence[Sequence[str]], *, right: Iterable[int] = (), gap: int = 2) -> list[str]:
    """Rows of cells -> aligned lines; the columns in `right` are set flush right."""
    flush = set(right)
    sizes = [max(map(width, column)) for column in zip(*rows, strict=True)]
    return [
        (" " * gap)
        .join(
            pad(cell, size, right=column in flush)
            for column, (cell, size) in enumerate(zip(row, sizes, strict=True))
        )
        .rstrip()
        for row in rows
    ]


def page_width() -> int:
    """Columns to write in: the terminal's, within reason; 100 where there is none."""
    return max(NARROWEST, min(WIDEST, shutil.get_terminal_size((UNKNOWN, 24)).columns))


def paint(text: str, colour: str) -> str:
    """Colour a text if standard output is a terminal and `NO_COLOR` is not set."""
    if os.environ.get("NO_COLOR") or not sys.stdout.isatty():
        return text
    return f"\x1b[{colour}m{text}\x1b[0m"


def print_faults(error: FaultsError) -> int:
    """Write every fault on its own line to stderr. Returns the exit status 2."""
    for fault in error.faults:
        print(fault, file=sys.stderr)
    return 2


def _columns(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _pieces(text: str) -> list[str]:
    """What must stay together: a wide character with the punctuation that belongs to it, or a word."""
    pieces: list[str] = []
    for character in text:
        last = pieces[-1][-1] if pieces else " "
        in_word = _is_word(character) and _is_word(last)
        if pieces and (in_word or character in _NOT_FIRST or last in _NOT_LAST):
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


def _is_word(character: str) -> bool:
    return character.isascii() and not character.isspace()
