"""Choosing an engine by name; each is imported only when it is used."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from xingping.core.faults import Fault, FaultsError
from xingping.national.engine import Engine

LOCAL, SPARK = "local", "spark"
_MEMORY = re.compile(r"[1-9][0-9]{0,6}(MB|GB)")


@contextmanager
def open_engine(
    name: str = LOCAL, *, memory: str | None = None, master: str | None = None
) -> Iterator[Engine]:
    """DuckDB (`local`, with its memory as 1700MB or 4GB) or Spark (`spark`, with the cluster's address).

    Raises FaultsError for settings that are none, or when Spark is not there.
    """
    if memory is not None and not _MEMORY.fullmatch(memory):
        raise FaultsError([Fault("--memory", f"“{memory}”不是内存大小", "例如 1700MB 或 4GB")])
    engine = _spark(master) if name == SPARK else _local(memory)
    try:
        yield engine
    finally:
        engine.close()


def _local(memory: str | None) -> Engine:
    from xingping.national.duckdb_engine import DEFAULT_MEMORY, DuckEngine

    return DuckEngine(memory or DEFAULT_MEMORY)


def _spark(master: str | None) -> Engine:
    from xingping.national.spark_engine import SparkEngine

    return SparkEngine(master)
