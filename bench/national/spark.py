"""The same expression on a local Spark cluster of worker processes, row by row against DuckDB's answer."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import pyarrow.parquet as pq
from exactness import compare

from data import make
from xingping.core.catalogue import find_edition
from xingping.national.duckdb_engine import DuckEngine
from xingping.national.engine import Engine
from xingping.national.expression import Layout
from xingping.national.score import Job, score_file
from xingping.national.source import open_source
from xingping.national.spark_engine import SparkEngine

MASTER = "local-cluster[2,1,1024]"
CENTRES = 29_240
"""x 57 indicators x 3 assessors: 5.0 million scores."""


def run(cases: int) -> None:
    """Five million scores, then the seeded cases of every kind."""
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    os.environ.setdefault("SPARK_LOCAL_HOSTNAME", "localhost")
    path = make(CENTRES, Layout.LONG)
    rows = pq.read_metadata(path).num_rows
    print(f"\nSpark {MASTER}（独立的工作进程），长表 {rows:,} 行")
    start = perf_counter()
    spark = SparkEngine(MASTER, {"spark.sql.shuffle.partitions": "4"})
    print(f"  启动集群 {perf_counter() - start:.1f} s")
    duck = DuckEngine()
    with TemporaryDirectory() as folder:
        local = _score(duck, path, Path(folder) / "local.parquet")
        first = _score(spark, path, Path(folder) / "spark.parquet")
        again = _score(spark, path, Path(folder) / "spark.parquet")
        same = pq.read_table(Path(folder) / "spark.parquet").equals(
            pq.read_table(Path(folder) / "local.parquet")
        )
    print(
        f"  本机 DuckDB {local:.2f} s；Spark 首次 {first:.2f} s、再次 {again:.2f} s（{again / local:.1f}×）"
    )
    print(f"  逐行比较：{'全部一致' if same else '不一致'}")
    if not same:
        raise SystemExit(1)
    duck.close()
    compare(spark, "Spark 与 core", cases)
    spark.close()


def _score(engine: Engine, path: Path, out: Path) -> float:
    edition = find_edition()
    start = perf_counter()
    score_file(Job(open_source(path, edition), edition, engine), out)
    return perf_counter() - start
