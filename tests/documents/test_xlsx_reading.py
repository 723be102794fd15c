"""XLSX files as people have them: kinds of cells, dates, formulas, merged cells, several worksheets."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
import xlsxwriter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from score_files import (
    EDITION,
    Edit,
    csv_bytes,
    faults,
    full_rows,
    read,
    sheet_xml,
    warnings,
    with_parts,
    xlsx_bytes,
)
from xingping.documents.cells import CellKind, Merge
from xingping.documents.xlsx_reading import read_xlsx

EXPECTED = read(csv_bytes(full_rows("甲", "乙"))).sheets
TENTH = 10
"""Row of the merged indicator 9-10."""


def changed(**cells: object) -> Edit:
    """Writes values into cells; (value, number format) sets both."""

    def edit(_: Workbook, sheet: Worksheet) -> None:
        for place, value in cells.items():
            if isinstance(value, tuple):
                sheet[place], sheet[place].number_format = value
            else:
                sheet[place] = value

    return edit


def test_the_same_scores_as_csv() -> None:
    assert read(xlsx_bytes(full_rows("甲", "乙"))).sheets == EXPECTED


def test_as_another_program_writes_it() -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for row, cells in enumerate(
            [("得分", "指标", "评审专家"), *((c, a, b) for a, b, c in full_rows("甲", "乙"))]
        ):
            for column, cell in enumerate(cells):
                sheet.write(row, column, cell)
    assert read(stream.getvalue()).sheets == EXPECTED


@pytest.mark.parametrize(
    "cell",
    [
        date(2024, 9, 10),
        datetime(2025, 9, 10, 13, 30),
        (45545, 'm"月"d"日"'),
        (45545, "yyyy/m/d;@"),
        (45545, "[$-804]yyyy年m月d日"),
        45545,
        "9月10日",
        9,
        10.0,
    ],
)
def test_what_excel_makes_of_9_10(cell: object) -> None:
    assert read(xlsx_bytes(full_rows(), changed(**{f"A{TENTH}": cell}))).sheets == {"甲": EXPECTED["甲"]}


def test_a_date_in_the_calendar_of_1904() -> None:
    def edit(book: Workbook, sheet: Worksheet) -> None:
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
        sheet["A10"] = date(2024, 9, 10)

    assert read(xlsx_bytes(full_rows(), edit)).sheets == {"甲": EXPECTED["甲"]}


def test_chinese_excel_names_its_date_format_by_number_only() -> None:
    data = xlsx_bytes(full_rows(), changed(A10=(45545, "@@@")))
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        part = source.read("xl/styles.xml")
    number = part.split(b'formatCode="@@@"')[0].rsplit(b'numFmtId="', 1)[1].split(b'"')[0]
    part = part.replace(b'numFmtId="' + number + b'" fontId', b'numFmtId="58" fontId')
    (table,) = read_xlsx(with_parts(data, {"xl/styles.xml": part}))
    cell = table.rows[TENTH - 1].cells[0]
    assert (cell.text, cell.kind) == ("2024-09-10", CellKind.DATE)


@pytest.mark.parametrize(
    ("cell", "what"),
    [
        (date(2024, 4, 5), "的得分是日期 2024-04-05"),
        ((45545, "yyyy-mm-dd"), "的得分是日期 2024-09-10"),
        ((0.5, "0%"), "的得分是百分比 0.5"),
        ((0.5, "0.00%"), "的得分是百分比 0.5"),
        (True, "的得分是逻辑值 TRUE"),
        ("#N/A", "的得分是错误值 #N/A"),
        ("=1+1", "的得分是没有保存计算结果的公式"),
        (4.4999999999, "的得分 4.4999999999 不合记分单位"),
        (1e300, "的得分“100000000000000000000000000000000000000…”不是普通的小数"),
        (-2, "的得分 -2 超出范围"),
    ],
)
def test_scores_that_are_none(cell: object, what: str) -> None:
    (fault,) = faults(xlsx_bytes(full_rows(), changed(C2=cell)))
    assert fault.startswith("F:2: 工作表“评分”指标 1“选址布局”" + what)


@pytest.mark.parametrize("cell", [2.5, "2.5", "2.50", (2.5, "0.00"), (2.5, '0.0"分";[Red]-0.0')])
def test_scores_as_numbers_or_as_text(cell: object) -> None:
    assert read(xlsx_bytes(full_rows(), changed(C2=cell))).sheets == {"甲": EXPECTED["甲"]}


def test_formulas_count_with_their_saved_result_only() -> None:
    data = xlsx_bytes(full_rows())
    xml = sheet_xml(data).replace(b'<c r="C2" t="n"><v>2.5</v></c>', b'<c r="C2"><f>1+1.5</f><v>2.5</v></c>')
    assert b"<f>" in xml
    assert read(with_parts(data, {"xl/worksheets/sheet1.xml": xml})).sheets == {"甲": EXPECTED["甲"]}
    unsaved = xml.replace(b"</f><v>2.5</v>", b"</f>")
    (fault,) = faults(with_parts(data, {"xl/worksheets/sheet1.xml": unsaved}))
    assert "没有保存计算结果的公式；请用 Excel 或 WPS 打开文件，重新计算后保存" in fault
    text = xml.replace(b'<c r="C2"><f>1+1.5</f><v>2.5', b'<c r="C2" t="str"><f>IF(1,"")</f><v>')
    (fault,) = faults(with_parts(data, {"xl/worksheets/sheet1.xml": text}))
    assert fault.startswith("F:2: 工作表“评分”指标 1“选址布局”没有得分；")


def test_a_merged_name_stands_for_all_its_rows() -> None:
    def edit(_: Workbook, sheet: Worksheet) -> None:
        sheet.merge_cells("B2:B58")

    data = xlsx_bytes(full_rows(), edit)
    assert read(data).sheets == {"甲": EXPECTED["甲"]}
    assert read_xlsx(data)[0].merges == (Merge(2, 58, 1, 1),)


def test_a_merged_score_is_refused_in_every_row() -> None:
    def edit(_: Workbook, sheet: Worksheet) -> None:
        sheet.merge_cells("C2:C3")

    found = faults(xlsx_bytes(full_rows(), edit))
    assert found[:2] == [
        f"F:{line}: 工作表“评分”得分一格是合并单元格；请取消合并，每格各填一个得分" for line in (2, 3)
    ]


def test_a_name_merged_with_the_score_beside_it_is_refused() -> None:
    def edit(_: Workbook, sheet: Worksheet) -> None:
        sheet.merge_cells("B2:C2")

    assert faults(xlsx_bytes(full_rows(), edit))[0].startswith("F:2: 工作表“评分”得分一格是合并单元格")


def test_titles_above_the_header() -> None:
    def edit(_: Workbook, sheet: Worksheet) -> None:
        sheet.insert_rows(1, 3)
        sheet["A1"] = "某社区服务中心评分表"
        sheet.merge_cells("A1:C1")
        sheet["A2"], sheet["C2"] = "日期", date(2025, 3, 1)

    assert read(xlsx_bytes(full_rows(), edit)).sheets == {"甲": EXPECTED["甲"]}


def test_every_assessor_may_have_a_sheet() -> None:
    def edit(book: Workbook, _: Worksheet) -> None:
        second = book.create_sheet("乙的评分")
        second.append(["indicator", "assessor", "score"])
        for serial, _label, score in full_rows():
            second.append([serial, "乙", float(str(score))])

    assert read(xlsx_bytes(full_rows(), edit)).sheets == EXPECTED


def test_the_same_score_on_two_sheets_is_a_duplicate() -> None:
    def edit(book: Workbook, sheet: Worksheet) -> None:
        book.copy_worksheet(sheet).title = "副本"

    found = faults(xlsx_bytes(full_rows(), edit))
    assert len(found) == len(EDITION.indicators)
    assert found[0] == (
        "F:2: 工作表“副本”评审专家“甲”对指标 1“选址布局”重复评分，工作表“评分”第 2 行已有；请只保留一行"
    )


def test_sheets_that_are_not_read_are_named() -> None:
    def edit(book: Workbook, _: Worksheet) -> None:
        book.create_sheet("随记").append(["周三再去一次"])
        hidden = book.create_sheet("旧分")
        hidden.append(["指标", "评审专家", "得分"])
        hidden.sheet_state = "hidden"
        book.create_sheet("空的")

    assert warnings(xlsx_bytes(full_rows(), edit)) == [
        "F:1: 工作表“旧分”是隐藏的，没有读取；需要读取时请取消隐藏",
        "F:1: 工作表“随记”没有评分表的表头，没有读取；若其中有评分，请补上表头",
    ]


def test_phonetics_escapes_and_rich_text() -> None:
    data = xlsx_bytes(full_rows())
    xml = sheet_xml(data)
    rich = (
        '<c r="B2" t="inlineStr"><is><r><t>张</t></r><r><t xml:space="preserve"> _x4E09_</t></r>'
        '<rPh sb="0" eb="1"><t>zhang</t></rPh></is></c>'
    )
    xml = re.sub(rb'<c r="B2".*?</c>', rich.encode(), xml, count=1)
    labels = read(with_parts(data, {"xl/worksheets/sheet1.xml": xml}), partial=True).sheets
    assert list(labels) == ["张 三", "甲"]


def test_cells_and_rows_without_their_place() -> None:
    data = xlsx_bytes(full_rows())
    bare = re.sub(rb'<(c|row) r="[A-Z0-9]+"', rb"<\1", sheet_xml(data))
    assert read(with_parts(data, {"xl/worksheets/sheet1.xml": bare})).sheets == {"甲": EXPECTED["甲"]}


def test_two_cells_far_apart_cost_nothing() -> None:
    assert read(xlsx_bytes(full_rows(), changed(XFD1048576=1))).sheets == {"甲": EXPECTED["甲"]}


@pytest.mark.parametrize(
    "row",
    [
        b'<row r="%d"/>',
        b'<row r="%d" ht="15" customHeight="1"><c r="A%d" s="1"/><c r="B%d" s="1"/></row>',
    ],
)
def test_a_million_empty_rows_are_nothing(row: bytes) -> None:
    data = xlsx_bytes(full_rows())
    empty = b"".join(row.replace(b"%d", b"%d" % number) for number in range(100, 1_000_100))
    xml = sheet_xml(data).replace(b"</sheetData>", empty + b"</sheetData>")
    assert read(with_parts(data, {"xl/worksheets/sheet1.xml": xml})).sheets == {"甲": EXPECTED["甲"]}


def test_extra_cells_beside_the_table_are_nothing() -> None:
    assert read(xlsx_bytes(full_rows(), changed(E1="备注", E2="很好", H9=99))).sheets == {
        "甲": EXPECTED["甲"]
    }


@pytest.mark.parametrize(
    ("value", "serial"),
    [(b"2024-09-10", "9-10"), (b"2024-09-10T00:00:00Z", "9-10"), (b"2024-13-45", None), (b"soon", None)],
    ids=["day", "time", "impossible", "word"],
)
def test_dates_as_iso_texts(value: bytes, serial: str | None) -> None:
    data = xlsx_bytes(full_rows())
    dated = b'<c r="A10" t="d"><v>' + value + b"</v></c>"
    xml = re.sub(rb'<c r="A10".*?</c>', dated, sheet_xml(data), count=1)
    changed_data = with_parts(data, {"xl/worksheets/sheet1.xml": xml})
    if serial is not None:
        assert read(changed_data).sheets == {"甲": EXPECTED["甲"]}
    else:
        assert faults(changed_data)[0].startswith(
            f"F:10: 工作表“评分”指标一格是日期“{value.decode()}”，不对应任何序号；"
        )


def test_days_before_the_false_leap_day_of_1900() -> None:
    found = [
        faults(xlsx_bytes(full_rows(), changed(A10=(number, "yyyy-mm-dd"))))[0]
        for number in (1, 59, 60, 61, 0)
    ]
    assert [fault.split("“")[2].split("”")[0] for fault in found] == [
        "1900-01-01",
        "1900-02-28",
        "60",
        "1900-03-01",
        "0",
    ]


def test_an_assessor_that_is_an_error() -> None:
    rows = full_rows()
    assert faults(xlsx_bytes(rows, changed(B2="#REF!")))[0] == (
        "F:2: 工作表“评分”评审专家一格是错误值 #REF!；请直接填写姓名或代号"
    )


def test_numbers_that_are_none_are_refused() -> None:
    data = xlsx_bytes(full_rows())
    for odd in (b"nan", b"1_0", "５".encode(), b"0x1", b"1" * 100):
        xml = re.sub(rb'<c r="C2".*?</c>', b'<c r="C2"><v>' + odd + b"</v></c>", sheet_xml(data), count=1)
        assert faults(with_parts(data, {"xl/worksheets/sheet1.xml": xml})) == [
            "F:2: 单元格 C2 的数字无法读取；请重新填写这一格"
        ]


def test_phonetics_in_shared_strings() -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        for row, cells in enumerate([("指标", "评审专家", "得分"), *full_rows()]):
            (book.worksheets() or [book.add_worksheet()])[0].write_row(row, 0, cells)
    with zipfile.ZipFile(stream) as source:
        strings = source.read("xl/sharedStrings.xml")
    spoken = "<si><t>甲</t><rPh sb='0' eb='1'><t>jia</t></rPh><phoneticPr fontId='1'/></si>".encode()
    assert "<si><t>甲</t></si>".encode() in strings
    strings = strings.replace("<si><t>甲</t></si>".encode(), spoken)
    assert list(read(with_parts(stream.getvalue(), {"xl/sharedStrings.xml": strings})).sheets) == ["甲"]
