"""The scoring workbook: what officials see, what is protected, and that `score` reads it back."""

from __future__ import annotations

import io
import re
import zipfile
from fractions import Fraction

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from guides import demo_edition, small_guide
from score_files import EDITION, csv_bytes, faults, read, warnings
from xingping.core.catalogue import find_guide
from xingping.core.faults import FaultsError
from xingping.documents.registry import DOCUMENTS
from xingping.documents.score_file import read_scores
from xingping.documents.workbook import default_labels, workbook_bytes

GUIDE = find_guide()
ROWS = range(7, 7 + len(EDITION.indicators))
SCORES = {
    "甲": {one.serial: one.points // 2 // 50 * 50 for one in EDITION.indicators},
    "乙": {one.serial: one.points for one in EDITION.indicators},
}


def opened(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def score_sheet(**options: object) -> Worksheet:
    return opened(workbook_bytes(EDITION, GUIDE, **options))["评分表"]  # type: ignore[arg-type]


def filled(change: object = None, labels: tuple[str, ...] = ("甲", "乙")) -> bytes:
    """A workbook filled in by another program, then changed."""
    book = opened(workbook_bytes(EDITION, GUIDE, labels))
    sheet = book["评分表"]
    for row in ROWS:
        for column in range(len(labels)):
            sheet.cell(row, 7 + column).value = sheet.cell(row, 5).value
    if callable(change):
        change(sheet)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_prefilled_and_read_back() -> None:
    back = read(workbook_bytes(EDITION, GUIDE, ("甲", "乙"), SCORES, subject="演示中心"))
    assert back.sheets == SCORES
    assert back.subject == "演示中心"
    assert back.warnings == ()


def test_filled_by_hand_and_read_back() -> None:
    full = {one.serial: one.points for one in EDITION.indicators}
    assert read(filled()).sheets == {"甲": full, "乙": full}
    assert read(filled()).subject is None


def test_an_empty_workbook_has_no_scores_yet() -> None:
    assert faults(workbook_bytes(EDITION, GUIDE)) == ["F:1: 文件里一项得分也没有；请填写得分后再计算"]


def test_the_same_arguments_give_the_same_bytes() -> None:
    assert workbook_bytes(EDITION, GUIDE, ("甲",)) == workbook_bytes(EDITION, GUIDE, ("甲",))


def test_the_registry_makes_it() -> None:
    document = DOCUMENTS["workbook"]
    assert (document.title, document.suffix) == ("评分工作簿", ".xlsx")
    assert document.make(EDITION, GUIDE, ("甲",)) == workbook_bytes(EDITION, GUIDE, ("甲",))


def test_a_column_left_empty_does_not_count() -> None:
    data = filled(labels=default_labels(1))
    assert list(read(data).sheets) == ["评审专家 1"]
    part = workbook_bytes(EDITION, GUIDE, ("甲", "乙", "评审专家 3"), {"甲": SCORES["甲"]})
    assert list(read(part).sheets) == ["甲"]
    assert warnings(part) == ["F:6: 工作表“评分表”评审专家“乙”一项也没有评分，没有计入；若是漏填请补上"]


def test_what_is_not_scored_is_named_with_its_row() -> None:
    def change(sheet: Worksheet) -> None:
        sheet["G16"] = sheet["H16"] = None
        sheet["G17"] = None

    assert faults(filled(change)) == [
        "F:16: 指标 11“消除安全隐患”没有评分；请补上得分；只评了一部分时加 --partial"
    ]
    assert warnings(filled(change), partial=True) == [
        "F:1: 评审专家“甲”没有评指标 12；这些指标按其他专家的评分汇总；若是漏评请补上"
    ]


def test_faults_name_sheet_and_cell() -> None:
    def change(sheet: Worksheet) -> None:
        sheet["G7"], sheet["H8"], sheet["G9"] = 5.5, "4.3", "好"
        sheet.merge_cells("G10:G11")

    assert faults(filled(change)) == [
        "F:7: 工作表“评分表”单元格 G7 指标 1“选址布局”的得分 5.5 超出范围；请填 0 至 5 之间的数",
        "F:8: 工作表“评分表”单元格 H8 指标 2“设施面积”的得分 4.3 不合记分单位；请填 0.5 的整数倍",
        "F:9: 工作表“评分表”单元格 G9 指标 3“无障碍设施设置情况”的得分“好”不是普通的小数；"
        "请填 0 至 5 之间、0.5 的整数倍",
        "F:10: 工作表“评分表”单元格 G10 得分一格是合并单元格；请取消合并，每格各填一个得分",
        "F:11: 工作表“评分表”单元格 G11 得分一格是合并单元格；请取消合并，每格各填一个得分",
    ]


def test_rows_moved_or_renamed_are_never_misread() -> None:
    def change(sheet: Worksheet) -> None:
        sheet["A7"], sheet["A8"] = sheet["A8"].value, sheet["A7"].value
        sheet["A9"] = "99"

    found = faults(filled(change))
    assert found[:3] == [
        "F:7: 工作表“评分表”序号 2 一行写的是“选址布局”，标准中是“设施面积”；"
        "请不要改动工作簿的各行；若是另一标准的工作簿，请用 --standard 指明",
        "F:8: 工作表“评分表”序号 1 一行写的是“设施面积”，标准中是“选址布局”；"
        "请不要改动工作簿的各行；若是另一标准的工作簿，请用 --standard 指明",
        "F:9: 工作表“评分表”没有指标“99”；请填标准附录 A 的序号（1 至 62）或三级指标名称",
    ]


def test_assessors_need_names_of_their_own() -> None:
    def change(sheet: Worksheet) -> None:
        sheet["H6"] = "甲"

    assert faults(filled(change)) == [
        "F:6: 工作表“评分表”G 列和 H 列的评审专家都叫“甲”；请给每位评审专家不同的姓名或代号"
    ]
    assert faults(filled(lambda sheet: sheet.__setitem__("H6", None))) == [
        "F:6: 工作表“评分表”H 列没有写评审专家；请填评审专家的姓名或代号"
    ]


def test_notes_signatures_and_scribbles_below_are_not_scores() -> None:
    def change(sheet: Worksheet) -> None:
        sheet["I7"] = "已核对"
        sheet.cell(ROWS.stop, 7).value = "甲（签名）"
        sheet.cell(ROWS.stop + 5, 7).value = 99

    assert list(read(filled(change)).sheets) == ["甲", "乙"]


def test_the_table_is_that_of_the_standard() -> None:
    sheet = score_sheet(assessors=("甲",))
    assert [sheet.cell(6, column).value for column in range(1, 9)] == [
        "序号",
        "一级指标",
        "二级指标",
        "三级指标",
        "分值",
        "评分要求",
        "甲",
        "备注",
    ]
    for row, one in zip(ROWS, EDITION.indicators, strict=True):
        assert [sheet.cell(row, column).value for column in (1, 4, 5, 6)] == [
            one.serial,
            one.level3,
            one.points / 100,
            one.requirement,
        ]
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert {"B7:B16", "C7:C9", "C10:C11"} <= merged
    assert sheet["B7"].value == "规划建设\n（80 分）"
    assert sheet["C10"].value == "标识要求\n（10 分）"


def test_a_level_that_runs_over_a_page_is_named_again() -> None:
    sheet = score_sheet(assessors=default_labels(1))
    breaks = [one.id for one in sheet.row_breaks.brk]
    names = [sheet.cell(row + 1, 2).value for row in breaks]
    assert names
    assert all(name for name in names), "a page begins with the name of its level-1 indicator"


def test_only_the_cells_to_fill_in_are_open() -> None:
    sheet = score_sheet(assessors=("甲", "乙"))
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    open_cells = {cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked}
    assert open_cells >= {f"{column}{row}" for column in "GHI" for row in ROWS} | {"C3", "G3", "G6", "H6"}
    assert not open_cells & {f"{column}{row}" for column in "ABDEF" for row in ROWS}
    book = opened(workbook_bytes(EDITION, GUIDE))
    for name in ("结果", "计算过程", "填写说明"):
        assert book[name].protection.sheet
        assert all(cell.protection.locked for row in book[name].iter_rows() for cell in row)


def test_validation_refuses_out_of_range_and_off_step() -> None:
    sheet = score_sheet(assessors=("甲", "乙"))
    rules = {str(one.sqref): one for one in sheet.data_validations.dataValidation}
    assert set(rules) == {f"G{row}:H{row}" for row in ROWS}
    assert rules["G8:H8"].formula1 == "IF(ISNUMBER(G8),AND(G8>=0,G8<=$E8,ROUND(G8*100/50,0)*50/100=G8),FALSE)"
    assert rules["G8:H8"].error == "“设施面积”请填0 至 10 分，0.5 的整数倍。"
    assert rules["G8:H8"].errorStyle in (None, "stop")


def test_scoring_points_are_notes() -> None:
    sheet = score_sheet()
    for row, one in zip(ROWS, EDITION.indicators, strict=True):
        note = sheet.cell(row, 4).comment.text
        assert note.startswith("评分要点（星评通用评分细则 1.0，本系统提供，非标准内容）\n1. ")
        assert all(point.text in note for point in GUIDE.by_serial[one.serial].scoring_points)


def test_it_prints_on_a4() -> None:
    book = opened(workbook_bytes(EDITION, GUIDE))
    for sheet in book:
        assert sheet.page_setup.paperSize == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert "&P" in sheet.oddFooter.center.text
    assert book["评分表"].print_title_rows == "$6:$6"
    assert book["评分表"].freeze_panes == "E7"


def test_rules_tell_the_standard_from_the_guide() -> None:
    text = "\n".join(
        str(cell.value)
        for row in opened(workbook_bytes(EDITION, GUIDE))["填写说明"].iter_rows()
        for cell in row
    )
    for expected in (
        "星级（标准规定，第 6 章）",
        "汇总与记分（本系统提供，非标准内容：星评通用评分细则 1.0）",
        "平均分（采用）",
        "中位数（仅供对照）",
        *(one.printed for one in EDITION.errata),
        EDITION.hash,
        GUIDE.hash,
    ):
        assert expected in text


def test_facts_are_written_as_text() -> None:
    fact = GUIDE.facts[0]
    choice = next((one for one in GUIDE.facts if one.choices), None)
    facts = {fact.name: Fraction(825, 2), "unknown": 1}
    if choice is not None:
        facts[choice.name] = choice.choices[0].id  # type: ignore[assignment]
    sheet = opened(workbook_bytes(EDITION, GUIDE, facts=facts))["基础数据"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    assert rows[0] == [fact.label, "412.5", fact.unit]
    assert choice is None or [choice.label, choice.choices[0].label] in [row[:2] for row in rows]


def test_texts_that_look_like_formulas_stay_texts() -> None:
    hostile = ("=1+1", "+cmd", "-2", "@SUM(A1)", '=HYPERLINK("http://a")')
    data = workbook_bytes(EDITION, GUIDE, hostile, subject="=1+1")
    sheet = opened(data)["评分表"]
    assert tuple(sheet.cell(6, 7 + place).value for place in range(5)) == hostile
    assert all(sheet.cell(6, 7 + place).data_type == "s" for place in range(5))
    assert sheet["C3"].data_type == "s"
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        xml = parts.read("xl/worksheets/sheet1.xml").decode()
        assert not [name for name in parts.namelist() if "hyperlink" in name or "externalLink" in name]
    formulas = re.findall("<f>(.*?)</f>", xml)
    assert all(formula.startswith(("COUNT('计算过程'!", "'计算过程'!")) for formula in formulas)


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (("",), "第 1 名评审专家: 姓名或代号是空的、太长或含有特殊字符；请写 1 至 60 个普通文字"),
        (("甲", "备注"), "第 2 名评审专家: 姓名或代号是空的、太长或含有特殊字符；请写 1 至 60 个普通文字"),
        (("x" * 61,), "第 1 名评审专家: 姓名或代号是空的、太长或含有特殊字符；请写 1 至 60 个普通文字"),
        (("a\nb",), "第 1 名评审专家: 姓名或代号是空的、太长或含有特殊字符；请写 1 至 60 个普通文字"),
        (("\ud800",), "第 1 名评审专家: 姓名或代号是空的、太长或含有特殊字符；请写 1 至 60 个普通文字"),
        (("甲", "甲"), "第 2 名评审专家: 姓名或代号“甲”重复；请给每位评审专家不同的姓名或代号"),
        (default_labels(16), "评审专家: 16 名评审专家太多；一个工作簿最多 15 名，请分成几个"),
    ],
    ids=["empty", "note", "long", "line break", "surrogate", "twice", "many"],
)
def test_labels_that_cannot_stand(labels: tuple[str, ...], message: str) -> None:
    with pytest.raises(FaultsError) as caught:
        workbook_bytes(EDITION, GUIDE, labels)
    assert [str(fault) for fault in caught.value.faults] == [message]


def test_scores_that_cannot_stand() -> None:
    with pytest.raises(FaultsError) as caught:
        workbook_bytes(EDITION, GUIDE, ("甲",), {"甲": {"1": 510, "99": 0}, "乙": {}})
    assert [str(fault) for fault in caught.value.faults] == [
        "甲 的评分: 指标 1“选址布局”的得分 5.1 超出范围；请填 0 至 5 之间的数",
        "评分: 没有序号为“99”的指标；请按标准附录 A 的序号填写",
        "评分: 没有名为“乙”的评审专家；请把他列入评审专家",
    ]


def test_a_workbook_of_another_edition() -> None:
    edition, guide = demo_edition(), small_guide()
    scores = {"甲": {"1": 1000, "2-3": 2000, "7": 0}}
    data = workbook_bytes(edition, guide, ("甲",), scores)
    assert read_scores(data, "F", edition, step=guide.step).sheets == scores
    found = faults(data)
    assert found[0].startswith("F:7: 工作表“评分表”序号 1 一行写的是“整洁”，标准中是“选址布局”；")
    assert found[1].startswith("F:8: 工作表“评分表”没有指标“2-3”；")


def test_names_that_an_edition_has_twice_are_refused() -> None:
    rows = csv_bytes([("整洁", "甲", "1")])
    with pytest.raises(FaultsError) as caught:
        read_scores(rows, "F", demo_edition())
    assert [str(fault) for fault in caught.value.faults] == [
        "F:2: 三级指标名称“整洁”不止一项（序号 1、7）；请改填序号"
    ]
