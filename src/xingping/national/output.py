"""Writing a result: whole or not at all."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Container, Iterator, Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from xingping.core.faults import Fault, FaultsError
from xingping.national.metadata import with_metadata

ARROW_TYPES = {
    "int64": pa.int64(),
    "int32": pa.int32(),
    "int16": pa.int16(),
    "int8": pa.int8(),
    "boolean": pa.bool_(),
    "string": pa.string(),
}
"""Column types of docs/national.md."""

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def arrow_schema(types: Mapping[str, str], filled: Container[str] = ()) -> pa.Schema:
    """Column name -> type name as an Arrow schema; `filled` columns are declared to hold no null."""
    return pa.schema([pa.field(name, ARROW_TYPES[kind], name not in filled) for name, kind in types.items()])


class Writer:
    """Appends tables to the file being written, each while the next is being computed."""

    def __init__(self, parquet: pq.ParquetWriter, schema: pa.Schema, pool: Executor) -> None:
        """`pool` has one thread, so that the tables stay in order."""
        self._parquet = parquet
        self._schema = schema
        self._pool = pool
        self._running: Future[None] | None = None

    def write(self, table: pa.Table) -> None:
        """Append a table with exactly the file's columns. Raises OSError when the one before failed."""
        self.finish()
        self._running = self._pool.submit(self._parquet.write_table, table.cast(self._schema))

    def finish(self) -> None:
        """Wait for the last table. Raises OSError when it could not be written."""
        if self._running is not None:
            self._running.result()


@contextmanager
def parquet_output(
    path: Path, types: Mapping[str, str], metadata: Mapping[str, str], filled: Container[str] = ()
) -> Iterator[Writer]:
    """Write beside `path` under a name of its own, and put it in place only when all of it is on disk.

    Whatever goes wrong, nothing new is left behind and a file that was there stays as it was. Raises
    FaultsError when the folder is missing, not writable or full.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}.part")
    schema = with_metadata(arrow_schema(types, filled), metadata)
    try:
        with temporary.open("xb") as file:
            with (
                pq.ParquetWriter(file, schema, compression="zstd", compression_level=1) as parquet,
                ThreadPoolExecutor(1) as pool,
            ):
                writer = Writer(parquet, schema, pool)
                yield writer
                writer.finish()
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        raise FaultsError([_fault(path, error)]) from error
    finally:
        with suppress(OSError):
            temporary.unlink()


def check_output(path: Path, *inputs: Path) -> None:
    """Raises FaultsError when the output cannot be meant: a folder, or one of the inputs."""
    if path.is_dir():
        raise FaultsError([Fault(str(path), "这是文件夹，不是文件", "请给出输出文件的完整路径")])
    if not path.parent.is_dir():
        raise FaultsError([Fault(str(path), f"没有文件夹“{path.parent}”", "请先建好文件夹")])
    for given in inputs:
        if given.exists() and path.exists() and path.samefile(given):
            raise FaultsError([Fault(str(path), "输出与输入是同一个文件", "请另取一个输出文件名")])


def _fault(path: Path, error: OSError) -> Fault:
    if error.errno in _FULL:
        return Fault(str(path), "磁盘空间不够，未能写完", "请腾出空间或换一个磁盘；没有留下半成的文件")
    return Fault(
        str(path), f"无法写入（{error.strerror or error}）", "请检查文件夹的权限；没有留下半成的文件"
    )
