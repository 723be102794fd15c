"""Office documents: zip containers (OOXML, OFD) and OLE files; archives, macros and passwords refused."""

from __future__ import annotations

import zipfile
from pathlib import Path

import olefile

_ZIP = b"PK\x03\x04"
_OLE = olefile.MAGIC

_OPEN_XML = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/presentation.xml": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "OFD.xml": "application/ofd",
}
_OLE_STREAMS = {
    "WordDocument": "application/msword",
    "Workbook": "application/vnd.ms-excel",
    "Book": "application/vnd.ms-excel",
    "PowerPoint Document": "application/vnd.ms-powerpoint",
}
_OLE_MACROS = ("Macros", "_VBA_PROJECT_CUR", "VBA")


class RefusedContainerError(ValueError):
    """A container that may not be kept: stable code, why, and what to do instead (Chinese)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        self.message, self.mend = _REFUSALS[code]


_REFUSALS = {
    "macros": ("文档含有宏", "请另存为不含宏的格式（docx、xlsx、pptx）或 PDF"),
    "broken": ("文档已损坏，无法打开", "请重新保存后再上传"),
    "encrypted": ("文档设有密码", "请去掉密码后再上传"),
    "bomb": ("文档解开后过大", "请删去大图或拆成几个文件再上传"),
    "archive": ("不接受压缩包", "请解压后逐个上传"),
    "unknown": ("认不出这种文件", "请上传照片、PDF、OFD、Word、Excel 或 PPT"),
}


def recognises(head: bytes) -> bool:
    """Tell by its first bytes whether a file is a zip or an OLE container."""
    return head.startswith((_ZIP, _OLE))


def media_type(path: Path, most_unpacked: int, most_members: int) -> str:
    """Tell which office document a container is. Raises RefusedContainerError for anything else."""
    with path.open("rb") as file:
        is_zip = file.read(4) == _ZIP
    return _zip_type(path, most_unpacked, most_members) if is_zip else _ole_type(path)


def _zip_type(path: Path, most_unpacked: int, most_members: int) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if len(members) > most_members or sum(one.file_size for one in members) > most_unpacked:
                raise RefusedContainerError("bomb")
            if any(one.flag_bits & 1 for one in members):
                raise RefusedContainerError("encrypted")
            names = {one.filename for one in members}
    except RefusedContainerError:
        raise
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise RefusedContainerError("broken") from error
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise RefusedContainerError("macros")
    found = [kind for marker, kind in _OPEN_XML.items() if marker in names]
    if len(found) != 1:
        raise RefusedContainerError("archive")
    return found[0]


def _ole_type(path: Path) -> str:
    try:
        with olefile.OleFileIO(path) as container:
            names = {entry[0] for entry in container.listdir(streams=True, storages=True)}
    except (OSError, ValueError, IndexError, TypeError) as error:
        raise RefusedContainerError("broken") from error
    if "EncryptedPackage" in names or "EncryptionInfo" in names:
        raise RefusedContainerError("encrypted")
    if names.intersection(_OLE_MACROS):
        raise RefusedContainerError("macros")
    found = {kind for marker, kind in _OLE_STREAMS.items() if marker in names}
    if len(found) != 1:
        raise RefusedContainerError("unknown")
    return found.pop()
