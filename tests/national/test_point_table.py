from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from national.small import SMALL, write_points
from xingping.core.faults import FaultsError
from xingping.national.point_table import read_points

LIMITS = {one.serial: one.points for one in SMALL.indicators}


def _message(path: Path) -> str:
    with pytest.raises(FaultsError) as caught:
        read_points(path, LIMITS)
    return str(caught.value)


def test_points_are_read(tmp_path: Path) -> None:
    path = write_points(tmp_path / "d.parquet", [(1, "4", 3000), (1, "5", 0), (2, "4", 50)])
    assert read_points(path, LIMITS).to_pydict() == {
        "case_id": [1, 1, 2],
        "indicator": ["4", "5", "4"],
        "points": [3000, 0, 50],
    }


def test_wrong_points_are_named(tmp_path: Path) -> None:
    path = write_points(
        tmp_path / "d.parquet",
        [(1, "4", 3001), (2, "8", 0), (3, "1", -1), (4, None, 0), (5, "1", 0), (5, "1", 0)],
    )
    said = _message(path).splitlines()
    assert len(said) == 5
    for line, text in zip(
        said,
        ("第 1 行（case_id 1）:列“points”", "“8”的指标", "-1 超出范围", "有空值", "出现 2 次"),
        strict=True,
    ):
        assert text in line


def test_other_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "d.parquet"
    assert "找不到文件" in _message(path)
    path.write_bytes(b"x")
    assert "不是完整的 Parquet" in _message(path)
    pq.write_table(pa.table({"case_id": [1], "points": [1]}), path)
    assert "缺少列“indicator”" in _message(path)
    assert "列“points”的类型是 int64；应为 int16" in _message(path)
