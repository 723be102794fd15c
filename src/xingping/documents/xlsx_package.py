"""The parts of an XLSX file, taken out with hard limits: the file may come from anybody."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Callable, Iterator
from xml.parsers import expat

from xingping.documents.cells import UnreadableFileError

MAX_UNPACKED = 256 * 1024 * 1024
"""Bytes that all parts may take unpacked; a million empty rows take about half."""

MAX_SMALL_PART = 32 * 1024 * 1024
"""Bytes that any part but a worksheet may take unpacked."""

_CHUNK = 256 * 1024
_READABLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED_FLAG = 0x1

Attributes = dict[str, str]
StartHandler = Callable[[str, Attributes], None]
EndHandler = Callable[[str], None]

DAMAGED = ("XLSX 文件已损坏或不完整", "请用 Excel 或 WPS 打开后另存为新的 XLSX，再试一次")
TOO_LARGE = ("XLSX 解压后大得不合理", "请新建一个工作簿，只复制需要的单元格，再试一次")


def damaged() -> UnreadableFileError:
    """The error for a package or part that is not well formed."""
    return UnreadableFileError(*DAMAGED)


class Package:
    """An opened XLSX file. Every method raises UnreadableFileError for whatever is wrong with it."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            entries = self._zip.infolist()
        except (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError, OSError):
            raise damaged() from None
        if any(entry.flag_bits & _ENCRYPTED_FLAG for entry in entries):
            raise UnreadableFileError("文件有密码保护", "请取消打开密码后另存，再试一次")
        if any(entry.compress_type not in _READABLE for entry in entries):
            raise damaged()
        if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
            raise UnreadableFileError(*TOO_LARGE)
        self._parts = {entry.filename.replace("\\", "/").lstrip("/").lower(): entry for entry in entries}
        if len(self._parts) != len(entries):
            raise damaged()
        self._left = MAX_UNPACKED

    def __contains__(self, part: str) -> bool:
        return part.lower() in self._parts

    def chunks(self, part: str, limit: int = MAX_SMALL_PART) -> Iterator[bytes]:
        """Unpack a part piece by piece, counting what really comes out."""
        entry = self._parts.get(part.lower())
        if entry is None:
            raise damaged()
        left = min(limit, self._left)
        try:
            with self._zip.open(entry) as stream:
                while chunk := stream.read(_CHUNK):
                    left -= len(chunk)
                    self._left -= len(chunk)
                    if left < 0:
                        raise UnreadableFileError(*TOO_LARGE)
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, OSError) as error:
            if isinstance(error, UnreadableFileError):
                raise
            raise damaged() from None

    def parse(self, part: str, parser: expat.XMLParserType, limit: int = MAX_SMALL_PART) -> None:
        """Feed a part to a parser made by `make_parser`."""
        try:
            for chunk in self.chunks(part, limit):
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
        except expat.ExpatError:
            raise damaged() from None

    def elements(self, part: str) -> list[tuple[str, Attributes]]:
        """Start tags of a small part in order: local name, attributes as written."""
        found: list[tuple[str, Attributes]] = []
        self.parse(part, make_parser(lambda name, attributes: found.append((name, attributes))))
        return found

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Relations of a part ("" for the package): id -> (last word of the type, path of the target)."""
        folder, name = posixpath.split(part)
        source = posixpath.join(folder, "_rels", f"{name}.rels")
        if source not in self:
            return {}
        return {
            attributes.get("Id", ""): (
                attributes.get("Type", "").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", ""))).lstrip("/"),
            )
            for name, attributes in self.elements(source)
            if name == "Relationship" and attributes.get("TargetMode") != "External"
        }


def make_parser(start: StartHandler, end: EndHandler | None = None) -> expat.XMLParserType:
    """An XML parser that hands over local names of elements and refuses document type declarations."""
    local: dict[str, str] = {}

    def started(name: str, attributes: Attributes) -> None:
        start(local.get(name) or local.setdefault(name, name.rpartition(":")[2]), attributes)

    def ended(name: str) -> None:
        if end is not None:
            end(local[name])

    def refuse(*_: object) -> None:
        raise damaged()

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = started
    parser.EndElementHandler = ended
    # Entities can only be declared in a document type: without one there is nothing to expand.
    parser.StartDoctypeDeclHandler = refuse
    return parser
