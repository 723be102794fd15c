"""TOML read with care: every value is asked for by key and type, every fault is kept with its line.

A value that is missing or wrong is noted as a fault and stands as `UNREAD` (numbers), "" (texts) or
`date.min`, so that reading goes on and all faults come at once. Nothing that stands so ever leaves:
whoever reads a file raises `FaultsError` at the end.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

from xingping.core.faults import Fault
from xingping.core.points import HUNDREDTHS

UNREAD = -1
"""Stands for a number that could not be read; never a valid value here."""

MOST_BYTES = 4_000_000
LONGEST_TEXT = 600
MOST_DECIMALS = 9

Choice = TypeVar("Choice", bound=StrEnum)

_HEADER = re.compile(r"^[ \t]*\[{1,2}[ \t]*([A-Za-z0-9_-]+(?:[ \t]*\.[ \t]*[A-Za-z0-9_-]+)*)[ \t]*\]", re.M)
_WHERE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_FAULTY_CHARACTER = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
_DUPLICATE = (
    "Cannot overwrite a value",
    "Cannot declare",
    "Cannot mutate immutable",
    "Duplicate inline table",
)


@dataclass(slots=True)
class Source:
    """The file being read: its name, what is wrong with it, and where its tables begin."""

    name: str
    faults: list[Fault] = field(default_factory=list)
    lines: dict[int, int] = field(default_factory=dict)
    """id of a table's mapping -> line of its header."""

    def fault(self, place: str, message: str, mend: str) -> None:
        """Note something wrong."""
        self.faults.append(Fault(place, message, mend))


