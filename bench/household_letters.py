"""Letters to 500 and 1,000 households: one PDF, a page and a QR code each. Target: hundreds in seconds.

The baseline is making the same QR codes alone; as many empty pages are printed beside it.
"""

from __future__ import annotations

from datetime import date
from time import perf_counter

from xingping.core.household import household_code, shown_code
from xingping.documents.household_letter import (
    AskedHousehold,
    HouseholdLetterText,
    household_letters_pdf,
    letter_address,
)
from xingping.documents.qr import qr_svg
from xingping.documents.typst_engine import ACCESSIBLE, new_compiler

COUNTS = (500, 1000)
EMPTY = """#set document(title: "x", date: datetime(year: 2026, month: 1, day: 1))
#for number in range({count}) {{ [#number]; pagebreak(weak: true) }}"""
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


def households(count: int) -> list[AskedHousehold]:
    """Households that all differ, each with its code."""
    return [
        AskedHousehold(
            number, f"{number // 40 + 1}栋{number}", shown_code(household_code(number.to_bytes(32, "little")))
        )
        for number in range(1, count + 1)
    ]


def main() -> None:
    """Print the figures."""
    household_letters_pdf(TEXT, households(1))  # fonts are read once a process
    for count in COUNTS:
        started = perf_counter()
        new_compiler().compile(
            input=EMPTY.format(count=count).encode(), format="pdf", pdf_standards=list(ACCESSIBLE)
        )
        empty = perf_counter() - started
        asked = households(count)
        started = perf_counter()
        for one in asked:
            qr_svg(letter_address(TEXT.address, one.code))
        codes = perf_counter() - started
        started = perf_counter()
        size = len(household_letters_pdf(TEXT, asked))
        taken = perf_counter() - started
        print(
            f"{count} 封: {taken:.1f} s，每秒 {count / taken:.0f} 封，每封 {size / count / 1000:.1f} kB；"
            f"单做二维码（底线）{codes:.1f} s，比 {taken / codes:.1f}；同样多的空白页 {empty:.2f} s"
        )


if __name__ == "__main__":
    main()
