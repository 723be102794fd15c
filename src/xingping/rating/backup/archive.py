"""The archive: a ZIP whose manifest names every member with size and SHA-256.

manifest.json                     written last
database.sqlite3 | database.dump  a consistent snapshot
secret.key                        where the key lies beside the data
files/blobs/ab/abcd...            every stored file, under its hash
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from xingping.core.faults import Fault, FaultsError

FORMAT = 1
MANIFEST = "manifest.json"
KEY = "secret.key"
FILES = "files/"
DATABASES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
CHUNK = 1024 * 1024
BLOB = re.compile(r"files/(blobs/[0-9a-f]{2}/([0-9a-f]{64}))\Z")
MAKE_ANEW = "请换用另一份完整的备份"
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    OSError,
    EOFError,
    ValueError,
    RuntimeError,  # asks for a password, or for a method of compression that there is not
)
"""What reading a damaged ZIP raises."""
Report = Callable[[str, int, int], None]
"""Called with what is being done, and how many bytes of how many."""


@dataclass(frozen=True, slots=True)
class Member:
    """One member of the archive."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive holds, and of what state of which program."""

    made_at: str
    version: str
    database: str
    migrations: list[str]
    members: list[Member] = field(default_factory=list)
    format: int = FORMAT

    @property
    def total(self) -> int:
        """Bytes of all members."""
        return sum(member.size for member in self.members)


class ArchiveWriter:
    """Writes an archive beside its name, and gives it the name only when it is whole and on the disk."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._partial = path.with_name(path.name + ".partial")
        self._members: list[Member] = []
        self._zip = zipfile.ZipFile(self._partial, "w", allowZip64=True)
        self._partial.chmod(0o600)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._zip.close()
            self._partial.unlink(missing_ok=True)

    def add(self, name: str, source: IO[bytes], *, compress: bool) -> Member:
        """Copy a stream into the archive; returns the member with its hash."""
        info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
        info.compress_type = zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED
        digest, size = hashlib.sha256(), 0
        with self._zip.open(info, "w", force_zip64=True) as target:
            while block := source.read(CHUNK):
                target.write(block)
                digest.update(block)
                size += len(block)
        member = Member(name, size, digest.hexdigest())
        self._members.append(member)
        return member

    def finish(self, manifest: Manifest) -> Manifest:
        """Write the manifest with all members, flush to the disk, and put the archive in place."""
        whole = Manifest(**{**asdict(manifest), "members": self._members})
        text = json.dumps(asdict(whole), ensure_ascii=False, indent=1)
        self._zip.writestr(MANIFEST, text, compress_type=zipfile.ZIP_DEFLATED)
        self._zip.close()
        with self._partial.open("rb") as file:
            os.fsync(file.fileno())
        self._partial.replace(self._path)
        return whole


class ArchiveReader:
    """Reads an archive; every fault is a FaultsError in words."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._zip = zipfile.ZipFile(path)
        except FileNotFoundError:
            raise self.fault("没有这个文件", "请核对路径") from None
        except UNREADABLE:
            raise self.fault("不是完整的备份文件，可能没有传完", MAKE_ANEW) from None
        self.manifest = self._read_manifest()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._zip.close()

    def fault(self, message: str, mend: str) -> FaultsError:
        """A fault of this archive, to be raised."""
        return FaultsError([Fault(str(self._path), message, mend)])

    def open(self, name: str) -> IO[bytes]:
        """A member as a stream."""
        return self._zip.open(name)

    def check(self, report: Report | None = None) -> None:
        """Read every member and compare size and hash; raises FaultsError naming all that differ."""
        listed = {member.name for member in self.manifest.members}
        stored = set(self._zip.namelist()) - {MANIFEST}
        faults = [f"缺少 {name}" for name in sorted(listed - stored)]
        faults += [f"多出 {name}" for name in sorted(stored - listed)]
        done = 0
        for member in self.manifest.members:
            if member.name in stored and not self._is_sound(member):
                faults.append(f"{member.name} 已损坏")
            done += member.size
            if report:
                report("正在核对备份", done, self.manifest.total)
        if faults:
            raise FaultsError(Fault(str(self._path), fault, MAKE_ANEW) for fault in faults)

    def blobs(self) -> Iterator[tuple[Member, str]]:
        """The stored files and their names in the storage."""
        for member in self.manifest.members:
            match = BLOB.match(member.name)
            if match:
                yield member, match[1]

    def _is_sound(self, member: Member) -> bool:
        digest, size = hashlib.sha256(), 0
        try:
            with self._zip.open(member.name) as source:
                while block := source.read(CHUNK):
                    digest.update(block)
                    size += len(block)
        except UNREADABLE:
            return False
        blob = BLOB.match(member.name)
        named_rightly = blob is None or blob[2] == member.sha256
        return (size, digest.hexdigest()) == (member.size, member.sha256) and named_rightly

    def _read_manifest(self) -> Manifest:
        try:
            given: dict[str, Any] = json.loads(self._zip.read(MANIFEST))
            members = [Member(**member) for member in given.pop("members")]
            manifest = Manifest(**given, members=members)
        except (KeyError, TypeError, AttributeError, *UNREADABLE):
            raise self.fault("不是星评的备份文件", "请选择 xingping backup 生成的文件") from None
        if manifest.format != FORMAT:
            raise self.fault(
                f"备份格式是第 {manifest.format} 版，本程序只认识第 {FORMAT} 版", "请升级程序后再恢复"
            )
        unknown = [
            m.name for m in members if not (BLOB.match(m.name) or m.name in {KEY, *DATABASES.values()})
        ]
        if unknown:
            raise self.fault(f"备份中有不认识的内容：{unknown[0]}", MAKE_ANEW)
        return manifest
