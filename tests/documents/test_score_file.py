"""Whole score files: columns, duplicates, missing and uneven scores, and files that cannot be opened."""

from __future__ import annotations

import os
import random
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from score_files import (
    CHINESE,
    EDITION,
    Row,
    csv_bytes,
    csv_text,
    faults,
    full_rows,
    read,
    replaced,
    warnings,
)
from xingping.core.faults import FaultsError
from xingping.documents.score_file import MAX_FILE, read_score_file

SHAPE = "表头请写 indicator,assessor,score（或 指标,评审专家,得分），各列用英文逗号分隔"
COMMAS = "各列不是用英文逗号分隔的；请另存为“CSV UTF-8（逗号分隔）”或 XLSX"
PARTIAL = "请补上得分；只评了一部分时加 --partial"


def test_the_scores_as_they_stand() -> None:
    rows: list[Row] = [("1", " 张 三 ", "4.5"), ("9", "李四", "0"), ("设施面积", "张 三", "10")]
    assert read(csv_bytes(rows), partial=True).sheets == {
        "张 三": {"1": 450, "2": 1000},
        "李四": {"9-10": 0},
    }


@settings(max_examples=40, deadline=None)
@given(st.permutations(range(5)), st.randoms(use_true_random=False))
def test_columns_and_rows_in_any_order(order: list[int], source: random.Random) -> None:
    header = ("Indicator", " ASSESSOR", "score", "备注", "权重")
    rows = [(*row, "好", "7") for row in full_rows("甲", "乙")]
    source.shuffle(rows)
    shuffled = csv_bytes(
        [tuple(row[place] for place in order) for row in rows], [header[place] for place in order]
    )
    assert read(shuffled).sheets == {
        label: dict(sheet) for label, sheet in read(csv_bytes(rows, header)).sheets.items()
    }


def test_names_of_columns_may_be_mixed() -> None:
    assert read(csv_bytes(full_rows(), ("指标", "assessor", "得分"))) == read(csv_bytes(full_rows()))


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        ("", "F:1: 文件是空的；请填写后再试"),
        (" \n\n", "F:1: 文件是空的；请填写后再试"),
        ("\ufeff", "F:1: 文件里没有评分；请填写评分后再计算"),
        (",,\n", "F:1: 文件里没有评分；请填写评分后再计算"),
        ("indicator,assessor,score\n,,\n", "F:1: 文件里一项得分也没有；请填写得分后再计算"),
        ("\n1,甲,5\n", f"F:2: 没有找到表头；{SHAPE}"),
        ("指标,得分\n1,5\n", f"F:1: 表头缺少列：评审专家；{SHAPE}"),
        ("指标;评审专家;得分\n1;甲;5\n", f"F:1: {COMMAS}"),
        ("a\nindicator\tassessor\tscore\n", f"F:2: {COMMAS}"),
        ("指标，评审专家，得分\n", f"F:1: {COMMAS}"),
        (
            "指标,评审专家,得分,score\n",
            "F:1: “得分”一列出现了两次（C 列和 D 列）；请只保留一列，或把另一列改名",
        ),
    ],
)
def test_files_without_usable_columns(data: str, fault: str) -> None:
    assert faults(data.encode()) == [fault]


def test_every_missing_indicator_is_a_fault() -> None:
    assert faults(csv_bytes(full_rows()[2:])) == [
        f"F:1: 指标 1“选址布局”没有评分；{PARTIAL}",
        f"F:1: 指标 2“设施面积”没有评分；{PARTIAL}",
    ]
    assert len(read(csv_bytes(full_rows()[2:]), partial=True).sheets["甲"]) == 55


def test_a_row_without_a_score() -> None:
    blank = replaced("11", ("11", "甲", ""))
    assert faults(csv_bytes(blank)) == [
        "F:11: 指标 11“消除安全隐患”没有得分；请填得分，或删去这一行；只评了一部分时加 --partial"
    ]
    assert "11" not in read(csv_bytes(blank), partial=True).sheets["甲"]


def test_rows_9_and_10_of_one_assessor_are_a_duplicate() -> None:
    rows = [*full_rows(), ("10", "甲", "5"), ("9月10日", "乙", "5")]
    assert faults(csv_bytes(rows)) == [
        "F:59: 评审专家“甲”对指标 9-10“安全设施保障”（标准中合为一项）重复评分，第 10 行已有；请只保留一行"
    ]


def test_a_duplicate_of_a_refused_score_is_one_too() -> None:
    rows = [*replaced("1", ("1", "甲", "99")), ("1", "甲", "5")]
    assert [fault.split("：")[0].split("；")[0] for fault in faults(csv_bytes(rows))] == [
        "F:2: 指标 1“选址布局”的得分 99 超出范围",
        "F:59: 评审专家“甲”对指标 1“选址布局”重复评分，第 2 行已有",
    ]


