from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from national.small import SMALL, full
from xingping.core.faults import Fault, FaultsError
from xingping.national.diagnosis import SHOWN_FAULTS
from xingping.national.duckdb_engine import DuckEngine
from xingping.national.expression import Layout
from xingping.national.score import Job, score_file
from xingping.national.sheet_file import sheet_table
from xingping.national.source import open_source

Rows = list[dict[str, Any]]
Edit = Callable[[Rows], object]


def _score(folder: Path, engine: DuckEngine, layout: Layout, edit: Edit) -> tuple[Fault, ...]:
    """Faults of 30 whole cases with three assessors after an edit of the rows; nothing must be written."""
    sheets = [full(case, assessor) for case in range(1, 31) for assessor in (1, 2, 3)]
    table = sheet_table(sheets, SMALL, layout)
    rows = table.to_pylist()
    edit(rows)
    path = folder / "in" / "sheets.parquet"
    path.parent.mkdir()
    pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), path, row_group_size=40)
    with pytest.raises(FaultsError) as caught:
        score_file(Job(open_source(path, SMALL), SMALL, engine), folder / "out.parquet")
    assert sorted(one.name for one in folder.iterdir()) == ["in"]
    return caught.value.faults


def _set(row: int, column: str, value: object) -> Edit:
    return lambda rows: rows[row].__setitem__(column, value)


WIDE: dict[str, tuple[Edit, str, str]] = {
    "too many points": (_set(7, "4", 3001), "第 8 行:列“4”（case_id 3，assessor_id 2）", "3001 超出范围"),
    "fewer than none": (_set(0, "1", -1), "第 1 行:列“1”（case_id 1，assessor_id 1）", "-1 超出范围"),
    "two sheets": (_set(8, "assessor_id", 2), "第 9 行:列“assessor_id”", "两份评分表（另一处在第 8 行）"),
    "another region": (_set(4, "region", "510104017002"), "第 5 行:列“region”", "先是“510104017001”"),
    "another kind": (_set(4, "kind", "rural"), "第 5 行:列“kind”", "这里是“rural”"),
    "no such kind": (_set(4, "kind", "城市"), "第 5 行:列“kind”", "“城市”不是城乡类别"),
    "short region": (_set(4, "region", "5101"), "第 5 行:列“region”", "“5101”不是行政区划代码"),
    "full-width region": (_set(4, "region", "５10104017001"), "第 5 行:列“region”", "不是行政区划代码"),
    "no case": (_set(4, "case_id", None), "第 5 行:列“case_id”", "是空值"),
    "no region": (_set(4, "region", None), "第 5 行:列“region”", "是空值"),
    "no assessor": (_set(4, "assessor_id", None), "第 5 行:列“assessor_id”", "是空值"),
}


@pytest.mark.parametrize("name", WIDE)
def test_a_wide_file_says_what_is_wrong_and_where(tmp_path: Path, engine: DuckEngine, name: str) -> None:
    edit, place, message = WIDE[name]
    faults = _score(tmp_path, engine, Layout.WIDE, edit)
    assert any(place in fault.place and message in fault.message for fault in faults), faults


LONG: dict[str, tuple[Edit, str, str]] = {
    "too many points": (
        _set(18, "score", 3001),
        "第 19 行:列“score”（case_id 2，assessor_id 1）",
        "3001 超出范围",
    ),
    "unknown serial": (_set(18, "indicator", "9"), "第 19 行:列“indicator”", "没有序号为“9”的指标"),
    "no serial": (_set(18, "indicator", None), "第 19 行", "没有序号为“None”的指标"),
    "scored twice": (
        _set(18, "indicator", "1"),
        "第 19 行:列“assessor_id”",
        "指标 1 评了两次（另一处在第 16 行）",
    ),
    "another region": (_set(18, "region", "510104017002"), "第 19 行:列“region”", "先是“510104017001”"),
    "no assessor": (_set(18, "assessor_id", None), "第 19 行:列“assessor_id”", "是空值"),
}


@pytest.mark.parametrize("name", LONG)
def test_a_long_file_says_what_is_wrong_and_where(tmp_path: Path, engine: DuckEngine, name: str) -> None:
    edit, place, message = LONG[name]
    faults = _score(tmp_path, engine, Layout.LONG, edit)
    assert any(place in fault.place and message in fault.message for fault in faults), faults


@pytest.mark.parametrize("layout", list(Layout))
def test_an_eleventh_assessor_is_refused(tmp_path: Path, engine: DuckEngine, layout: Layout) -> None:
    def crowd(rows: Rows) -> None:
        extra = [{**row, "assessor_id": row["assessor_id"] + shift} for shift in (3, 6, 9) for row in rows]
        rows += [row for row in extra if row["case_id"] == 30 and row["assessor_id"] <= 11]

    faults = _score(tmp_path, engine, layout, crowd)
    assert len(faults) == len(SMALL.serials)
    assert "有 11 名评审专家评分" in faults[0].message
    assert "case_id 30" in faults[0].place


def test_many_faults_are_counted_not_listed(tmp_path: Path, engine: DuckEngine) -> None:
    def spoil(rows: Rows) -> None:
        for row in rows:
            row["3"] = 701

    faults = _score(tmp_path, engine, Layout.WIDE, spoil)
    assert len(faults) == SHOWN_FAULTS + 1
    assert [fault.place.split(":")[1] for fault in faults[:3]] == ["第 1 行", "第 2 行", "第 3 行"]
    assert faults[-1].message == "另有 70 处以上同类错误没有列出"


def test_damaged_pages_are_refused(tmp_path: Path, engine: DuckEngine) -> None:
    path = tmp_path / "sheets.parquet"
    table = sheet_table([full(case, 1) for case in range(1, 2000)], SMALL, Layout.WIDE)
    pq.write_table(table, path, compression="none", use_dictionary=False)
    content = bytearray(path.read_bytes())
    content[4:3000] = b"\xff" * 2996
    path.write_bytes(content)
    with pytest.raises(FaultsError, match="不是完整的 Parquet 文件"):
        score_file(Job(open_source(path, SMALL), SMALL, engine), tmp_path / "out.parquet")
    assert [one.name for one in tmp_path.iterdir()] == ["sheets.parquet"]
