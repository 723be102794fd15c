from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pyarrow.parquet as pq

from national.small import SMALL, full, sheet
from xingping.national.duckdb_engine import DuckEngine
from xingping.national.output import arrow_schema
from xingping.national.score import Job
from xingping.national.sensitivity import random_weights
from xingping.national.sensitivity_file import TYPES, Plan, Summary, sensitivity_file, weights_hash
from xingping.national.sheet_file import write_sheets
from xingping.national.source import open_source


def _run(folder: Path, engine: DuckEngine) -> Summary:
    path = folder / "sheets.parquet"
    on_the_band = sheet(3, 1, 500, 1250, 700, 34, 0)
    write_sheets(
        path, SMALL, [full(1, 1), sheet(2, 1, 500, None, 0, 0, 0), on_the_band, full(4, 1, Fraction(1, 2))]
    )
    job = Job(open_source(path, SMALL), SMALL, engine)
    return sensitivity_file(job, folder / "out.parquet", Plan(vectors=50, spread=10, seed=3))


def test_firmness_is_written_case_by_case(tmp_path: Path, engine: DuckEngine) -> None:
    summary = _run(tmp_path, engine)
    table = pq.read_table(tmp_path / "out.parquet")
    assert table.schema.remove_metadata() == arrow_schema(TYPES)
    rows = table.to_pylist()
    assert [row["stars"] for row in rows] == [3, None, 1, 1]
    assert [row["vectors"] for row in rows] == [50] * 4
    assert (rows[0]["changed"], rows[1]["changed"], rows[3]["changed"]) == (0, None, 0)
    assert 0 < rows[2]["changed"] < 50
    assert (summary.cases, summary.incomplete, summary.firm) == (3, 1, 2)
    assert (summary.least_changed, summary.most_changed) == (0, 1)


def test_the_weights_can_be_drawn_again(tmp_path: Path, engine: DuckEngine) -> None:
    summary = _run(tmp_path, engine)
    assert summary.weights_hash == weights_hash(random_weights(5, 50, 10, 3))
    parameters = json.loads(pq.read_schema(tmp_path / "out.parquet").metadata[b"xingping.parameters"])
    assert parameters == {
        "command": "sensitivity",
        "aggregate": "mean",
        "decided": False,
        "vectors": 50,
        "spread": 10,
        "seed": 3,
        "weights_hash": summary.weights_hash,
    }


def test_weights_of_a_seed_stay_the_same_for_ever() -> None:
    expected = "e722e60eef5d1e8505d0949f622c9c8989ec9ae3a21320c2e45ffe3367364d62"
    assert weights_hash(random_weights(3, 4, 20, 1)) == expected


def test_the_strongest_pull_stands_first(tmp_path: Path, engine: DuckEngine) -> None:
    summary = _run(tmp_path, engine)
    pulls = [pull.up + pull.down for pull in summary.pulls]
    assert pulls == sorted(pulls, reverse=True)
    assert {pull.serial for pull in summary.pulls} == set(SMALL.serials)
    # Case 3 stands one hundredth above its band: more weight on what it lacks takes the star.
    assert {pull.serial: pull.up for pull in summary.pulls}["5"] == 1
