"""Backup and restore killed in the middle: what was there before is there still, whole."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from subprocess import Popen

import pytest

from processes import ROOT, environment, wait_until
from rating.people import make_person
from xingping.rating.backup.archive import ArchiveReader
from xingping.rating.backup.databases import SQLite
from xingping.rating.backup.making import make_backup

pytestmark = pytest.mark.sqlite
FILES = 40
SIZE = 2_000_000


def command(folder: Path, *arguments: str) -> Popen[bytes]:
    """The `xingping` command on a data folder of its own, with SQLite."""
    given = {**environment(folder), "XINGPING_DATABASE_URL": f"sqlite:///{folder / 'xingping.sqlite3'}"}
    return Popen(
        [sys.executable, "-m", "xingping.cli.main", *arguments],
        env=given,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def names(database: Path) -> list[str]:
    """User names in a database that must be whole."""
    with closing(sqlite3.connect(database)) as opened:
        found = [row[0] for row in opened.execute("SELECT username FROM rating_user ORDER BY username")]
    SQLite().check(database)
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with a database of one person and many files."""
    make_person("then")
    snapshot = tmp_path / "snapshot.zip"
    make_backup(snapshot)
    folder = tmp_path / "data"
    folder.mkdir()
    with ArchiveReader(snapshot) as archive, (folder / "xingping.sqlite3").open("wb") as target:
        shutil.copyfileobj(archive.open("database.sqlite3"), target)
    for number in range(FILES):
        content = number.to_bytes(4, "big") * (SIZE // 4)
        name = hashlib.sha256(content).hexdigest()
        place = folder / "files" / "blobs" / name[:2] / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    return folder


@pytest.mark.django_db(transaction=True)
def test_a_backup_killed_in_the_middle_leaves_no_backup_and_the_next_one_works(
    folder: Path, tmp_path: Path
) -> None:
    target, partial = tmp_path / "a.zip", tmp_path / "a.zip.partial"
    killed = command(folder, "backup", str(target))
    wait_until(lambda: partial.exists() and partial.stat().st_size > SIZE)
    killed.kill()
    killed.wait()
    assert not target.exists()
    assert names(folder / "xingping.sqlite3") == ["then"]
    assert command(folder, "backup", str(target)).wait() == 0
    with ArchiveReader(target) as archive:
        archive.check()
        assert len(list(archive.blobs())) == FILES
    assert not partial.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("stage", ["files", "database"])
def test_a_restore_killed_in_the_middle_leaves_a_whole_database(
    folder: Path, tmp_path: Path, stage: str
) -> None:
    target = tmp_path / "a.zip"
    assert command(folder, "backup", str(target)).wait() == 0
    shutil.rmtree(folder / "files")
    database = folder / "xingping.sqlite3"
    with closing(sqlite3.connect(database)) as now, now:
        now.execute("UPDATE rating_user SET username = 'now'")

    killed = command(folder, "restore", str(target))
    if stage == "files":
        wait_until(lambda: (folder / "files").exists())
    else:
        wait_until(lambda: any(folder.glob("*恢复前*")))
    killed.kill()
    killed.wait()
    assert names(database) in (["now"], ["then"])
    if stage == "files":
        assert names(database) == ["now"]

    assert command(folder, "restore", str(target)).wait() == 0
    assert names(database) == ["then"]
    assert len(list((folder / "files" / "blobs").rglob("?" * 64))) == FILES
    assert any(names(kept) == ["now"] for kept in folder.glob("*恢复前*"))
    assert not (folder / ".restore.snapshot").exists()
