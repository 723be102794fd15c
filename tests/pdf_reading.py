"""Reading PDFs in tests: their text, pages and pictures, without any program beside Python."""

from __future__ import annotations

import pypdfium2


def pages(pdf: bytes) -> list[str]:
    """The text of each page without any white space, as spacing is the typesetter's."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return ["".join(page.get_textpage().get_text_bounded().split()) for page in document]
    finally:
        document.close()


def text_of(pdf: bytes) -> str:
    """The text of all pages without white space."""
    return "".join(pages(pdf))


def size_of(pdf: bytes, page: int = 0) -> tuple[int, int]:
    """Width and height of a page in millimetres."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        width, height = document[page].get_size()
        return round(width * 25.4 / 72), round(height * 25.4 / 72)
    finally:
        document.close()


def colours(pdf: bytes, page: int = 0, scale: float = 0.5) -> dict[tuple[int, int, int], int]:
    """How many pixels of each colour a page has."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        picture = document[page].render(scale=scale).to_pil().convert("RGB")
        found = picture.getcolors(maxcolors=picture.width * picture.height) or []
        return {colour: count for count, colour in found}
    finally:
        document.close()


def qr_codes(pdf: bytes, page: int = 0, scale: float = 2) -> list[str]:
    """What the QR codes of a page say, read from its picture."""
    import zxingcpp

    document = pypdfium2.PdfDocument(pdf)
    try:
        picture = document[page].render(scale=scale).to_pil().convert("L")
        return [found.text for found in zxingcpp.read_barcodes(picture)]
    finally:
        document.close()
