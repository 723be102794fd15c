"""XLSX files that mean harm, are damaged, or are something else."""

from __future__ import annotations

import io
import random
import re
import struct
import zipfile

import pytest
import xlsxwriter

from score_files import EDITION, full_rows, sheet_xml, with_parts, xlsx_bytes
from score_files import faults as faults_of
from xingping.core.faults import FaultsError
from xingping.documents.score_file import read_scores

SOUND = xlsx_bytes(full_rows())
SHEET = "xl/worksheets/sheet1.xml"
DAMAGED = "F:1: XLSX 文件已损坏或不完整；请用 Excel 或 WPS 打开后另存为新的 XLSX，再试一次"
TOO_LARGE = "F:1: XLSX 解压后大得不合理；请新建一个工作簿，只复制需要的单元格，再试一次"


def sheet(xml: bytes) -> bytes:
    return with_parts(SOUND, {SHEET: xml})


DAMAGES = {
    "cut early": SOUND[:2000],
    "cut late": SOUND[:-10],
    "hole": SOUND[:2800] + SOUND[2900:],
    "first bytes only": b"PK\x03\x04",
    "empty sheet": with_parts(SOUND, {SHEET: b""}),
    "unfinished sheet": with_parts(SOUND, {SHEET: b"<worksheet><sheetData>"}),
    "crossed tags": with_parts(SOUND, {SHEET: b"<a></b>"}),
    "no sheet": with_parts(SOUND, {SHEET: None}),
    "no text": with_parts(SOUND, {"xl/workbook.xml": b"\xff\xfe"}),
    "no workbook": with_parts(SOUND, {"xl/workbook.xml": None}),
    "no relations": with_parts(SOUND, {"_rels/.rels": b"<Relationships/>"}),
    "unfinished styles": with_parts(SOUND, {"xl/styles.xml": b"<styleSheet>"}),
}


@pytest.mark.parametrize("data", DAMAGES.values(), ids=list(DAMAGES))
def test_damaged(data: bytes) -> None:
    assert faults_of(data) == [DAMAGED]


@pytest.mark.parametrize(
    "row",
    [
        b'<row r="0"/>',
        b'<row r="1048577"/>',
        b'<row r="x"/>',
        b'<row r="\xd9\xa1"/>',
        b'<row r="99999999999999999999"/>',
        b'<row r="1"><c r="XFE1"><v>1</v></c></row>',
        b'<row r="1"><c r="A2"><v>1</v></c></row>',
        b'<row r="1"><c r="1A"><v>1</v></c></row>',
        b'<row r="1"><c r="A1" t="s"><v>999999</v></c></row>',
        b'<row r="1"><c r="A1" t="s"><v>-1</v></c></row>',
        b'<row r="1"><c r="A1" s="x"><v>1</v></c></row>',
    ],
)
def test_impossible_places(row: bytes) -> None:
    assert faults_of(sheet(b"<worksheet><sheetData>" + row + b"</sheetData></worksheet>")) == [DAMAGED]


def test_entities_are_refused_before_they_grow() -> None:
    bomb = b'<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa">' + b"".join(
        b'<!ENTITY %c "&%c;&%c;&%c;&%c;">' % (name, name - 1, name - 1, name - 1, name - 1)
        for name in range(ord("b"), ord("z"))
    )
    assert faults_of(sheet(bomb + b"]><worksheet>&y;</worksheet>")) == [DAMAGED]


def test_a_zip_bomb_is_refused_by_its_own_words() -> None:
    assert faults_of(with_parts(SOUND, {"xl/media/a.png": bytes(300 * 1024 * 1024)})) == [TOO_LARGE]


def test_a_zip_bomb_that_lies_about_its_size() -> None:
    small = b"<worksheet>" + b" " * 1000
    data = bytearray(with_parts(SOUND, {SHEET: small + b" " * (40 * 1024 * 1024)}))
    for place in (found.start() for found in re.finditer(rb"PK\x01\x02", data)):
        if data[place + 46 : place + 46 + len(SHEET)] == SHEET.encode():
            data[place + 24 : place + 28] = struct.pack("<I", len(small))
    assert faults_of(bytes(data)) == [DAMAGED]