def test_all_faults_of_a_row_and_of_the_file_at_once() -> None:
    rows: list[Row] = [
        *full_rows()[1:],
        ("1", "", "x"),
        ("", "甲", "1"),
        ("99", "甲", "y"),
        ("2", "甲", "1,5"),
    ]
    assert faults(csv_bytes(rows)) == [
        "F:58: 没有写评审专家；请填评审专家的姓名或代号",
        "F:58: 指标 1“选址布局”的得分“x”不是普通的小数；请填 0 至 5 之间、0.5 的整数倍",
        "F:59: 没有写指标；请填指标的序号或三级指标名称",
        "F:60: 没有指标“99”；请填标准附录 A 的序号（1 至 62）或三级指标名称",
        "F:60: 得分“y”不是普通的小数；请填普通的小数",
        "F:61: 这一行比表头多出一格“5”；含逗号的格子请用英文双引号括起；多余的请删去",
    ]


def test_a_row_that_is_too_short() -> None:
    assert faults(csv_bytes([*full_rows(), ("2", "乙")])) == [
        "F:59: 指标 2“设施面积”没有得分；请填得分，或删去这一行；只评了一部分时加 --partial"
    ]


def test_thousands_of_faults_are_all_listed_soon() -> None:
    rows: list[Row] = [(f"x{number}", "", "y") for number in range(20_000)]
    begun = time.process_time()
    found = faults(csv_bytes(rows))
    assert len(found) == 60_000
    assert found[-1].startswith("F:20001: 得分“y”")
    assert time.process_time() - begun < 5


def test_uneven_coverage_is_a_warning() -> None:
    rows = [*full_rows("甲"), *full_rows("乙")[:55]]
    assert warnings(csv_bytes(rows)) == [
        "F:1: 评审专家“乙”没有评指标 61、62；这些指标按其他专家的评分汇总；若是漏评请补上"
    ]
    assert warnings(csv_bytes([*full_rows("甲"), ("1", "乙", "5")]))[0].startswith(
        "F:1: 评审专家“乙”没有评指标 2、3、4、5、6、7、8、9-10、11、12、13、14等 56 项；"
    )


def test_names_that_look_alike_are_a_warning() -> None:
    rows = [*full_rows("张三"), *full_rows("张 三")]
    assert warnings(csv_bytes(rows)) == [
        "F:1: 评审专家“张三”与“张 三”写法相近，按不同的人计算；若是同一人，请统一写法"
    ]


def test_names_may_be_any_text() -> None:
    names = ["=HYPERLINK(1)", "𠮷野", "a" * 5000, "العربية", "O'Neill"]
    assert list(read(csv_bytes(full_rows(*names))).sheets) == names


def test_a_name_with_line_breaks_keeps_them_but_messages_stay_on_one_line() -> None:
    rows = [*full_rows('"张\n三"'), ("1", '"张\n三"', "1")]
    assert list(read(csv_bytes(rows[:-1])).sheets) == ["张\n三"]
    (fault,) = faults(csv_bytes(rows))
    assert fault.startswith("F:116: 评审专家“张⏎三”对指标 1“选址布局”重复评分，第 2 行已有；")


def test_a_misplaced_escape_sequence_never_reaches_the_terminal() -> None:
    (fault,) = faults(csv_bytes(replaced("1", ("1", "甲", "\x1b[31m\u202e5"))))
    assert "“\\u001b[31m\\u202e5”" in fault


def test_the_step_of_the_guide() -> None:
    rows = replaced("1", ("1", "甲", "4.3"))
    assert read(csv_bytes(rows), step=10).sheets["甲"]["1"] == 430
    assert faults(csv_bytes(rows), step=50)[0].endswith("不合记分单位；请填 0.5 的整数倍")


def file_fault(path: Path | str) -> str:
    with pytest.raises(FaultsError) as caught:
        read_score_file(str(path), EDITION)
    (fault,) = caught.value.faults
    return str(fault)


def test_files_from_disk(tmp_path: Path) -> None:
    path = tmp_path / "评分 表.csv"
    path.write_text(csv_text(full_rows(), CHINESE), encoding="gb18030")
    assert read_score_file(str(path), EDITION).sheets == read(csv_bytes(full_rows())).sheets


def test_what_cannot_be_opened(tmp_path: Path) -> None:
    assert file_fault(tmp_path / "no.csv") == f"{tmp_path}/no.csv:1: 没有这个文件；请检查文件名和路径"
    assert "这是文件夹，不是文件" in file_fault(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    assert "这不是普通文件（是管道或设备）" in file_fault(tmp_path / "pipe")
    assert "这不是普通文件（是管道或设备）" in file_fault("/dev/zero")
    assert file_fault("a\0b").startswith("a\\u0000b:1: 无法打开文件；")
    assert file_fault("x" * 5000).startswith(f"{'x' * 399}…:1: 无法打开文件；")
    assert "没有这个文件" in file_fault("line\nbreak.csv")
    assert "\n" not in file_fault("line\nbreak.csv")


def test_what_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise PermissionError

    monkeypatch.setattr(os, "open", refuse)
    assert file_fault(tmp_path / "a.csv").endswith("没有权限读取文件；请检查文件的读取权限")


def test_a_file_that_breaks_off_while_it_is_read() -> None:
    assert "读取文件时出错" in file_fault("/proc/self/mem")


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as stream:
        stream.truncate(MAX_FILE + 1)
    assert file_fault(path).endswith("文件超过 32 MB；请只保留需要的行和列，或分成几个文件")
