"""Small values of a guide's file: names, English beside Chinese, decimals, percentages."""

from __future__ import annotations

import re
from fractions import Fraction

from xingping.core.guide import FULL_SHARE
from xingping.core.reading import UNREAD, Table

NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
"""Names of facts, choices and groups."""

_DECIMAL = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,6})?")


def read_name(table: Table, key: str, allowed: re.Pattern[str] = NAME) -> str:
    """A name in lower-case letters, digits and a few signs; "" after a fault."""
    name = table.text(key, longest=64)
    if name and allowed.fullmatch(name) is None:
        table.fault(f"{key} 不能是“{name}”", "请以小写英文字母开头，只用小写字母、数字和下划线")
        return ""
    return name


def english(table: Table, key: str, chinese: str) -> str:
    """The English of a text, or the Chinese itself where a guide gives none."""
    return table.text(f"{key}_en", longest=300) if table.has(f"{key}_en") else chinese


def read_decimal(table: Table, key: str, *, least: int, most: int) -> Fraction:
    """A decimal within limits, exact, written as 0.5 or "0.5"."""
    if not isinstance(table.values.get(key), str):
        return table.number(key, least=least, most=most)
    text = table.text(key, longest=20)
    value = exact_decimal(text)
    if value is None or not least <= value <= most:
        table.fault(f"{key} 不能是“{text}”", f"请写 {least} 至 {most} 之间的数")
        return Fraction(UNREAD)
    return value


def exact_decimal(text: str) -> Fraction | None:
    """A non-negative decimal in ASCII digits, exact; None for anything else."""
    return Fraction(text) if _DECIMAL.fullmatch(text) else None


def read_percent(table: Table, key: str) -> int:
    """A whole percentage from 0 to 100."""
    return table.whole(key, least=0, most=FULL_SHARE)
