"""BagIt packages (RFC 8493) as ZIP files: a small writer, and a checker that names the first fault."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

BLOCK = 1024 * 1024
DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
EPOCH = (1980, 1, 1, 0, 0, 0)
"""Date of every entry, so that equal content gives an equal package."""
Opener = Callable[[], IO[bytes]]


@dataclass(frozen=True, slots=True)
class Bag:
    """What was written: how many payload files and bytes, and the hash of the tag manifest."""

    files: int
    size: int
    manifest_hash: str


def write_bag(target: Path, name: str, payload: Iterable[tuple[str, Opener]], info: Mapping[str, str]) -> Bag:
    """Write a bag called `name`; payload files are (path below data/, opener) and are streamed.

    Raises ValueError for a path that leaves the bag or occurs twice.
    """
    hashes: dict[str, str] = {}
    size = 0
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for path, opener in payload:
            place = f"data/{path}"
            if place in hashes or not _safe(path):
                raise ValueError(f"not a place in a bag: {path!r}")
            with opener() as source, package.open(_entry(f"{name}/{place}"), "w", force_zip64=True) as entry:
                digest = hashlib.sha256()
                while block := source.read(BLOCK):
                    digest.update(block)
                    entry.write(block)
                    size += len(block)
            hashes[place] = digest.hexdigest()
        tags = {
            "bagit.txt": DECLARATION,
            "bag-info.txt": _info({**info, "Payload-Oxum": f"{size}.{len(hashes)}"}),
            "manifest-sha256.txt": _manifest(hashes),
        }
        last = _manifest({path: hashlib.sha256(content).hexdigest() for path, content in tags.items()})
        for path, content in {**tags, "tagmanifest-sha256.txt": last}.items():
            package.writestr(_entry(f"{name}/{path}"), content)
    return Bag(len(hashes), size, hashlib.sha256(last).hexdigest())


def bag_fault(source: Path) -> str | None:
    """The first thing wrong with a bag, or None: every listed hash is computed again."""
    with zipfile.ZipFile(source) as package:
        names = package.namelist()
        name = names[0].split("/", 1)[0]
        listed: set[str] = set()
        for manifest in ("tagmanifest-sha256.txt", "manifest-sha256.txt"):
            if f"{name}/{manifest}" not in names:
                return f"缺少 {manifest}"
            for line in package.read(f"{name}/{manifest}").decode().splitlines():
                digest, _, path = line.partition("  ")
                place = f"{name}/{_decoded(path)}"
                if place not in names:
                    return f"缺少 {path}"
                if _hash_of(package, place) != digest:
                    return f"{path} 被改动过"
                listed.add(place)
        extra = next((one for one in names if one.startswith(f"{name}/data/") and one not in listed), None)
    return f"清单中没有 {extra}" if extra else None


def _hash_of(package: zipfile.ZipFile, place: str) -> str:
    digest = hashlib.sha256()
    with package.open(place) as source:
        while block := source.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _entry(path: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(path, EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


def _manifest(hashes: Mapping[str, str]) -> bytes:
    lines = [f"{digest}  {_encoded(path)}\n" for path, digest in sorted(hashes.items())]
    return "".join(lines).encode()


def _info(values: Mapping[str, str]) -> bytes:
    return "".join(f"{name}: {' '.join(text.split())}\n" for name, text in values.items()).encode()


def _safe(path: str) -> bool:
    parts = path.split("/")
    return bool(path) and "\\" not in path and "\0" not in path and not {"", ".", ".."} & set(parts)


def _encoded(path: str) -> str:
    """RFC 8493, 2.1.3: percent, carriage return and line feed are written as %XX."""
    return path.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _decoded(path: str) -> str:
    return path.replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")
