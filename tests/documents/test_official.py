from __future__ import annotations

from datetime import date

import pytest

from pdf_reading import colours, pages, size_of, text_of
from xingping.documents.official import (
    Official,
    fields,
    heading,
    note,
    official_pdf,
    paragraph,
    signatures,
    table,
)

PARTS = [
    paragraph('正文 #eval("1") $x$ *不是标记*'),
    heading("一、小标题"),
    fields([("名称", "演示"), ("编号", "7")]),
    table(("序号", "单位"), [["1", "甲中心"], ["2", "乙中心"]], (0, 1)),
    note("小字说明"),
]
DOCUMENT = Official(
    "关于演示的通知",
    PARTS,
    "演示评定机构",
    date(2026, 5, 31),
    head="演示评定机构",
    number="演评〔2026〕1号",
    addressee="演示单位",
    contact="电话 000",
)


def test_every_part_is_set_and_markup_stays_text() -> None:
    made = official_pdf(DOCUMENT)
    assert size_of(made) == (210, 297)
    text = text_of(made)
    for said in (
        "演评〔2026〕1号",
        "关于演示的通知",
        "演示单位：",
        '正文#eval("1")$x$*不是标记*',
        "一、小标题",
        "名称演示编号7",
        "序号单位1甲中心2乙中心",
        "小字说明",
        "2026年5月31日",
        "电话000",
        "—1—",
    ):
        assert said in text
    assert colours(made, scale=1)[(179, 38, 30)] > 300, "the head is vermilion"
    assert official_pdf(DOCUMENT) == made


def test_a_long_table_repeats_its_head_on_every_page() -> None:
    rows = [[str(number), f"第{number}中心"] for number in range(90)]
    long = Official("名单", [table(("序号", "单位"), rows, (0, 1))], "演示", date(2026, 1, 1))
    read = pages(official_pdf(long))
    assert len(read) > 2
    assert all("序号单位" in page for page in read[:-1])
    assert "第89中心" in "".join(read)


def test_those_who_sign_stay_together_under_their_heading() -> None:
    broken = 0
    for count in range(18, 28):
        parts = [*(paragraph("一行。") for _ in range(count)), signatures("委员签名", ["甲", "乙", "丙"])]
        read = pages(official_pdf(Official("纪要", parts, "", date(2026, 1, 1))))
        assert any("委员签名甲乙丙" in page for page in read), count
        broken += len(read) > 1
    assert 0 < broken < 10, "both kinds were seen"
    many = [f"委员{number}" for number in range(51)]
    long = Official("纪要", [signatures("委员签名", many)], "演示", date(2026, 1, 1))
    assert all(name in "".join(pages(official_pdf(long))) for name in many)


@pytest.mark.parametrize("head", ["演" * 3, "演示省演示市演示区城乡社区服务中心（站）星级评定工作机构"])
def test_the_head_fits_one_line(head: str) -> None:
    made = official_pdf(Official("题", [], "演示", date(2026, 1, 1), head=head))
    assert head in text_of(made)
    assert len(pages(made)) == 1
