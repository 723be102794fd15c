"""The register as a file: what is read, every fault by line, and that what is written reads back the same."""

from __future__ import annotations

import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xingping.core.catalogue import find_guide
from xingping.core.faults import FaultsError
from xingping.documents.register_columns import Holds, all_columns, header_key
from xingping.documents.register_file import RegisterFile, RegisterRow, read_register
from xingping.documents.register_sheet import export_columns, register_csv, register_template, register_xlsx

FACTS = find_guide().facts
AREA = next(fact for fact in FACTS if fact.name == "facility_area")
LEVEL = next(fact for fact in FACTS if fact.name == "media_level")
HEAD = "中心编号,名称,类型,行政区划代码"
ROW = "C1,锦江社区服务中心,城市社区,510104026018"


def read(text: str, encoding: str = "utf-8") -> RegisterFile:
    return read_register(text.encode(encoding), "表.csv", FACTS)


def faults(text: str) -> list[str]:
    return [str(fault) for fault in read(text).faults]


def whole(text: bytes) -> str:
    with pytest.raises(FaultsError) as caught:
        read_register(text, "表.csv", FACTS)
    (fault,) = caught.value.faults
    return str(fault)


def book(*rows: list[object]) -> bytes:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    data = io.BytesIO()
    made.save(data)
    return data.getvalue()


def test_a_row_is_read_with_the_line_it_stands_on() -> None:
    assert read(f"登记表\n{HEAD}\n\n{ROW}\n").rows == (
        RegisterRow(
            4,
            {"code": "C1", "name": "锦江社区服务中心", "kind": "urban", "region": "510104026018"},
            {},
        ),
    )


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_other_encodings_are_understood(encoding: str) -> None:
    assert read(f"{HEAD}\n{ROW}\n", encoding).rows[0].values["name"] == "锦江社区服务中心"


def test_headers_are_compared_without_blanks_stars_and_width() -> None:
    head = "中心 编号*,名称,类型,行政区划代码,服务的社区(村)"
    assert read(f"{head}\n{ROW},甲、乙\n").rows[0].values["communities"] == "甲、乙"


def test_a_legal_name_is_kept_raw() -> None:
    name = "\uf900社区Ａ"
    assert read(f"{HEAD}\nC1,{name},城市社区,510104026018\n").rows[0].values["name"] == name


def test_columns_that_are_missing_leave_out_their_field_and_empty_cells_do_not() -> None:
    values = read(f"{HEAD},地址\n{ROW},\n").rows[0].values
    assert values["address"] == ""
    assert "contact_name" not in values


def test_an_empty_form_is_a_centre() -> None:
    assert read(f"{HEAD},形式\n{ROW},\n").rows[0].values["form"] == "centre"


def test_facts_carry_their_own_date_or_the_common_one() -> None:
    area, level = "综合服务设施面积（㎡）", LEVEL.label
    head = f"{HEAD},数据截至日期,{area},{area.partition('（')[0]}截至日期,{level}"
    found = read(f"{head}\n{ROW},2026-03-31,350.5,2025/1/2,省级\n{ROW[:1]}2{ROW[2:]},2026年3月1日,,,\n")
    assert found.faults == ()
    assert found.rows[0].facts == {
        "facility_area": ("350.5", "2025-01-02"),
        "media_level": ("province", "2026-03-31"),
    }
    assert found.rows[1].facts == {}


def test_every_fault_is_named_by_line_at_once() -> None:
    text = (
        f"{HEAD},纬度,综合服务设施面积（㎡）,数据截至日期,颜色\n"
        "C1,,城市社区,510104026018,３０.1,350,,红\n"
        "C2,乙,城里,510104026018,,350,昨天,\n"
        ",丙,农村（村）,510104026018,,,,\n"
        "C1,丁,农村（村）,510104026018,30.1234567,,,,多\n"
    )
    assert faults(text) == [
        "表.csv:1: H 列的列名“颜色”不在模板里；请改成模板里的列名，或删去这一列",
        "表.csv:2: 没有填“名称”；请填写",
        "表.csv:2: “纬度”“３０.1”不是经纬度；请填半角数字的小数，至多 6 位小数",
        "表.csv:2: “综合服务设施面积（㎡）”没有截至日期；请填“数据截至日期”一列",
        "表.csv:3: “类型”“城里”不在选项里；请填城市社区、农村（村）之一",
        "表.csv:3: “数据截至日期”“昨天”不是日期；请按 2026-03-31 的形式填写",
        "表.csv:3: “综合服务设施面积（㎡）”没有截至日期；请填“数据截至日期”一列",
        "表.csv:4: 没有填“中心编号”；请填写",
        "表.csv:5: 这一行有一格“多”不在任何一列下面；含逗号的格子请用英文双引号括起；多余的请删去",
        "表.csv:5: “纬度”“30.1234567”不是经纬度；请填半角数字的小数，至多 6 位小数",
        "表.csv:5: 中心编号“C1”重复，第 2 行已有；请只保留一行",
    ]


