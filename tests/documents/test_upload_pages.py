"""The first page of a PDF as a picture."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from xingping.documents.pledge import PledgeText, pledge_pdf
from xingping.documents.upload.pages import NoPictureError, first_page


def test_the_first_page_is_drawn(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(
        pledge_pdf(PledgeText("1", "批次", "机构", "中心", "中心", "http://localhost/", date(2026, 3, 1)))
    )
    with Image.open(BytesIO(first_page(path))) as picture:
        assert picture.height == 1600
        assert 1125 <= picture.width <= 1135  # A4
        assert len(set(picture.convert("L").getdata())) > 10


@pytest.mark.parametrize(("width", "height", "shown"), [(10, 14_000, (400, 1600)), (14_000, 10, (1600, 400))])
def test_a_strange_page_stays_small(tmp_path: Path, width: int, height: int, shown: tuple[int, int]) -> None:
    path = tmp_path / "a.pdf"
    document = pikepdf.new()
    document.add_blank_page(page_size=(width, height))
    document.save(path)
    with Image.open(BytesIO(first_page(path))) as picture:
        assert picture.size == shown


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 broken", b"hello"])
def test_what_cannot_be_drawn_says_so(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(content)
    with pytest.raises(NoPictureError):
        first_page(path)
