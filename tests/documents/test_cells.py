"""Texts of strangers in messages, and names of columns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xingping.documents.cells import clean, column_name, shown


@given(st.text(), st.integers(2, 60))
def test_whatever_is_shown_is_one_printable_line(text: str, limit: int) -> None:
    assert shown(text, limit).isprintable()
    assert len(shown(text, limit)) <= 8 * limit


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("张三", "张三"),
        ("a\r\nb\nc\td", "a⏎b⏎c d"),
        ("\x1b[1m\u202e", "\\u001b[1m\\u202e"),
        ("长" * 50, "长" * 39 + "…"),
    ],
)
def test_shown(text: str, expected: str) -> None:
    assert shown(text) == expected


def test_clean() -> None:
    assert clean("\ufeff\u3000 张 三\u200b\r\n") == "张 三"


@pytest.mark.parametrize(
    ("column", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16383, "XFD")]
)
def test_column_names(column: int, name: str) -> None:
    assert column_name(column) == name
