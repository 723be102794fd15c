"""Open tables as CSV, JSON and Parquet, and the Frictionless data package that describes them.

A table is described once: its fields are the CSV's head, the JSON's keys, the Parquet's columns and the
data dictionary. Rows are streamed; nothing is held in memory whole.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

Row = Sequence[Any]
CALCULATED = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would calculate: such a text gets an apostrophe before it in the CSV."""
AT_ONCE = 5_000
TYPES = ("string", "integer", "number", "boolean", "date")
"""Field types of the Frictionless table schema that are used."""
PROFILE = "tabular-data-package"


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its name, Chinese title, type (one of TYPES) and what it means."""

    name: str
    title: str
    type: str
    description: str


@dataclass(frozen=True, slots=True)
class OpenTable:
    """A table: its name, title, fields, and the rows anew at each call."""

    name: str
    title: str
    fields: tuple[Field, ...]
    rows: Callable[[], Iterable[Row]]


@dataclass(frozen=True, slots=True)
class Written:
    """A file that was written: name, media type, bytes, SHA-256 (hex), rows."""

    name: str
    table: str
    format: str
    media_type: str
    size: int
    sha256: str
    rows: int


FORMATS: dict[str, tuple[str, Callable[[OpenTable, Path], int]]] = {}
"""Format -> its media type and its writer."""


def write_tables(tables: Iterable[OpenTable], folder: Path) -> list[Written]:
    """Write every table in every format into a folder; returns what was written."""
    written = []
    for table in tables:
        for kind, (media_type, write) in FORMATS.items():
            path = folder / f"{table.name}.{kind}"
            rows = write(table, path)
            digest = _sha256(path)
            size = path.stat().st_size
            written.append(Written(path.name, table.name, kind, media_type, size, digest, rows))
    return written


def data_package(
    tables: Sequence[OpenTable], written: Iterable[Written], day: date, source: str
) -> dict[str, Any]:
    """The descriptor of Frictionless Data Package 1: files with checksums, and the data dictionary."""
    by_name = {table.name: table for table in tables}
    return {
        "profile": PROFILE,
        "name": "xingping-open-data",
        "title": "城乡社区服务中心（站）星级评定公开数据",
        "description": "只含已经公布的事实。以 = + - @ 开头的文字在 CSV 里前面加了一个撇号，防止被当作公式。",
        "version": day.isoformat(),
        "created": f"{day.isoformat()}T00:00:00+08:00",
        "sources": [{"title": source}],
        "resources": [
            {
                "name": f"{one.table}-{one.format}",
                "title": by_name[one.table].title,
                "path": one.name,
                "format": one.format,
                "mediatype": one.media_type,
                "encoding": "utf-8",
                "bytes": one.size,
                "hash": f"sha256:{one.sha256}",
                "profile": "tabular-data-resource" if one.format == "csv" else "data-resource",
                "schema": _schema(by_name[one.table]),
            }
            for one in written
        ],
    }


def _schema(table: OpenTable) -> dict[str, Any]:
    fields = [
        {"name": one.name, "title": one.title, "type": one.type, "description": one.description}
        for one in table.fields
    ]
    return {"fields": fields, "missingValues": [""]}


def _write_csv(table: OpenTable, path: Path) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(field.name for field in table.fields)
        for row in table.rows():
            writer.writerow(map(_cell, row))
            count += 1
    return count


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and value.startswith(CALCULATED):
        return f"'{value}"
    return _plain(value)


def _write_json(table: OpenTable, path: Path) -> int:
    names, count = [field.name for field in table.fields], 0
    with path.open("w", encoding="utf-8") as file:
        file.write("[")
        for row in table.rows():
            one = dict(zip(names, map(_plain, row), strict=True))
            file.write(",\n" if count else "\n")
            file.write(json.dumps(one, ensure_ascii=False))
            count += 1
        file.write("\n]\n")
    return count


def _plain(value: object) -> object:
    """A value as JSON takes it: dates as ISO texts."""
    return value.isoformat() if isinstance(value, date | datetime) else value


def _write_parquet(table: OpenTable, path: Path) -> int:
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema, count = _columns(table), 0
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for rows in _batches(table.rows()):
            columns = list(zip(*rows, strict=True))
            arrays = [pa.array(column, kind) for column, kind in zip(columns, schema.types, strict=True)]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
            count += len(rows)
    return count


def _columns(table: OpenTable) -> pa.Schema:
    import pyarrow as pa

    kinds = {
        "string": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
    }
    return pa.schema([(field.name, kinds[field.type]) for field in table.fields])


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    left = iter(rows)
    while some := list(islice(left, AT_ONCE)):
        yield some


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


FORMATS.update(
    csv=("text/csv", _write_csv),
    json=("application/json", _write_json),
    parquet=("application/vnd.apache.parquet", _write_parquet),
)
