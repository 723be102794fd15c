from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from national.small import SMALL, full, make_edition
from xingping.core.faults import FaultsError
from xingping.core.standard import Edition
from xingping.national import source as source_module
from xingping.national.expression import Layout
from xingping.national.sheet_file import write_sheets
from xingping.national.source import Slice, open_source, said_edition


def _file(folder: Path, layout: Layout = Layout.WIDE, cases: int = 3) -> Path:
    path = folder / "sheets.parquet"
    write_sheets(path, SMALL, [full(case, 1) for case in range(1, cases + 1)], layout=layout)
    return path


def _message(path: Path, edition: Edition = SMALL) -> str:
    with pytest.raises(FaultsError) as caught:
        open_source(path, edition)
    return str(caught.value)


@pytest.mark.parametrize("layout", list(Layout))
def test_a_file_says_its_layout_rows_and_edition(tmp_path: Path, layout: Layout) -> None:
    source = open_source(_file(tmp_path, layout), SMALL)
    assert source.layout is layout
    assert source.rows == (3 if layout is Layout.WIDE else 15)
    assert source.slices == (Slice(1, 3),)
    assert said_edition(source.path) == SMALL.code


Edit = Callable[[pa.Table], pa.Table]
EDITS: dict[str, tuple[Layout, Edit, str]] = {
    "missing indicator": (Layout.WIDE, lambda table: table.drop("4"), "缺少列“4”"),
    "missing key": (Layout.WIDE, lambda table: table.drop("region"), "缺少列“region”"),
    "unknown serial": (
        Layout.WIDE,
        lambda table: table.append_column("99", pa.array([0, 0, 0], pa.int16())),
        "不认识列“99”",
    ),
    "wrong type": (
        Layout.WIDE,
        lambda table: table.set_column(6, "3", table["3"].cast(pa.float64())),
        "列“3”的类型是 double；应为 int16",
    ),
    "text for a number": (
        Layout.LONG,
        lambda table: table.set_column(0, "case_id", table["case_id"].cast(pa.string())),
        "列“case_id”的类型是 string；应为 int64",
    ),
    "long without kind": (Layout.LONG, lambda table: table.drop("kind"), "缺少列“kind”"),
    "no rows": (Layout.WIDE, lambda table: table.slice(0, 0), "一行数据也没有"),
}


@pytest.mark.parametrize("name", EDITS)
def test_wrong_columns_are_named(tmp_path: Path, name: str) -> None:
    layout, edit, expected = EDITS[name]
    path = _file(tmp_path, layout)
    pq.write_table(edit(pq.read_table(path)), path)
    assert expected in _message(path)


def test_every_wrong_column_is_named_at_once(tmp_path: Path) -> None:
    path = _file(tmp_path)
    table = pq.read_table(path).drop(["1", "2"]).append_column("x", pa.array(["", "", ""]))
    pq.write_table(table, path)
    assert [fault.message for fault in _faults(path)] == ["缺少列“1”", "缺少列“2”", "不认识列“x”"]


def _faults(path: Path) -> tuple[object, ...]:
    with pytest.raises(FaultsError) as caught:
        open_source(path, SMALL)
    return caught.value.faults


def test_the_merged_serial_is_explained(tmp_path: Path, edition: Edition) -> None:
    path = _file(tmp_path)
    assert "序号 9 与 10 在标准中是同一项指标" in _message_of(path, edition)


def _message_of(path: Path, edition: Edition) -> str:
    pq.write_table(pq.read_table(path).replace_schema_metadata(None), path)
    table = pq.read_table(path)
    for serial in edition.serials:
        if serial not in (*SMALL.serials, "9-10"):
            table = table.append_column(serial, pa.array([0, 0, 0], pa.int16()))
    pq.write_table(table, path)
    return _message(path, edition)


def test_files_that_are_no_parquet_are_refused(tmp_path: Path) -> None:
    path = _file(tmp_path)
    whole = path.read_bytes()
    for content in (b"", b"case_id,region\n1,2\n", whole[: len(whole) // 2], whole[:-6]):
        path.write_bytes(content)
        assert "不是完整的 Parquet 文件" in _message(path)
    assert "找不到文件" in _message(tmp_path / "no.parquet")
    (tmp_path / "empty").mkdir()
    assert "没有 .parquet 文件" in _message(tmp_path / "empty")


def test_sheets_of_another_edition_are_refused(tmp_path: Path) -> None:
    path = _file(tmp_path)
    points = [one.points for one in SMALL.indicators]
    assert f"文件是按 {SMALL.code} 评的" in _message(path, make_edition(points, code="T/TEST 0002-2026"))
    assert "哈希不一致" in _message(path, make_edition(points, content="b" * 64))


def test_text_columns_may_be_dictionaries_or_large(tmp_path: Path) -> None:
    path = _file(tmp_path, Layout.LONG)
    table = pq.read_table(path)
    table = table.set_column(1, "region", table["region"].dictionary_encode())
    table = table.set_column(4, "indicator", table["indicator"].cast(pa.large_string()))
    pq.write_table(table, path)
    assert open_source(path, SMALL).layout is Layout.LONG


def test_slices_hold_whole_cases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source_module, "SLICE_SCORES", 10)
    path = tmp_path / "sheets.parquet"
    write_sheets(path, SMALL, [full(case, one) for case in (1, 5, 9) for one in (1, 2, 3)])
    pq.write_table(pq.read_table(path), path, row_group_size=2)
    assert open_source(path, SMALL).slices == (Slice(1, 4), Slice(5, 8), Slice(9, 9))


def test_cases_out_of_order_or_without_statistics_are_one_piece(tmp_path: Path) -> None:
    path = _file(tmp_path, cases=6)
    table = pq.read_table(path)
    pq.write_table(table.take([5, 4, 3, 2, 1, 0]), path, row_group_size=2)
    assert open_source(path, SMALL).slices == ()
    pq.write_table(table, path, row_group_size=2, write_statistics=False)
    assert open_source(path, SMALL).slices == ()
