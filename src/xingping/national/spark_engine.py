"""The same expression on a Spark cluster (optional extra `spark`): local processes or an existing master."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

import ibis
import pyarrow as pa

from xingping.core.faults import Fault, FaultsError
from xingping.national.columns import CASE
from xingping.national.engine import Tables
from xingping.national.output import arrow_schema
from xingping.national.rule import Column
from xingping.national.source import Slice, Source, damaged

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

DEFAULT_MASTER = "local[*]"
_SETTINGS: Mapping[str, str] = {
    "spark.app.name": "xingping-national",
    "spark.ui.enabled": "false",
    "spark.sql.session.timeZone": "Asia/Shanghai",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    # Totals are integers: an overflow must stop the run, never wrap around.
    "spark.sql.ansi.enabled": "true",
    "spark.sql.codegen.wholeStage": "true",
}


class SparkEngine:
    """One Spark session; the cluster, not this process, holds the data."""

    tries_plain = False
    takes_sheets = False

    def __init__(self, master: str | None = None, settings: Mapping[str, str] | None = None) -> None:
        """`master` None: what SPARK_MASTER or spark-defaults.conf says, else all cores of this machine.

        Raises FaultsError when PySpark or Java is missing or the cluster cannot be reached.
        """
        self._session = _session(master, {**_SETTINGS, **(settings or {})})

    def slices(self, source: Source) -> tuple[Slice | None, ...]:
        """Spark cuts the work itself."""
        return (None,)

    def answer(self, source: Source, part: Slice | None, question: Column, tables: Tables) -> pa.Table:
        """See Engine. The files must be readable from every worker under the same path."""
        from py4j.protocol import Py4JError
        from pyspark.errors import AnalysisException, PySparkException

        types = {name: str(kind).lstrip("!") for name, kind in question.schema().items()}
        try:
            self._bind(source, tables)
            found = self._session.sql(str(ibis.to_sql(question, dialect="pyspark")))
            columns = [found[f"`{name}`"].cast(_SQL[kind]).alias(name) for name, kind in types.items()]
            found = found.select(*columns)
            table = (found.orderBy(CASE) if CASE in types else found).toArrow()
        except (PySparkException, Py4JError) as error:
            if isinstance(error, AnalysisException):
                raise  # the expression itself is wrong, not the data
            raise _fault(source, error) from error
        return table.cast(arrow_schema(types))

    def close(self) -> None:
        """Stop the session and its workers."""
        self._session.stop()

    def _bind(self, source: Source, tables: Tables) -> None:
        files = [str(file.resolve()) for file in source.files]
        self._session.read.parquet(*files).createOrReplaceTempView("sheets")
        for name, table in tables.items():
            self._session.createDataFrame(table).createOrReplaceTempView(name)


_SQL = {
    "int64": "bigint",
    "int16": "smallint",
    "int8": "tinyint",
    "boolean": "boolean",
    "string": "string",
}


def _session(master: str | None, settings: Mapping[str, str]) -> SparkSession:
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise FaultsError(
            [
                Fault(
                    "--engine spark",
                    "没有安装 Spark 支持",
                    "请安装：pip install -r requirements/spark.txt，并装好 Java 17",
                )
            ]
        ) from error
    builder = SparkSession.builder
    chosen = master or os.environ.get("SPARK_MASTER") or DEFAULT_MASTER
    builder = builder.master(chosen)
    for name, value in settings.items():
        builder = builder.config(name, value)
    try:
        session = builder.getOrCreate()
    except (PySparkException, OSError, RuntimeError) as error:
        detail = " ".join(str(error).split())[:200]
        raise FaultsError(
            [
                Fault(
                    "--engine spark",
                    f"无法启动或连接 Spark（{detail}）",
                    "请检查 Java 17、--master 与集群状态",
                )
            ]
        ) from error
    session.sparkContext.setLogLevel("ERROR")
    return session


def _fault(source: Source, error: Exception) -> FaultsError:
    if "parquet" in str(error).lower():
        return damaged(source.path, error)
    detail = " ".join(str(error).split())[:200]
    mend = "请检查集群状态，以及每个节点是否都能按同一路径读到文件"
    return FaultsError([Fault("--engine spark", f"集群没有算完（{detail}）", mend)])