@dataclass(slots=True)
class Table:
    """One table of the file. Each reading method notes a fault and returns a stand-in when it cannot."""

    values: Mapping[str, object]
    place: str
    source: Source
    asked: set[str] = field(default_factory=set)
    path: str = ""
    """The table's own header with a dot behind it: "level1.level2."; "" for the root."""

    def fault(self, message: str, mend: str) -> None:
        """Note something wrong with this table."""
        self.source.fault(self.place, message, mend)

    def has(self, key: str) -> bool:
        """Whether an optional key was given."""
        self.asked.add(key)
        return key in self.values

    def text(self, key: str, *, longest: int = LONGEST_TEXT, empty: bool = False) -> str:
        """A trimmed text without control characters; `empty` allows "" (said, not left out)."""
        value = self._value(key, str, "文字，写在引号里")
        if not isinstance(value, str):
            return ""
        if _FAULTY_CHARACTER.search(value):
            self.fault(f"{key} 里有控制字符或坏字符", "请删去看不见的字符后重写")
        elif value != value.strip():
            self.fault(f"{key} 首尾有空白", "请去掉首尾空白")
        elif not value and not empty:
            self.fault(f"{key} 是空的", "请填写内容")
        elif len(value) > longest:
            self.fault(f"{key} 有 {len(value)} 个字，太长", f"请缩短到 {longest} 个字以内")
        else:
            return value
        return ""

    def texts(self, key: str, *, least: int = 0, longest: int = LONGEST_TEXT) -> tuple[str, ...]:
        """A list of texts, each as `text` would accept it."""
        value = self._value(key, list, "由文字组成的数组")
        if not isinstance(value, list):
            return ()
        if len(value) < least:
            self.fault(f"{key} 只有 {len(value)} 项", f"请至少写 {least} 项")
        items = Table({f"{key} 第 {i} 项": item for i, item in enumerate(value, 1)}, self.place, self.source)
        return tuple(items.text(one, longest=longest) for one in items.values)

    def whole(self, key: str, *, least: int, most: int) -> int:
        """A whole number within limits."""
        value = self._value(key, int, f"{least} 至 {most} 的整数")
        if not isinstance(value, int):
            return UNREAD
        return value if self._within(key, Fraction(value), least, most) else UNREAD

    def number(self, key: str, *, least: int, most: int) -> Fraction:
        """A finite decimal within limits, exact."""
        value = self._value(key, (int, Decimal), f"{least} 至 {most} 的数")
        if not isinstance(value, int | Decimal):
            return Fraction(UNREAD)
        if isinstance(value, Decimal) and not _ordinary(value):
            self.fault(f"{key} 不是普通的小数", f"请写 {least} 至 {most} 的数，最多 {MOST_DECIMALS} 位小数")
            return Fraction(UNREAD)
        exact = Fraction(value)
        return exact if self._within(key, exact, least, most) else Fraction(UNREAD)

    def points(self, key: str, *, most: int = 1_000_000) -> int:
        """Points above 0, as hundredths of a point."""
        exact = self.number(key, least=0, most=most)
        if exact < 0:
            return UNREAD
        hundredths = exact * HUNDREDTHS
        if hundredths == 0 or hundredths.denominator != 1:
            self.fault(f"{key} 的分值应大于 0，最多两位小数", "请改正分值")
            return UNREAD
        return hundredths.numerator

    def day(self, key: str) -> date:
        """A calendar day, written as 2024-10-23 without quotes."""
        value = self._value(key, date, "日期，如 2024-10-23（不加引号）")
        if isinstance(value, datetime):
            self.fault(f"{key} 带了时刻", "请只写日期，如 2024-10-23")
            return date.min
        return value if isinstance(value, date) else date.min

    def one_of(self, key: str, choices: type[Choice]) -> Choice | None:
        """One of the values of an enumeration, None after a fault."""
        value = self.text(key)
        allowed = {choice.value: choice for choice in choices}
        if value and value not in allowed:
            self.fault(f"{key} 不能是“{value}”", f"请用其中之一：{'、'.join(allowed)}")
        return allowed.get(value)

    def table(self, key: str) -> Table:
        """A table inside this one; an empty stand-in that reports no further fault if it is missing."""
        value = self._value(key, dict, f"表，以 [{key}] 开头")
        if not isinstance(value, dict):
            return Table({}, self.place, Source(self.source.name))
        return self._inner(key, key, value)

    def tables(self, key: str, *, least: int = 1) -> tuple[Table, ...]:
        """An array of tables, in the order of the file."""
        value = self._value(key, list, f"数组，每项以 [[{self.path}{key}]] 开头")
        if not isinstance(value, list):
            return ()
        if len(value) < least:
            self.fault(f"{key} 只有 {len(value)} 项", f"请至少写 {least} 项")
        for position, item in enumerate(value, 1):
            if not isinstance(item, dict):
                self.fault(f"{key} 第 {position} 项不是表", "请写成 { 键 = 值 } 的形式")
        return tuple(
            self._inner(key, f"{key} 第 {position} 项", item)
            for position, item in enumerate(value, 1)
            if isinstance(item, dict)
        )

    def optional_tables(self, key: str) -> tuple[Table, ...]:
        """An array of tables that may be left out."""
        return self.tables(key) if self.has(key) else ()

    def done(self) -> None:
        """Note the keys that nobody asked for."""
        unknown = [key for key in self.values if key not in self.asked]
        if not unknown:
            return
        from difflib import get_close_matches

        for key in unknown:
            near = get_close_matches(key, self.asked, 1)
            meant = f"是不是想写 {near[0]}？" if near else ""
            self.fault(f"不认识的键“{key}”", f"{meant}可用的键：{'、'.join(sorted(self.asked))}")

    def _value(self, key: str, kinds: type | tuple[type, ...], wanted: str) -> object:
        self.asked.add(key)
        if key not in self.values:
            self.fault(f"缺少 {key}", f"请补上 {key}，应为{wanted}")
            return None
        value = self.values[key]
        if isinstance(value, bool) or not isinstance(value, kinds):
            self.fault(f"{key} 的类型不对", f"应为{wanted}")
            return None
        return value

    def _within(self, key: str, value: Fraction, least: int, most: int) -> bool:
        if least <= value <= most:
            return True
        self.fault(f"{key} 超出范围", f"请写 {least} 至 {most} 之间的数")
        return False

    def _inner(self, key: str, label: str, values: Mapping[str, object]) -> Table:
        line = self.source.lines.get(id(values))
        place = f"{self.source.name}:{line}" if line else f"{self.place} {label}"
        return Table(values, place, self.source, path=f"{self.path}{key}.")


