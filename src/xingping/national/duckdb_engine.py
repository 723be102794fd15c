"""The expression on DuckDB: one machine, bounded memory, spilling to disk where it must."""

from __future__ import annotations

import tempfile
from pathlib import Path

import duckdb
import ibis
import pyarrow as pa

from xingping.core.faults import Fault, FaultsError
from xingping.national.columns import CASE
from xingping.national.engine import SHEETS, Tables
from xingping.national.output import arrow_schema
from xingping.national.rule import Column
from xingping.national.source import Slice, Source, damaged

_AT_HAND = "sheets_at_hand"
"""Rows of sheets that are in memory."""
DEFAULT_MEMORY = "1700MB"
"""DuckDB's own share; with Python, Arrow and buffers the process stays under 2 GB."""


class DuckEngine:
    """An in-memory DuckDB with a spill folder of its own."""

    tries_plain = True
    takes_sheets = True

    def __init__(self, memory: str = DEFAULT_MEMORY) -> None:
        self._spill = tempfile.TemporaryDirectory(prefix="xingping-")
        self._connection = duckdb.connect(
            config={
                "memory_limit": memory,
                "temp_directory": self._spill.name,
                "preserve_insertion_order": "false",
            }
        )
        self._compiled: dict[int, tuple[Column, str]] = {}

    def slices(self, source: Source) -> tuple[Slice | None, ...]:
        """As the file falls apart, or the whole."""
        return source.slices or (None,)

    def answer(self, source: Source, part: Slice | None, question: Column, tables: Tables) -> pa.Table:
        """See Engine."""
        schema = question.schema()
        types = {name: str(kind).lstrip("!") for name, kind in schema.items()}
        columns = ", ".join(
            f"CAST({_quoted(name)} AS {_SQL[kind]}) AS {_quoted(name)}" for name, kind in types.items()
        )
        order = f" ORDER BY {CASE}" if CASE in types else ""
        try:
            self._bind(source, part, tables)
            # Column names and the compiled expression are ours; no value of a user stands in them.
            query = f"SELECT {columns} FROM ({self._sql(question)}){order}"  # noqa: S608
            found = self._run(query)
        except _OURS:
            raise
        except duckdb.Error as error:
            raise _fault(source.path, error) from error
        return found.cast(arrow_schema(types))

    def close(self) -> None:
        """See Engine."""
        self._connection.close()
        self._spill.cleanup()

    def _run(self, query: str) -> pa.Table:
        try:
            return self._connection.sql(query).to_arrow_table()
        except duckdb.OutOfMemoryException:
            # Each thread keeps groups of its own; one thread spills where several do not fit.
            self._connection.execute("SET threads = 1")
            return self._connection.sql(query).to_arrow_table()

    def _bind(self, source: Source, part: Slice | None, tables: Tables) -> None:
        files = ", ".join(_text(str(file)) for file in source.files)
        rows = _AT_HAND if SHEETS in tables else f"read_parquet([{files}])"
        where = f" WHERE {CASE} BETWEEN {part.first} AND {part.last}" if part else ""
        for name, table in tables.items():
            self._connection.register(_AT_HAND if name == SHEETS else name, table)
        # A view takes no parameters; paths are quoted, limits are integers.
        self._connection.execute(
            f"CREATE OR REPLACE TEMP VIEW {SHEETS} AS SELECT * FROM {rows}{where}"  # noqa: S608
        )

    def _sql(self, question: Column) -> str:
        """Compiled once per expression: every slice asks the same."""
        known = self._compiled.get(id(question))
        if known is None:
            known = question, str(ibis.to_sql(question, dialect="duckdb"))
            self._compiled[id(question)] = known
        return known[1]


_OURS = (duckdb.BinderException, duckdb.CatalogException, duckdb.ParserException)
"""The expression itself is wrong; anything else comes from the file, the memory or the disk."""
_SQL = {"int64": "BIGINT", "int16": "SMALLINT", "int8": "TINYINT", "boolean": "BOOLEAN", "string": "VARCHAR"}


def _fault(path: Path, error: duckdb.Error) -> FaultsError:
    if isinstance(error, duckdb.OutOfMemoryException):
        return FaultsError(
            [
                Fault(
                    str(path),
                    "内存与临时磁盘都不够",
                    "请腾出临时文件夹（TMPDIR）的空间，或用 --memory 放宽内存",
                )
            ]
        )
    return damaged(path, error)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
