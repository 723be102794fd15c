from __future__ import annotations

import sys
from pathlib import Path

import pytest

from national.small import SMALL, full
from xingping.core.faults import FaultsError
from xingping.national.duckdb_engine import DuckEngine
from xingping.national.engines import open_engine
from xingping.national.score import Job, score_file
from xingping.national.sheet_file import write_sheets
from xingping.national.source import open_source


def test_the_engine_is_closed_and_its_spill_folder_removed() -> None:
    with open_engine(memory="256MB") as engine:
        assert isinstance(engine, DuckEngine)
        spill = Path(engine._spill.name)
        assert spill.is_dir()
    assert not spill.exists()


@pytest.mark.parametrize("memory", ["many", "12", "-1GB", "0MB", "1200MB; DROP"])
def test_a_memory_that_is_none_is_refused(memory: str) -> None:
    with pytest.raises(FaultsError, match="不是内存大小"), open_engine(memory=memory):
        pass


def test_paths_with_quotes_are_only_paths(tmp_path: Path, engine: DuckEngine) -> None:
    path = tmp_path / "评分'); DROP TABLE sheets; --.parquet"
    write_sheets(path, SMALL, [full(1, 1)])
    flows = score_file(Job(open_source(path, SMALL), SMALL, engine), tmp_path / "out.parquet")
    assert flows.stars_json()["cases"] == 1


def test_too_little_memory_is_said(tmp_path: Path) -> None:
    path = tmp_path / "sheets.parquet"
    write_sheets(path, SMALL, [full(case, 1) for case in range(20_000)])
    with open_engine(memory="1MB") as engine, pytest.raises(FaultsError, match="内存与临时磁盘都不够"):
        score_file(Job(open_source(path, SMALL), SMALL, engine), tmp_path / "out.parquet")
    assert [one.name for one in tmp_path.iterdir()] == ["sheets.parquet"]


def test_spark_that_is_not_installed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(FaultsError, match="没有安装 Spark"), open_engine("spark"):
        pass
