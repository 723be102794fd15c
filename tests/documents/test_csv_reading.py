"""CSV files: encodings, quoting, line numbers, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from score_files import CHINESE, csv_bytes, csv_text, faults, full_rows, read, warnings
from xingping.documents.cells import Remarks, UnreadableFileError
from xingping.documents.csv_reading import read_csv

NAMES = ("张三", "李四")
WHOLE = csv_bytes(full_rows(*NAMES), CHINESE)


def cells(data: bytes) -> list[tuple[int, list[str]]]:
    remarks = Remarks()
    table = read_csv(data, remarks)
    assert remarks.faults == []
    return [(row.line, [cell.text for cell in row.cells.values()]) for row in table.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_encodings_of_the_contract(encoding: str) -> None:
    given_bytes = csv_bytes(full_rows(*NAMES), CHINESE, encoding)
    assert read(given_bytes) == read(WHOLE)
    assert list(read(given_bytes).sheets) == list(NAMES)


@pytest.mark.parametrize(
    ("encoding", "name"),
    [("utf-16", "UTF-16"), ("utf-16-le", "UTF-16"), ("utf-16-be", "UTF-16"), ("utf-32", "UTF-32")],
)
def test_other_unicode_encodings_are_refused(encoding: str, name: str) -> None:
    (fault,) = faults(csv_bytes(full_rows(), encoding=encoding))
    assert fault.startswith("F:1: ")
    assert name in fault
    assert "CSV UTF-8" in fault


def test_damaged_utf8_is_never_taken_for_gb18030() -> None:
    position = WHOLE.rindex("李四".encode())
    damaged = WHOLE[:position] + WHOLE[position + 1 :]
    damaged.decode("gb18030", errors="replace")
    (fault,) = faults(damaged)
    assert fault.startswith("F:115: UTF-8 编码在这一行有损坏的字节；")


def test_a_byte_that_no_encoding_has() -> None:
    (fault,) = faults(csv_bytes(full_rows("张三"), CHINESE, "gb18030") + b"9,\xff\xff,1\n")
    assert fault.startswith("F:59: 编码既不是 UTF-8 也不是 GB18030；")


def test_bytes_that_mean_something_in_both_encodings_are_said() -> None:
    data = csv_text(full_rows("@")).encode().replace(b"@", "陆".encode("gb18030"))
    assert warnings(data) == [
        "F:1: 文件按 UTF-8 读取，但也可能是 GB18030，其中的中文或有误；"
        "请在 Excel 或 WPS 中另存为“CSV UTF-8（逗号分隔）”或 XLSX"
    ]
    assert warnings(csv_bytes(full_rows("张三"))) == []
    assert warnings(csv_bytes(full_rows("Ann"))) == []


def test_a_nul_is_named_with_its_line() -> None:
    (fault,) = faults(csv_bytes(full_rows()) + b"\n\n9,\0,1\n")
    assert fault.startswith("F:61: 文件里有空字符（NUL）")


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_endings(ending: str) -> None:
    text = csv_text(full_rows()).replace("\n", ending)
    assert read(text.encode()) == read(csv_bytes(full_rows()))


def test_lines_are_those_of_the_file_also_after_quoted_line_breaks() -> None:
    assert cells(b'a,"b\r\nb",c\n\n , ,\n"d\n\n",e,f\n1,2,3') == [
        (1, ["a", "b\r\nb", "c"]),
        (5, ["d\n\n", "e", "f"]),
        (8, ["1", "2", "3"]),
    ]


def test_unicode_line_separators_do_not_count_as_lines() -> None:
    assert cells("a\u2028b,c\x0bd\x85\n1,2\n".encode()) == [
        (1, ["a\u2028b", "c\x0bd\x85"]),
        (2, ["1", "2"]),
    ]


def test_quotes_that_do_not_fit_are_faults_of_their_line() -> None:
    data = csv_bytes(full_rows()) + b'1,"a"b,2\n2,"c,3\n4,5,6\n'
    assert faults(data) == [
        "F:59: 这一行的英文双引号用得不对；含逗号、引号或换行的格子请整格用双引号括起，其中的双引号写两遍",
        "F:60: 从这一行起有一个英文双引号没有成对；请补上另一个双引号，或删去多余的双引号",
    ]


def test_a_monstrous_cell_is_a_fault_and_the_rest_is_read() -> None:
    rows = [*full_rows()[:-1], ("62", "甲", "9" * 200_000), ("62", "甲", "x")]
    first, second = faults(csv_bytes(rows))
    assert first.startswith("F:58: 这一行有一格长得不合理")
    assert second.startswith("F:59: 指标 62“创新的模式”的得分“x”不是普通的小数")


def test_a_million_empty_rows_are_nothing() -> None:
    assert read(csv_bytes(full_rows()) + b",,\n" * 1_000_000) == read(csv_bytes(full_rows()))


def test_too_many_rows_are_refused() -> None:
    with pytest.raises(UnreadableFileError, match="超过 100,000 行") as caught:
        read_csv(b"1,2,3\n" * 100_001, Remarks())
    assert caught.value.remark.line == 100_001


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_at_all_escape(data: bytes) -> None:
    for prefix in (b"", b"indicator,assessor,score\n", "指标,评审专家,得分\n".encode("gb18030")):
        assert faults(prefix + data)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(st.text(max_size=8), max_size=5), max_size=6))
def test_no_rows_at_all_escape(rows: list[list[str]]) -> None:
    text = "\n".join(",".join(row) for row in rows)
    assert all(
        "\n" not in one and one.startswith("F:")
        for one in faults(("indicator,assessor,score\n" + text).encode("utf-8", "replace"))
    )