def shared() -> bytes:
    """The same scores with shared strings."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        worksheet = book.add_worksheet()
        for row, cells in enumerate([("指标", "评审专家", "得分"), *full_rows()]):
            worksheet.write_row(row, 0, cells)
    return stream.getvalue()


def test_shared_strings() -> None:
    assert survives(shared()) == "read"
    strings = "xl/sharedStrings.xml"
    assert faults_of(with_parts(shared(), {strings: b"<sst/>"})) == [DAMAGED]
    padding = b" " * (33 * 1024 * 1024)
    assert faults_of(with_parts(shared(), {strings: b"<sst>" + padding + b"</sst>"})) == [TOO_LARGE]


def test_an_endless_text_is_refused_early() -> None:
    xml = b'<worksheet><sheetData><row><c t="inlineStr"><is><t>' + b"a" * 10_000_000
    (fault,) = faults_of(sheet(xml))
    assert fault == "F:1: 有一格的文字长得不合理；请删去这一格的内容"


def test_too_many_cells_are_refused_with_the_row() -> None:
    rows = b"".join(b'<row r="%d"><c><v>1</v></c></row>' % number for number in range(1, 100_003))
    (fault,) = faults_of(sheet(b"<worksheet><sheetData>" + rows + b"</sheetData></worksheet>"))
    assert fault.startswith("F:100001: 内容超过 100,000 行或 600,000 格；")


def test_too_many_merges_are_refused() -> None:
    merges = b'<mergeCell ref="A1:A2"/>' * 100_001
    assert faults_of(sheet(b"<worksheet><mergeCells>" + merges + b"</mergeCells></worksheet>")) == [
        "F:1: 合并单元格多得不合理；请取消合并单元格"
    ]


def test_too_many_sheets_are_refused() -> None:
    book = b"<workbook><sheets>" + b'<sheet name="a"/>' * 201 + b"</sheets></workbook>"
    (fault,) = faults_of(with_parts(SOUND, {"xl/workbook.xml": book}))
    assert fault.startswith("F:1: 工作表超过 200 张；")


def test_odd_compressions_and_doubled_parts() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_LZMA) as target:
        target.writestr("xl/workbook.xml", b"a")
    assert faults_of(stream.getvalue()) == [DAMAGED]
    assert faults_of(with_parts(SOUND, {"XL/Workbook.xml": b"<workbook/>"})) == [DAMAGED]


def test_encrypted_files() -> None:
    data = bytearray(SOUND)
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        for found in re.finditer(re.escape(mark), bytes(data)):
            data[found.start() + offset] |= 1
    assert faults_of(bytes(data)) == ["F:1: 文件有密码保护；请取消打开密码后另存，再试一次"]
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    assert faults_of(ole + "EncryptedPackage".encode("utf-16-le"))[0].startswith("F:1: 这是加密的 XLSX；")
    assert faults_of(ole)[0].startswith("F:1: 这是旧版 XLS（或其他旧版 Office）文件；")


def other(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as target:
        for name, content in parts.items():
            target.writestr(name.replace("__", "/").replace("_DOT_", "."), content)
    return stream.getvalue()


RELATION = (
    b'<Relationships><Relationship Id="a" Target="%s" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>'
)


OTHERS = [
    (other(a_DOT_txt=b"1"), "这是压缩包，不是 XLSX"),
    (other(mimetype=b"x", content_DOT_xml=b"<a/>"), "这是 OpenDocument 文件（ODS）"),
    (
        other(**{"_rels__.rels": RELATION % b"word/document.xml", "word__document_DOT_xml": b"<a/>"}),
        "这是 Office 文档，但不是表格",
    ),
    (
        other(**{"_rels__.rels": RELATION % b"xl/workbook.bin", "xl__workbook_DOT_bin": b"<a/>"}),
        "这是二进制工作簿（XLSB）",
    ),
    (b"%PDF-1.7\n", "这是 PDF 文件"),
    (b"\xef\xbb\xbf\n<html><table>", "这是网页或 XML 文件，不是真正的表格"),
    (b'<?xml version="1.0"?><Workbook>', "这是网页或 XML 文件，不是真正的表格"),
    (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "文件里有空字符（NUL），不是完好的文本"),
]


@pytest.mark.parametrize(("data", "what"), OTHERS, ids=[what for _, what in OTHERS])
def test_other_formats_are_called_by_name(data: bytes, what: str) -> None:
    (fault,) = faults_of(data)
    assert fault.split(": ")[1].startswith(f"{what}；")


SPLINTERS = [
    b"<",
    b">",
    b"/",
    b'"',
    b"1",
    b"r",
    b"",
    b"<c>",
    b"</v>",
    b"<f>",
    b'" t="d',
    b'" t="s',
    b"-",
    b"E9",
]


def survives(data: bytes) -> str:
    """ "read", "refused", or "" where a message is not one line with its place."""
    try:
        read_scores(data, "F", EDITION)
    except FaultsError as error:
        lines = [str(fault) for fault in error.faults]
        return "refused" if all(line.startswith("F:") and line.isprintable() for line in lines) else ""
    return "read"


def test_files_with_bytes_changed_at_random() -> None:
    source = random.Random(5)
    for _ in range(400):
        data = bytearray(SOUND)
        for _ in range(source.randint(1, 8)):
            data[source.randrange(len(data))] = source.randrange(256)
        assert survives(bytes(data))


def test_worksheets_with_bytes_changed_at_random() -> None:
    source = random.Random(6)
    xml = sheet_xml(SOUND)
    for _ in range(300):
        changed = bytearray(xml)
        for _ in range(source.randint(1, 3)):
            place = source.randrange(len(changed))
            changed[place : place + source.randint(0, 3)] = source.choice(
                [
                    b"<",
                    b">",
                    b"/",
                    b'"',
                    b"1",
                    b"r",
                    b"",
                    b"<c>",
                    b"</v>",
                    b"<f>",
                    b'" t="d',
                    b'" t="s',
                    b"-",
                    b"E9",
                ]
            )
        assert survives(sheet(bytes(changed)))
