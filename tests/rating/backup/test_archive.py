"""The archive proves itself: whatever is changed, cut off, added or taken away is told."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest

from xingping.core.faults import FaultsError
from xingping.rating.backup.archive import ArchiveReader, ArchiveWriter, Manifest

HASH = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"
"""SHA-256 of b"foo"."""
BLOB = f"files/blobs/{HASH[:2]}/{HASH}"
MANIFEST = Manifest("2026-11-24T12:00:00+08:00", "1.0", "sqlite", ["rating.0001_initial"])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A sound archive."""
    path = tmp_path / "a.zip"
    with ArchiveWriter(path) as archive:
        archive.add("database.sqlite3", io.BytesIO(b"x" * 5000), compress=True)
        archive.add(BLOB, io.BytesIO(b"foo"), compress=False)
        archive.finish(MANIFEST)
    return path


def rewritten(path: Path, change: dict[str, bytes | None]) -> Path:
    """The archive with members replaced, added or (None) taken away."""
    with zipfile.ZipFile(path) as old:
        members = {name: old.read(name) for name in old.namelist()}
    members.update({name: content for name, content in change.items() if content is not None})
    with zipfile.ZipFile(path, "w") as new:
        for name, content in members.items():
            if change.get(name, b"") is not None:
                new.writestr(name, content)
    return path


def faults_of(path: Path) -> list[str]:
    """What a check finds."""
    with pytest.raises(FaultsError) as refused, ArchiveReader(path) as archive:
        archive.check()
    return [fault.message for fault in refused.value.faults]


def test_a_sound_archive_is_read_and_checked(path: Path) -> None:
    with ArchiveReader(path) as archive:
        archive.check()
        assert archive.manifest.total == 5003
        assert [name for _member, name in archive.blobs()] == [f"blobs/{HASH[:2]}/{HASH}"]
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"database.sqlite3": b"x" * 4999}, ["database.sqlite3 已损坏"]),
        ({"database.sqlite3": b"y" * 5000, BLOB: b"fox"}, ["database.sqlite3 已损坏", f"{BLOB} 已损坏"]),
        ({BLOB: None}, [f"缺少 {BLOB}"]),
        ({"files/../../etc/passwd": b"x"}, ["多出 files/../../etc/passwd"]),
    ],
)
def test_every_change_is_told(path: Path, change: dict[str, bytes | None], found: list[str]) -> None:
    assert faults_of(rewritten(path, change)) == found


@pytest.mark.parametrize("share", [0, 0.05, 0.5, 0.99])
def test_an_archive_cut_off_is_not_taken(path: Path, share: float) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    assert faults_of(path) == ["不是完整的备份文件，可能没有传完"]


def test_flipping_any_byte_is_told(path: Path) -> None:
    whole = path.read_bytes()
    for place in range(0, len(whole), 37):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        try:
            with ArchiveReader(path) as archive:
                archive.check()
                read = {name: archive.open(name).read() for name in ("database.sqlite3", BLOB)}
        except FaultsError:
            continue
        assert read == {"database.sqlite3": b"x" * 5000, BLOB: b"foo"}  # a byte that says nothing


def test_a_manifest_of_ones_own_making_gets_nothing_in(path: Path) -> None:
    given = json.loads(zipfile.ZipFile(path).read("manifest.json"))
    given["members"].append({"name": "files/../../secret", "size": 1, "sha256": "0" * 64})
    assert "不认识的内容" in faults_of(rewritten(path, {"manifest.json": json.dumps(given).encode()}))[0]


@pytest.mark.parametrize(
    ("manifest", "found"),
    [
        (b"{}", "不是星评的备份文件"),
        (b"[]", "不是星评的备份文件"),
        (b"\xff", "不是星评的备份文件"),
        (
            b'{"format": 2, "made_at": "", "version": "", "database": "", "migrations": [], "members": []}',
            "第 2 版",
        ),
    ],
)
def test_other_manifests_are_not_taken(path: Path, manifest: bytes, found: str) -> None:
    assert found in faults_of(rewritten(path, {"manifest.json": manifest}))[0]


def test_files_that_are_no_archive_are_not_taken(tmp_path: Path) -> None:
    assert faults_of(tmp_path / "missing.zip") == ["没有这个文件"]
    other = tmp_path / "other.zip"
    zipfile.ZipFile(other, "w").close()
    assert faults_of(other) == ["不是星评的备份文件"]


def test_writing_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="disk"):
        _write(tmp_path / "a.zip")
    assert list(tmp_path.iterdir()) == []


class FullDisk(io.BytesIO):
    """A stream that fails in the middle."""

    def read(self, size: int | None = -1) -> bytes:
        """Nothing more."""
        raise OSError("the disk is full")


def _write(path: Path) -> None:
    with ArchiveWriter(path) as archive:
        archive.add("database.sqlite3", FullDisk(b"x"), compress=False)