def _ordinary(value: Decimal) -> bool:
    """Whether a decimal is finite and has few enough digits before and behind the point."""
    return value.is_finite() and abs(value) < 10**15 and round(value, MOST_DECIMALS) == value


def read_toml(path: Path, faults: list[Fault]) -> Table | None:
    """Read a TOML file into its root table, whose faults are appended to `faults`.

    Returns None, with the fault noted, when the file cannot be read at all: missing, too big, not
    UTF-8, or broken TOML (duplicate keys are broken TOML).
    """
    source = Source(str(path), faults)
    text = read_utf8(path, source)
    if text is None:
        return None
    try:
        values = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        _note_broken(source, str(error), text.count("\n") + 1)
        return None
    except (ValueError, ArithmeticError, RecursionError):
        source.fault(f"{source.name}:1", "有过大的数或过深的嵌套，读不了", "请改成普通大小的数、减少嵌套")
        return None
    source.lines = _table_lines(text, values)
    return Table(values, f"{source.name}:1", source)


def read_utf8(path: Path, source: Source) -> str | None:
    """A file's text without a byte order mark; None, with the fault noted, if it cannot be read."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        source.fault(source.name, "没有这个文件", f"请在 {path.parent.name} 里放入 {path.name}")
        return None
    except OSError as error:
        source.fault(source.name, f"文件打不开（{error.strerror}）", "请检查它是不是普通文件、有没有读取权限")
        return None
    if len(content) > MOST_BYTES:
        source.fault(source.name, "文件太大", f"请控制在 {MOST_BYTES // 1_000_000} MB 以内")
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        source.fault(f"{source.name}:{line}", "不是 UTF-8 编码", "请用 UTF-8 编码另存")
        return None


def _note_broken(source: Source, error: str, last_line: int) -> None:
    found = _WHERE.search(error)
    line, column = found.groups() if found else (None, None)
    what = _WHERE.sub("", error)
    place = f"{source.name}:{line or last_line}"
    if what.startswith(_DUPLICATE):
        source.fault(place, f"同一个键或表写了两次（{what}）", "请删去重复的一个")
        return
    where = f"第 {column} 列" if column else "文件末尾"
    source.fault(place, f"不是合法的 TOML，{where}（{what}）", "请对照 TOML 语法改正")


def _table_lines(text: str, values: Mapping[str, object]) -> dict[int, int]:
    """Line of each table's header, found by pairing headers and tables of one path in file order."""
    headers: dict[str, list[int]] = {}
    line, read = 1, 0
    for found in _HEADER.finditer(text):
        line += text.count("\n", read, found.start())
        read = found.start()
        headers.setdefault(re.sub(r"[ \t]", "", found.group(1)), []).append(line)
    tables: dict[str, list[int]] = {}
    for path, table in _walk(values, ""):
        tables.setdefault(path, []).append(id(table))
    return {
        identity: line
        for path, identities in tables.items()
        if len(identities) == len(headers.get(path, ()))
        for identity, line in zip(identities, headers[path], strict=True)
    }


def _walk(values: Mapping[str, object], path: str) -> Iterator[tuple[str, Mapping[str, object]]]:
    for key, value in values.items():
        inner = f"{path}.{key}" if path else key
        for item in value if isinstance(value, list) else (value,):
            if isinstance(item, dict):
                yield inner, item
                yield from _walk(item, inner)
