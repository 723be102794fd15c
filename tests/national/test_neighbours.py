from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from national.small import SMALL, full
from xingping.core.faults import FaultsError
from xingping.national import source as source_module
from xingping.national.duckdb_engine import DuckEngine
from xingping.national.expression import Layout
from xingping.national.neighbours import repeated_neighbours
from xingping.national.score import Job, score_file
from xingping.national.sheet_file import sheet_table
from xingping.national.source import Slice, Source, open_source

Sheets = list[tuple[int, int]]
"""(case, assessor) in the order of the file."""


def source_of(folder: Path, sheets: Sheets, *, layout: Layout = Layout.WIDE, group: int = 1 << 20) -> Source:
    path = folder / "sheets.parquet"
    rows = sheet_table([full(case, assessor) for case, assessor in sheets], SMALL, layout)
    pq.write_table(rows, path, row_group_size=group)
    return open_source(path, SMALL)


def found(source: Source, part: Slice, cases: int) -> list[int] | None:
    table = repeated_neighbours(source, part, cases)
    return None if table is None else table["case_id"].to_pylist()


@pytest.mark.parametrize("group", [1, 2, 3, 1 << 20])
@pytest.mark.parametrize(
    ("sheets", "repeated"),
    [
        ([(1, 1), (1, 2), (2, 2), (2, 1), (3, 1)], []),
        ([(1, 1), (1, 1), (2, 2)], [1]),
        ([(1, 1), (1, 2), (1, 1), (2, 5)], [1]),
        ([(1, 1), (2, 4), (2, 5), (2, 6), (2, 4), (3, 4)], [2]),
        ([(5, 7)], []),
    ],
)
def test_two_sheets_of_one_assessor_are_seen(
    tmp_path: Path, sheets: Sheets, repeated: list[int], group: int
) -> None:
    cases = {case for case, _ in sheets}
    source = source_of(tmp_path, sheets, group=group)
    assert found(source, Slice(min(cases), max(cases)), len(cases)) == repeated


def test_only_the_part_is_looked_at(tmp_path: Path) -> None:
    source = source_of(tmp_path, [(1, 1), (1, 1), (2, 1), (3, 1), (3, 1)], group=2)
    assert found(source, Slice(2, 2), 1) == []
    assert found(source, Slice(2, 3), 2) == [3]


def test_sheets_that_lie_apart_are_left_to_the_database(tmp_path: Path) -> None:
    source = source_of(tmp_path, [(1, 1), (2, 1), (1, 1)])
    assert found(source, Slice(1, 2), 2) is None


def test_so_is_a_case_with_very_many_sheets(tmp_path: Path) -> None:
    source = source_of(tmp_path, [(1, assessor) for assessor in (*range(20), 0)])
    assert found(source, Slice(1, 1), 1) is None


def test_so_is_a_sheet_without_an_assessor(tmp_path: Path) -> None:
    table = sheet_table([full(1, 1), full(1, 2)], SMALL, Layout.WIDE)
    table = table.set_column(3, "assessor_id", pa.array([1, None], pa.int64()))
    pq.write_table(table, tmp_path / "sheets.parquet")
    assert found(open_source(tmp_path / "sheets.parquet", SMALL), Slice(1, 1), 1) is None


def test_so_are_long_files_and_files_without_parts(tmp_path: Path) -> None:
    assert found(source_of(tmp_path, [(1, 1)], layout=Layout.LONG), Slice(1, 1), 1) is None
    assert repeated_neighbours(source_of(tmp_path, [(1, 1)]), None, 1) is None


@pytest.mark.parametrize("apart", [False, True])
def test_the_refusal_names_the_rows(
    tmp_path: Path, engine: DuckEngine, monkeypatch: pytest.MonkeyPatch, apart: bool
) -> None:
    monkeypatch.setattr(source_module, "SLICE_SCORES", 10)
    sheets = [(1, 1), (1, 2), (2, 3), (2, 4), (2, 3), (3, 1)]
    source = source_of(tmp_path, [*sheets, (1, 9)] if apart else sheets, group=2)
    with pytest.raises(FaultsError, match=r"第 5 行.*同一评审专家有两份评分表（另一处在第 3 行）"):
        score_file(Job(source, SMALL, engine), tmp_path / "ratings.parquet")
    assert not (tmp_path / "ratings.parquet").exists()
