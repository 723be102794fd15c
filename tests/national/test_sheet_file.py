from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from national.small import REGION, SMALL, sheet
from xingping.national import sheet_file
from xingping.national.expression import Layout
from xingping.national.sheet_file import write_sheets

SHEETS = [sheet(1, 7, 500, None, 0, 3000, 2000), sheet(2, 8, None, None, None, None, None)]


def test_a_wide_file_has_a_row_for_every_sheet(tmp_path: Path) -> None:
    write_sheets(tmp_path / "wide.parquet", SMALL, SHEETS)
    assert pq.read_table(tmp_path / "wide.parquet").to_pylist() == [
        {"case_id": 1, "region": REGION, "kind": "urban", "assessor_id": 7}
        | {"1": 500, "2": None, "3": 0, "4": 3000, "5": 2000},
        {"case_id": 2, "region": REGION, "kind": "urban", "assessor_id": 8} | dict.fromkeys("12345"),
    ]


def test_a_long_file_has_a_row_for_every_score(tmp_path: Path) -> None:
    write_sheets(tmp_path / "long.parquet", SMALL, SHEETS, layout=Layout.LONG)
    rows = pq.read_table(tmp_path / "long.parquet").to_pylist()
    assert [(row["assessor_id"], row["indicator"], row["score"]) for row in rows] == [
        (7, "1", 500),
        (7, "3", 0),
        (7, "4", 3000),
        (7, "5", 2000),
    ]


def test_the_file_says_its_edition_and_that_it_is_simulated(tmp_path: Path) -> None:
    write_sheets(tmp_path / "wide.parquet", SMALL, SHEETS, simulated="演示")
    metadata = pq.read_schema(tmp_path / "wide.parquet").metadata
    assert metadata[b"xingping.edition"].decode() == SMALL.code
    assert metadata[b"xingping.edition_hash"].decode() == SMALL.hash
    assert metadata[b"xingping.content"] == b"sheets"
    assert metadata[b"xingping.simulated"].decode() == "演示"


def test_any_number_of_sheets_is_written_in_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_file, "_BATCH", 3)
    write_sheets(tmp_path / "wide.parquet", SMALL, (sheet(case, 1, 0, 0, 0, 0, 0) for case in range(8)))
    assert pq.read_table(tmp_path / "wide.parquet")["case_id"].to_pylist() == list(range(8))
    assert pq.read_metadata(tmp_path / "wide.parquet").num_row_groups == 3
