"""BagIt packages: the files that RFC 8493 asks for, equal bytes for equal content, changes found."""

import io
import zipfile
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import IO

import pytest

from xingping.documents.bagit import bag_fault, write_bag


def part(content: bytes) -> Callable[[], IO[bytes]]:
    return partial(io.BytesIO, content)


PARTS = [("catalogue.csv", part("目录".encode())), ("material/a%b.pdf", part(b"pdf" * 1000))]


def test_a_bag_holds_what_the_standard_asks(tmp_path: Path) -> None:
    target = tmp_path / "bag.zip"
    bag = write_bag(target, "CASE-1", PARTS, {"Source-Organization": "演示\n机构"})
    assert (bag.files, bag.size) == (2, 3006)
    with zipfile.ZipFile(target) as package:
        assert package.read("CASE-1/bagit.txt") == b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
        manifest = package.read("CASE-1/manifest-sha256.txt").decode().splitlines()
        assert manifest[0] == f"{sha256('目录'.encode()).hexdigest()}  data/catalogue.csv"
        assert manifest[1].endswith("  data/material/a%25b.pdf")
        info = package.read("CASE-1/bag-info.txt").decode()
        assert info == "Source-Organization: 演示 机构\nPayload-Oxum: 3006.2\n"
        tags = package.read("CASE-1/tagmanifest-sha256.txt")
        assert sha256(tags).hexdigest() == bag.manifest_hash
        assert [line.split("  ")[1] for line in tags.decode().splitlines()] == [
            "bag-info.txt",
            "bagit.txt",
            "manifest-sha256.txt",
        ]
    assert bag_fault(target) is None


def test_the_same_content_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_bag(tmp_path / name, "CASE-1", PARTS, {})
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


@pytest.mark.parametrize("path", ["../x", "/x", "a//b", "a/../b", "", "a\\b", "catalogue.csv"])
def test_paths_that_leave_the_bag_or_repeat_are_refused(path: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not a place"):
        write_bag(tmp_path / "bag.zip", "CASE-1", [*PARTS, (path, part(b""))], {})


@pytest.mark.parametrize(
    ("place", "content", "fault"),
    [
        ("B/data/catalogue.csv", b"x", "data/catalogue.csv 被改动过"),
        ("B/bag-info.txt", b"x", "bag-info.txt 被改动过"),
        ("B/data/more.txt", b"x", "清单中没有 B/data/more.txt"),
        ("B/data/catalogue.csv", None, "缺少 data/catalogue.csv"),
        ("B/manifest-sha256.txt", None, "缺少 manifest-sha256.txt"),
        ("B/tagmanifest-sha256.txt", None, "缺少 tagmanifest-sha256.txt"),
    ],
)
def test_every_change_is_named(place: str, content: bytes | None, fault: str, tmp_path: Path) -> None:
    whole, changed = tmp_path / "whole.zip", tmp_path / "changed.zip"
    write_bag(whole, "B", PARTS, {})
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(changed, "w") as target:
        kept = {name: source.read(name) for name in source.namelist()}
        kept.pop(place, None)
        if content is not None:
            kept[place] = content
        for name, text in kept.items():
            target.writestr(name, text)
    assert bag_fault(changed) == fault
