from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pikepdf
import pytest

from pdf_reading import colours, pages, qr_codes, size_of, text_of
from xingping.core.catalogue import find_edition
from xingping.documents.plaque import BLEED, EDGE, PlaqueText, plaque_pdf

EDITION = find_edition()
TEXT = PlaqueText(
    serial="P-2026-000123",
    centre="演示·东光社区服务中心",
    body="演示评定机构",
    stars=5,
    awarded=date(2026, 5, 31),
    address="https://demo.example/v/0123456789abcdef0123456789abcdef",
)


def test_what_stands_on_a_plaque() -> None:
    made = plaque_pdf(TEXT, EDITION)
    text = text_of(made)
    for said in (
        "五星级城乡社区服务中心（站）",
        TEXT.centre,
        TEXT.body,
        "编号P-2026-000123",
        "2026年5月31日",
    ):
        assert said in text
    assert qr_codes(made, scale=1) == [TEXT.address]
    assert colours(made, scale=0.2)[(200, 146, 26)] > 500
    assert len(pages(made)) == 1


@pytest.mark.parametrize(("width", "height"), [(600, 400), (400, 300)])
def test_trim_and_bleed_are_set_and_everything_is_vector(width: int, height: int) -> None:
    made = plaque_pdf(replace(TEXT, width=width, height=height, centre="演示服务中心" * 6), EDITION)
    assert size_of(made) == (width + 2 * EDGE, height + 2 * EDGE)
    with pikepdf.open(io.BytesIO(made)) as document:
        page = document.pages[0]
        for box, beyond in ((page.TrimBox, 0), (page.BleedBox, BLEED)):
            left, low, right, high = (float(one) * 25.4 / 72 for one in box)
            assert round(right - left) == width + 2 * beyond
            assert round(high - low) == height + 2 * beyond
            assert round(left) == EDGE - beyond
        assert not page.get_images()


def test_the_same_plaque_is_the_same_bytes_and_stars_must_exist() -> None:
    assert plaque_pdf(TEXT, EDITION) == plaque_pdf(TEXT, EDITION)
    with pytest.raises(ValueError, match="标准没有 0 星级"):
        plaque_pdf(replace(TEXT, stars=0), EDITION)
