"""The content of a file, CSV or XLSX -> tables; anything else is named and refused."""

from __future__ import annotations

from xingping.documents.cells import Remarks, Room, Table, UnreadableFileError
from xingping.documents.csv_reading import read_csv

MAX_FILE = 32 * 1024 * 1024
"""Bytes that a file may have."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKUP = (b"<html", b"<!doctype", b"<?xml", b"<table")


def read_tables(data: bytes, remarks: Remarks, room: Room | None = None) -> tuple[Table, ...]:
    """All worksheets of an XLSX file, or the one table of a CSV file; faults of CSV lines go to `remarks`.

    Raises UnreadableFileError for anything that is neither, is damaged, encrypted or too large.
    """
    if not data.strip():
        raise UnreadableFileError("文件是空的", "请填写后再试")
    if len(data) > MAX_FILE:
        raise UnreadableFileError(
            f"文件超过 {MAX_FILE // 1024**2} MB", "请只保留需要的行和列，或分成几个文件"
        )
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        from xingping.documents.xlsx_reading import read_xlsx

        return read_xlsx(data, room)
    _refuse_known(data)
    return (read_csv(data, remarks, room),)


def _refuse_known(data: bytes) -> None:
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise UnreadableFileError("这是加密的 XLSX", "请在 Excel 或 WPS 中取消打开密码，另存后再试")
        raise UnreadableFileError("这是旧版 XLS（或其他旧版 Office）文件", "请用 Excel 或 WPS 另存为 XLSX")
    if data.startswith(b"%PDF"):
        raise UnreadableFileError("这是 PDF 文件", "请给出 CSV 或 XLSX 表格")
    if data[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP):
        raise UnreadableFileError(
            "这是网页或 XML 文件，不是真正的表格", "请用 Excel 或 WPS 打开后另存为 XLSX"
        )
