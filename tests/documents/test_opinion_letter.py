"""A letter that asks an organisation for its opinion: the address can be typed as it is printed."""

from __future__ import annotations

from datetime import date

from pdf_reading import pages, qr_codes
from xingping.documents.opinion_letter import OpinionLetterText, opinion_letters_pdf

HOSTS = ("localhost", "rating.example.cn:8000", "rating.civil-affairs.example.cn", "a" * 30 + ".example.cn")


def test_an_address_is_never_broken_inside_its_token() -> None:
    addresses = [f"http://{host}/opinion/Ab-Ab-Ab-Ab-Ab-Ab-Ab-A/" for host in HOSTS]
    days = (date(2026, 3, 1), date(2026, 2, 1))
    letters = [OpinionLetterText("演示评定机构", "演示单位", "演示中心", one, *days) for one in addresses]
    printed = opinion_letters_pdf(letters)
    for number, (page, address) in enumerate(zip(pages(printed), addresses, strict=True)):
        assert address in page
        assert qr_codes(printed, number) == [address]
