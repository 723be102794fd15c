"""TOML read with care: everything wrong is noted with its line, and nothing is misread."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from fractions import Fraction
from pathlib import Path

import pytest

from xingping.core.faults import Fault
from xingping.core.reading import UNREAD, Source, Table, read_toml, read_utf8


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


Read = Callable[[Table], object]


def read(tmp_path: Path, content: str | bytes) -> tuple[Table | None, list[str]]:
    path = tmp_path / "a.toml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    faults: list[Fault] = []
    table = read_toml(path, faults)
    return table, [str(fault).replace(f"{tmp_path}/", "") for fault in faults]


def asked(tmp_path: Path, content: str, question: Read) -> tuple[object, list[str]]:
    path = tmp_path / "a.toml"
    path.write_text(content, encoding="utf-8")
    faults: list[Fault] = []
    table = read_toml(path, faults)
    assert table is not None
    answer = question(table)
    return answer, [str(fault).replace(f"{tmp_path}/", "") for fault in faults]


@pytest.mark.parametrize(
    ("content", "question", "answer"),
    [
        ('a = "星"', lambda t: t.text("a"), "星"),
        ('a = ""', lambda t: t.text("a", empty=True), ""),
        ('a = ["x", "y"]', lambda t: t.texts("a"), ("x", "y")),
        ("a = []", lambda t: t.texts("a"), ()),
        ("a = 3", lambda t: t.whole("a", least=1, most=3), 3),
        ("a = 0.95", lambda t: t.number("a", least=0, most=1), Fraction(19, 20)),
        ("a = 1e2", lambda t: t.number("a", least=0, most=100), Fraction(100)),
        ("a = 2.5", lambda t: t.points("a"), 250),
        ("a = 1000", lambda t: t.points("a"), 100_000),
        ("a = 2024-10-23", lambda t: t.day("a"), date(2024, 10, 23)),
        ('a = "blue"', lambda t: t.one_of("a", Colour), Colour.BLUE),
        ("[a]\nb = 1", lambda t: t.table("a").whole("b", least=0, most=9), 1),
        ("a = [{b = 1}, {b = 2}]", lambda t: [x.whole("b", least=0, most=9) for x in t.tables("a")], [1, 2]),
        ("", lambda t: (t.has("a"), t.optional_tables("a")), (False, ())),
    ],
)
def test_what_is_right_is_read_exactly(tmp_path: Path, content: str, question: Read, answer: object) -> None:
    assert asked(tmp_path, content, question) == (answer, [])


def typo(table: Table) -> bool:
    known = table.has("serial")
    table.done()
    return known


@pytest.mark.parametrize(
    ("content", "question", "answer", "fault"),
    [
        ("", lambda t: t.text("a"), "", "缺少 a；请补上 a，应为文字，写在引号里"),
        ("a = 1", lambda t: t.text("a"), "", "a 的类型不对；应为文字，写在引号里"),
        ('a = "x\\u0000"', lambda t: t.text("a"), "", "a 里有控制字符或坏字符；请删去看不见的字符后重写"),
        ('a = "x\\ny"', lambda t: t.text("a"), "", "a 里有控制字符或坏字符；请删去看不见的字符后重写"),
        ('a = " x"', lambda t: t.text("a"), "", "a 首尾有空白；请去掉首尾空白"),
        ('a = ""', lambda t: t.text("a"), "", "a 是空的；请填写内容"),
        ('a = "xyz"', lambda t: t.text("a", longest=2), "", "a 有 3 个字，太长；请缩短到 2 个字以内"),
        ('a = "x"', lambda t: t.texts("a"), (), "a 的类型不对；应为由文字组成的数组"),
        ("a = []", lambda t: t.texts("a", least=1), (), "a 只有 0 项；请至少写 1 项"),
        ('a = ["x", 2]', lambda t: t.texts("a"), ("x", ""), "a 第 2 项 的类型不对；应为文字，写在引号里"),
        ("a = 4", lambda t: t.whole("a", least=1, most=3), UNREAD, "a 超出范围；请写 1 至 3 之间的数"),
        ("a = 1.0", lambda t: t.whole("a", least=1, most=3), UNREAD, "a 的类型不对；应为1 至 3 的整数"),
        ("a = true", lambda t: t.whole("a", least=1, most=3), UNREAD, "a 的类型不对；应为1 至 3 的整数"),
        ('a = "1"', lambda t: t.number("a", least=0, most=1), UNREAD, "a 的类型不对；应为0 至 1 的数"),
        ("a = 1.1", lambda t: t.number("a", least=0, most=1), UNREAD, "a 超出范围；请写 0 至 1 之间的数"),
        ("a = -1", lambda t: t.points("a"), UNREAD, "a 超出范围；请写 0 至 1000000 之间的数"),
        ("a = 0", lambda t: t.points("a"), UNREAD, "a 的分值应大于 0，最多两位小数；请改正分值"),
        ("a = 0.001", lambda t: t.points("a"), UNREAD, "a 的分值应大于 0，最多两位小数；请改正分值"),
        ("a = 2024", lambda t: t.day("a"), date.min, "a 的类型不对；应为日期，如 2024-10-23（不加引号）"),
        ("a = 2024-10-23T08:00:00", lambda t: t.day("a"), date.min, "a 带了时刻；请只写日期，如 2024-10-23"),
        ('a = "green"', lambda t: t.one_of("a", Colour), None, "a 不能是“green”；请用其中之一：red、blue"),
        ("a = 1", lambda t: t.table("a").text("b"), "", "a 的类型不对；应为表，以 [a] 开头"),
        ("a = 1", lambda t: t.tables("a"), (), "a 的类型不对；应为数组，每项以 [[a]] 开头"),
        ("a = []", lambda t: t.tables("a"), (), "a 只有 0 项；请至少写 1 项"),
        ("a = [1]", lambda t: t.tables("a"), (), "a 第 1 项不是表；请写成 { 键 = 值 } 的形式"),
        ("serail = 1", typo, False, "不认识的键“serail”；是不是想写 serial？可用的键：serial"),
        ("zz = 1", typo, False, "不认识的键“zz”；可用的键：serial"),
    ],
)
def test_what_is_wrong_is_noted_and_stood_in_for(
    tmp_path: Path, content: str, question: Read, answer: object, fault: str
) -> None:
    assert asked(tmp_path, content, question) == (answer, [f"a.toml:1: {fault}"])


@pytest.mark.parametrize("value", ["nan", "inf", "-inf", "1e-10", "1e-999999", "1e15", "1e999999"])
def test_odd_decimals_are_refused(tmp_path: Path, value: str) -> None:
    fault = "a.toml:1: a 不是普通的小数；请写 0 至 1 的数，最多 9 位小数"
    answer = asked(tmp_path, f"a = {value}", lambda table: table.number("a", least=0, most=1))
    assert answer == (UNREAD, [fault])


def test_all_known_keys_are_no_fault(tmp_path: Path) -> None:
    assert asked(tmp_path, "a = 1", lambda t: (t.has("a"), t.done())[0]) == (True, [])


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"a = 1\nb = ", "a.toml:2: 不是合法的 TOML，文件末尾（Invalid value）；请对照 TOML 语法改正"),
        (b"a = 1\nb == 2\n", "a.toml:2: 不是合法的 TOML，第 4 列（Invalid value）；请对照 TOML 语法改正"),
        (b"a = 1\na = 2\n", "a.toml:2: 同一个键或表写了两次（Cannot overwrite a value）；请删去重复的一个"),
        (b"[a]\n[a]\n", "a.toml:2: 同一个键或表写了两次（Cannot declare ('a',) twice）；请删去重复的一个"),
        (b"a = '\xd6\xd0'\n", "a.toml:1: 不是 UTF-8 编码；请用 UTF-8 编码另存"),
        (b"a = 1\nb = '\xff'\n", "a.toml:2: 不是 UTF-8 编码；请用 UTF-8 编码另存"),
        (b"a = " + b"9" * 5000, "a.toml:1: 有过大的数或过深的嵌套，读不了；请改成普通大小的数、减少嵌套"),
        (b"a = " + b"[" * 9000, "a.toml:1: 有过大的数或过深的嵌套，读不了；请改成普通大小的数、减少嵌套"),
        (b"#" * 4_000_001, "a.toml: 文件太大；请控制在 4 MB 以内"),
    ],
)
def test_a_broken_file_is_one_clear_fault(tmp_path: Path, content: bytes, fault: str) -> None:
    table, faults = read(tmp_path, content)
    assert (table, faults) == (None, [fault])


def test_a_missing_file_and_a_folder_in_its_place(tmp_path: Path) -> None:
    faults: list[Fault] = []
    assert read_toml(tmp_path / "b.toml", faults) is None
    assert read_toml(tmp_path, faults) is None
    assert [fault.message for fault in faults] == ["没有这个文件", "文件打不开（Is a directory）"]


def test_a_byte_order_mark_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"\xef\xbb\xbfa,b\n")
    assert read_utf8(path, Source("a.csv")) == "a,b\n"


def test_faults_name_the_line_where_their_table_begins(tmp_path: Path) -> None:
    content = """\
# [[one]] in a comment
[ head ]
x = 1

[[one]]
[[one.two]]
[[one . two]]
[[one]]
[[one.two]]
inline = [{}, {}]
"""

    def question(root: Table) -> None:
        root.table("head").text("y")
        for one in root.tables("one"):
            for two in one.tables("two"):
                two.text("z")
                for inline in two.optional_tables("inline"):
                    inline.text("w")

    _, faults = asked(tmp_path, content, question)
    assert [fault.partition("；")[0] for fault in faults] == [
        "a.toml:2: 缺少 y",
        "a.toml:6: 缺少 z",
        "a.toml:7: 缺少 z",
        "a.toml:9: 缺少 z",
        "a.toml:9 inline 第 1 项: 缺少 w",
        "a.toml:9 inline 第 2 项: 缺少 w",
    ]
