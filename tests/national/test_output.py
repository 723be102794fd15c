from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from xingping.core.faults import FaultsError
from xingping.national.output import check_output, parquet_output

TYPES = {"case_id": "int64"}
TABLE = pa.table({"case_id": [1, 2]})


def test_a_file_appears_only_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "out.parquet"
    with parquet_output(path, TYPES, {"xingping.edition": "标准"}) as writer:
        writer.write(TABLE)
        assert not path.exists()
    assert pq.read_table(path).to_pydict() == {"case_id": [1, 2]}
    assert pq.read_schema(path).metadata[b"xingping.edition"].decode() == "标准"
    assert list(tmp_path.iterdir()) == [path]


def test_tables_stand_in_the_order_in_which_they_were_written(tmp_path: Path) -> None:
    path = tmp_path / "out.parquet"
    with parquet_output(path, TYPES, {}) as writer:
        for number in range(40):
            writer.write(pa.table({"case_id": [number] * (40 - number) * 1000}))
    found = pq.read_table(path)["case_id"].to_pylist()
    assert found == sorted(found)
    assert len(found) == 820_000


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_a_failure_leaves_what_was_there(tmp_path: Path, error: type[BaseException]) -> None:
    path = tmp_path / "out.parquet"
    path.write_bytes(b"before")

    def fail() -> None:
        with parquet_output(path, TYPES, {}) as writer:
            writer.write(TABLE)
            raise error

    with pytest.raises(error):
        fail()
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


_FILLING = """
import resource, sys, signal
from pathlib import Path
import numpy, pyarrow
from xingping.core.faults import FaultsError
from xingping.national.output import parquet_output
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    with parquet_output(Path(sys.argv[1]), {"case_id": "int64"}, {}) as writer:
        for seed in range(int(sys.argv[2])):
            numbers = numpy.random.default_rng(seed).integers(0, 2**60, 100_000 // int(sys.argv[2]))
            writer.write(pyarrow.table({"case_id": numbers}))
except FaultsError as error:
    print(error)
"""


@pytest.mark.parametrize("tables", [1, 4])
def test_a_disk_that_fills_is_said_and_leaves_nothing(tmp_path: Path, tables: int) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", _FILLING, str(tmp_path / "out.parquet"), str(tables)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "磁盘空间不够" in ran.stdout, ran.stderr
    assert list(tmp_path.iterdir()) == []


def test_outputs_that_cannot_be_meant_are_refused(tmp_path: Path) -> None:
    given = tmp_path / "in.parquet"
    given.write_bytes(b"")
    for out, message in (
        (tmp_path, "这是文件夹"),
        (tmp_path / "no" / "out", "没有文件夹"),
        (given, "同一个文件"),
    ):
        with pytest.raises(FaultsError, match=message):
            check_output(out, given)
    check_output(tmp_path / "out.parquet", given)
