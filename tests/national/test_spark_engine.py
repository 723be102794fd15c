"""The same expression on a real local cluster: a master, two worker processes, executors of their own.

Every rule and layout, on many more cases, is compared in bench/national/spark.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from national.rounds import core_ratings, random_decided, random_round
from national.test_score import corrected_file
from xingping.core.aggregation import Aggregate
from xingping.core.faults import FaultsError
from xingping.core.standard import Edition
from xingping.national.expression import Layout
from xingping.national.score import Job, score_file
from xingping.national.sheet_file import write_sheets
from xingping.national.source import open_source
from xingping.national.spark_engine import SparkEngine

pytestmark = pytest.mark.spark

CASES = 60
SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""Three Java machines that live for half a minute never earn back what compiling for speed costs them."""


@pytest.fixture(scope="module")
def spark() -> Iterator[SparkEngine]:
    environment = pytest.MonkeyPatch()
    environment.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    environment.setenv("SPARK_LOCAL_HOSTNAME", "localhost")
    environment.setenv("JAVA_TOOL_OPTIONS", SHORT_LIVED)
    engine = SparkEngine("local-cluster[2,1,1024]", {"spark.sql.shuffle.partitions": "2"})
    yield engine
    engine.close()
    environment.undo()


@pytest.mark.parametrize(
    ("layout", "rule", "corrected"),
    [
        (Layout.LONG, Aggregate.MEDIAN, True),
        (Layout.WIDE, Aggregate.MEAN, True),
    ],
)
def test_spark_rates_every_case_as_core_does(
    tmp_path: Path, spark: SparkEngine, edition: Edition, layout: Layout, rule: Aggregate, corrected: bool
) -> None:
    path, out = tmp_path / "sheets.parquet", tmp_path / "ratings.parquet"
    sheets = random_round(edition, CASES, seed=51)
    decided = random_decided(edition, CASES, seed=52) if corrected else None
    write_sheets(path, edition, sheets, layout=layout)
    given = corrected_file(tmp_path, decided) if decided else None
    score_file(Job(open_source(path, edition), edition, spark, rule, given), out)
    assert pq.read_table(out).to_pylist() == core_ratings(edition, sheets, rule, decided)


def test_the_workers_are_processes_of_their_own(spark: SparkEngine) -> None:
    context = spark._session.sparkContext
    executors = context._jsc.sc().statusTracker().getExecutorInfos()
    assert context.master == "local-cluster[2,1,1024]"
    assert len(executors) == 3  # the driver and two executors


def test_a_damaged_file_is_said_and_nothing_written(
    tmp_path: Path, spark: SparkEngine, edition: Edition
) -> None:
    path = tmp_path / "sheets.parquet"
    write_sheets(path, edition, random_round(edition, 40, seed=53), layout=Layout.LONG)
    content = bytearray(path.read_bytes())
    content[4:2000] = b"\xff" * 1996
    path.write_bytes(content)
    with pytest.raises(FaultsError, match="不是完整的 Parquet 文件"):
        score_file(Job(open_source(path, edition), edition, spark), tmp_path / "out.parquet")
    assert [one.name for one in tmp_path.iterdir()] == ["sheets.parquet"]
