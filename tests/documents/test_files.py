"""A file is written whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from xingping.documents.files import write_whole


def test_it_replaces_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "报告.pdf"
    path.write_bytes(b"old")
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_disk_that_fills_up_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")

    def break_off(self: Path, data: bytes) -> int:
        with self.open("wb") as stream:
            stream.write(data[:2])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", break_off)
    with pytest.raises(OSError, match="No space"):
        write_whole(path, b"new and long")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
