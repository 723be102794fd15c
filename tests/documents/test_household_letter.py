"""Letters to households: what they say, one page each, and codes that can be scanned."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pdf_reading import pages, qr_codes
from xingping.documents.household_letter import (
    AskedHousehold,
    HouseholdLetterText,
    household_letters_pdf,
    letter_address,
)

TEXT = HouseholdLetterText(
    body="演示评定机构",
    centre="演示·东光社区服务中心",
    title="居民问卷",
    address="https://demo.example/s/Ab-c_0123456789abcdefg/",
    opens_on=date(2026, 11, 20),
    closes_on=date(2026, 12, 20),
    signed=date(2026, 11, 28),
    place="东光路 12 号",
    hours="周一至周日 8:30–18:00",
    contact="028-00000000",
)
HOUSEHOLDS = [
    AskedHousehold(1, "3栋2单元501", "AB3D-9FGH-2JKM"),
    AskedHousehold(12, '#eval("1+1")$x$', "0000-0000-0001"),
]


def test_each_household_has_its_page_and_its_code() -> None:
    made = household_letters_pdf(TEXT, HOUSEHOLDS)
    first, second = pages(made)
    for said in (
        "3栋2单元501", "第1号", "AB3D-9FGH-2JKM", TEXT.address, TEXT.centre, "请在2026年12月20日以前作答",
        "2026年11月20日起", "没有手机", "东光路12号", "自愿、不记名", "不影响您办事", "028-00000000",
        "20December2026",
    ):  # fmt: skip
        assert said.replace(" ", "") in first, said
    assert "演示文件" not in first
    assert '#eval("1+1")$x$' in second
    assert "3栋2单元501" not in second
    for page, household in enumerate(HOUSEHOLDS):
        assert qr_codes(made, page) == [letter_address(TEXT.address, household.code)]
    assert made == household_letters_pdf(TEXT, HOUSEHOLDS)


def test_long_names_and_few_words_still_make_one_page() -> None:
    long = replace(TEXT, centre="长" * 60, place="", hours="", contact="", is_demo=True)
    [page] = pages(household_letters_pdf(long, [AskedHousehold(5000, "门" * 80, "AB3D-9FGH-2JKM")]))
    assert "演示文件" in page
    assert "门" * 20 in page


def test_nobody_to_write_to() -> None:
    with pytest.raises(ValueError, match="没有要打印的信"):
        household_letters_pdf(TEXT, [])
