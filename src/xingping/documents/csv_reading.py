"""A CSV file (UTF-8 with or without BOM, or GB18030) -> a table; nothing is guessed silently."""

from __future__ import annotations

import csv
import io
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE

from xingping.documents.cells import (
    Cell,
    Remarks,
    Room,
    Row,
    Table,
    UnreadableFileError,
    clean,
    too_much,
)

SAVE_AS = "请在 Excel 或 WPS 中另存为“CSV UTF-8（逗号分隔）”或 XLSX"

_UTF8_CHARACTER = re.compile(rb"[\xc3-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_NOT_ASCII = re.compile(rb"[\x80-\xff]")
_TWO_BYTES_LAST = 0x7FF
"""Last character that UTF-8 writes in two bytes; Chinese takes three."""


def read_csv(data: bytes, remarks: Remarks, room: Room | None = None) -> Table:
    """Read a whole CSV file; faults of single lines go to `remarks`.

    Raises UnreadableFileError when the encoding is another, or the file is not text or too large.
    """
    text = _decode(data, remarks)
    rows: list[Row] = []
    room = room or Room()
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            record = next(reader)
        except StopIteration:
            return Table("", tuple(rows))
        except csv.Error as error:
            remarks.fault(line, *_csv_fault(str(error)))
            continue
        row = Row(line, {column: Cell(one) for column, one in enumerate(record) if one and clean(one)})
        if not row.cells:
            continue
        rows.append(row)
        room.rows -= 1
        room.cells -= len(row.cells)
        if room.is_overdrawn():
            raise too_much(room, line)


def _csv_fault(error: str) -> tuple[str, str]:
    if "unexpected end of data" in error:
        return "从这一行起有一个英文双引号没有成对", "请补上另一个双引号，或删去多余的双引号"
    if "field larger than" in error:
        return "这一行有一格长得不合理（超过 13 万字）", "请检查英文双引号是否成对"
    return "这一行的英文双引号用得不对", "含逗号、引号或换行的格子请整格用双引号括起，其中的双引号写两遍"


def _decode(data: bytes, remarks: Remarks) -> str:
    _refuse_other_marks(data)
    _refuse_nul(data)
    marked = data.startswith(BOM_UTF8)
    body = data[len(BOM_UTF8) :] if marked else data
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        line = _line_at(body, error.start)
        if marked or _mostly_utf8(body):
            raise UnreadableFileError("UTF-8 编码在这一行有损坏的字节", SAVE_AS, line) from None
    else:
        if not marked:
            _warn_if_ambiguous(text, body, remarks)
        return text
    try:
        return body.decode("gb18030")
    except UnicodeDecodeError as error:
        line = _line_at(body, error.start)
        raise UnreadableFileError("编码既不是 UTF-8 也不是 GB18030", SAVE_AS, line) from None


def _refuse_other_marks(data: bytes) -> None:
    marks = {BOM_UTF32_LE: "UTF-32", BOM_UTF32_BE: "UTF-32", BOM_UTF16_LE: "UTF-16", BOM_UTF16_BE: "UTF-16"}
    for mark, name in marks.items():
        if data.startswith(mark):
            raise UnreadableFileError(f"文件编码是 {name}（“Unicode 文本”）", SAVE_AS)


def _refuse_nul(data: bytes) -> None:
    at = data.find(b"\0")
    if at < 0:
        return
    head = data[:400]
    if head.count(0) * 5 >= len(head) * 2:
        raise UnreadableFileError("文件编码像是 UTF-16（“Unicode 文本”）", SAVE_AS)
    raise UnreadableFileError("文件里有空字符（NUL），不是完好的文本", SAVE_AS, _line_at(data, at))


def _line_at(data: bytes, position: int) -> int:
    before = data[:position]
    return before.count(b"\n") + before.count(b"\r") - before.count(b"\r\n") + 1


def _mostly_utf8(data: bytes) -> bool:
    # Damaged UTF-8 often is valid GB18030: names would turn into other characters unnoticed.
    within = sum(len(found) for found in _UTF8_CHARACTER.findall(data))
    return within * 2 > len(_NOT_ASCII.findall(data))


def _warn_if_ambiguous(text: str, body: bytes, remarks: Remarks) -> None:
    # "陆" saved as GB18030 is also the valid UTF-8 of "½".
    letters = [one for one in text if not one.isascii()]
    if not letters or any(ord(one) > _TWO_BYTES_LAST for one in letters):
        return
    try:
        other = body.decode("gb18030")
    except UnicodeDecodeError:
        return
    if all("\u4e00" <= one <= "\u9fff" for one in other if not one.isascii()):
        remarks.warn(1, "文件按 UTF-8 读取，但也可能是 GB18030，其中的中文或有误", SAVE_AS)
