"""Ten thousand seeded cases of every kind: each total, subtotal and star is core's, to the last unit."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent / "tests"))

import pyarrow as pa
import pyarrow.parquet as pq

from national.rounds import core_ratings, random_decided, random_round
from xingping.core.aggregation import Aggregate
from xingping.core.catalogue import find_edition
from xingping.core.standard import Edition
from xingping.national.columns import DECIDED_TYPES
from xingping.national.engine import Engine
from xingping.national.expression import Layout
from xingping.national.output import arrow_schema
from xingping.national.score import Job, score_file
from xingping.national.sheet_file import write_sheets
from xingping.national.source import open_source


def compare(engine: Engine, name: str, cases: int = 10_000) -> None:
    """Rate the same cases by core and by an engine, in both layouts, by every rule, with decided points."""
    edition = find_edition()
    sheets = random_round(edition, cases, seed=2024)
    decided = random_decided(edition, cases, seed=2025)
    print(f"\n{name}：{cases:,} 件、{len(sheets):,} 份评分表，1 至 10 名评审专家，分组、缺评、核定各半")
    with TemporaryDirectory() as folder:
        files = {layout: Path(folder) / f"{layout.value}.parquet" for layout in Layout}
        for layout, path in files.items():
            write_sheets(path, edition, sheets, layout=layout)
        points = _decided_file(Path(folder), decided)
        for rule in Aggregate:
            for corrections, given in ((None, None), (decided, points)):
                expected = core_ratings(edition, sheets, rule, corrections)
                for layout, path in files.items():
                    _compare(engine, edition, path, rule, given, expected, layout)


def _compare(
    engine: Engine,
    edition: Edition,
    path: Path,
    rule: Aggregate,
    decided: Path | None,
    expected: list[dict[str, object]],
    layout: Layout,
) -> None:
    out = path.with_name("out.parquet")
    start = perf_counter()
    score_file(Job(open_source(path, edition), edition, engine, rule, decided), out)
    seconds = perf_counter() - start
    got = pq.read_table(out).to_pylist()
    wrong = sum(one != other for one, other in zip(got, expected, strict=True))
    said = "全部一致" if not wrong else f"{wrong} 件不一致"
    print(
        f"  {layout.value:<5}{rule.value:<8}{'有核定' if decided else '无核定'}  {seconds:6.2f} s  {said}",
        flush=True,
    )
    if wrong:
        raise SystemExit(1)


def _decided_file(folder: Path, decided: dict[int, dict[str, int]]) -> Path:
    rows = [
        {"case_id": case, "indicator": serial, "points": points}
        for case, given in decided.items()
        for serial, points in given.items()
    ]
    pq.write_table(pa.Table.from_pylist(rows, schema=arrow_schema(DECIDED_TYPES)), folder / "decided.parquet")
    return folder / "decided.parquet"