def test_a_header_without_needed_columns_or_with_one_twice() -> None:
    assert faults("中心编号,名称,名称\nC1,甲,甲\n")[0] == "表.csv:1: “名称”一列出现了两次；请只保留一列"
    assert "表头缺少“类型”、“行政区划代码”" in faults("中心编号,名称\nC1,甲\n")[0]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "文件是空的"),
        (b"a,b\n1,2\n", "没有找到表头"),
        (b"%PDF-1.7", "这是 PDF 文件"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版 XLS"),
        (b"<html><table>", "网页或 XML"),
        ("中心编号\0".encode(), "空字符"),
    ],
)
def test_files_that_cannot_be_read_say_why(content: bytes, message: str) -> None:
    assert message in whole(content)


def test_a_table_without_rows_is_a_fault() -> None:
    assert faults(f"{HEAD}\n") == ["表.csv:1: 表头下面没有内容；请每个中心（站）填一行"]


def test_cells_of_a_worksheet_that_cannot_be_taken() -> None:
    header = HEAD.split(",")
    data = book(header, [91510104000000001234, "=1+1", "城市社区", 510104026018])
    found = read_register(data, "表.xlsx", FACTS)
    assert [str(fault) for fault in found.faults] == [
        "表.xlsx:2: “中心编号”按数字保存，超过 15 位的末尾已经失真；请把这一列设为“文本”后重新填写",
        "表.xlsx:2: “名称”一格是没有保存计算结果的公式；请直接填写",
    ]
    assert found.rows[0].values["region"] == "510104026018"


def test_an_apostrophe_in_a_worksheet_is_text_and_in_csv_protection() -> None:
    header, row = HEAD.split(","), ROW.split(",")
    row[1] = "'=甲"
    assert read_register(book(header, row), "表.xlsx", FACTS).rows[0].values["name"] == "'=甲"
    assert read(f"{HEAD}\n{','.join(row)}\n").rows[0].values["name"] == "=甲"


TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp", "Cf"]), min_size=1, max_size=12
) | st.sampled_from(["=1+1", "+86 28", "-1", "@甲", "'=x", "''", '"a,b"', "\uf900", "<script>", "a_x0041_"])


@given(st.lists(TEXTS, min_size=1, max_size=4), st.sampled_from([register_csv, register_xlsx]))
def test_what_is_written_reads_back_the_same(names: list[str], write: object) -> None:
    cells = [
        {
            ("code", Holds.CODE): f"C{number}",
            ("name", Holds.TEXT): name,
            ("form", Holds.CHOICE): "station",
            ("kind", Holds.CHOICE): "rural",
            ("region", Holds.CODE): "510104026018",
            ("contact_phone", Holds.CODE): "028-1",
            ("latitude", Holds.DEGREES): "-30.657302",
            (AREA.name, Holds.FACT): "350.50",
            (AREA.name, Holds.FACT_DATE): "2026-03-31",
            (LEVEL.name, Holds.FACT): "city",
            (LEVEL.name, Holds.FACT_DATE): "2025-03-31",
        }
        for number, name in enumerate(names)
    ]
    found = read_register(write(export_columns([AREA, LEVEL]), cells), "f", FACTS)  # type: ignore[operator]
    assert found.faults == ()
    for row, name in zip(found.rows, names, strict=True):
        assert {key: row.values[key] for key in ("name", "form", "kind", "latitude", "contact_phone")} == {
            "name": name,
            "form": "station",
            "kind": "rural",
            "latitude": "-30.657302",
            "contact_phone": "028-1",
        }
        assert row.facts == {
            AREA.name: ("350.50", "2026-03-31"),
            LEVEL.name: ("city", "2025-03-31"),
        }


def test_no_cell_of_an_export_is_a_formula() -> None:
    cells = [{("code", Holds.CODE): "C1", ("name", Holds.TEXT): "=HYPERLINK(1)"}]
    sheet = openpyxl.load_workbook(io.BytesIO(register_xlsx(export_columns([]), cells)))["登记表"]
    assert sheet["B2"].data_type == "s"
    assert b"'=HYPERLINK(1)" in register_csv(export_columns([]), cells)


def test_the_template_offers_every_column_with_its_explanation() -> None:
    made = openpyxl.load_workbook(io.BytesIO(register_template(FACTS)))
    headers = [cell.value for cell in made["登记表"][1]]
    known = {header_key(one.header) for one in all_columns(FACTS)}
    assert {header_key(one) for one in headers} <= known
    assert len(headers) == 13 + len(FACTS)
    notes = {row[0].value: row[2].value for row in made["填写说明"].iter_rows(min_row=2) if row[0].value}
    assert set(notes) == {one.rstrip("*") for one in headers}
    assert all(notes.values())
    assert len(made["登记表"].data_validations.dataValidation) == 2 + sum(bool(one.choices) for one in FACTS)


def test_headers_are_told_apart() -> None:
    keys = [header_key(one.header) for one in all_columns(FACTS)]
    assert len(keys) == len(set(keys))
