"""The star plaque (星级标志牌): print-ready vector artwork with its serial and QR (6.1.1)."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date

from xingping.core.standard import Edition
from xingping.documents.dates import chinese_date
from xingping.documents.qr import qr_svg
from xingping.documents.typst_engine import render
from xingping.documents.wording import band_name

BLEED = 3
"""Millimetres that the print shop cuts away."""
EDGE = 12
"""Millimetres from the page's edge to the trim: bleed and crop marks."""
POINTS_PER_MM = 72 / 25.4


@dataclass(frozen=True, slots=True)
class PlaqueText:
    """What one plaque says; `width` and `height` are its trim size in millimetres."""

    serial: str
    centre: str
    body: str
    stars: int
    awarded: date
    address: str
    width: int = 600
    height: int = 400


def plaque_pdf(text: PlaqueText, edition: Edition) -> bytes:
    """The artwork with trim and bleed boxes set. Design and management are the rating body's (6.1.1).

    The same arguments give the same bytes. Raises DocumentError, and ValueError for
    stars that the edition does not have.
    """
    if text.stars not in {band.stars for band in edition.bands}:
        raise ValueError(f"标准没有 {text.stars} 星级")
    data = {
        "serial": text.serial,
        "centre": text.centre,
        "body": text.body,
        "author": text.body,
        "stars": text.stars,
        "award": f"{band_name(edition, text.stars)}城乡社区服务中心（站）",
        "awarded": chinese_date(text.awarded),
        "address": text.address,
        "qr": qr_svg(text.address),
        "width": text.width,
        "height": text.height,
        "edge": EDGE,
    }
    return _with_boxes(render("plaque", data, dated=text.awarded), text)


def _with_boxes(made: bytes, text: PlaqueText) -> bytes:
    import pikepdf

    with pikepdf.open(io.BytesIO(made)) as document:
        page = document.pages[0]
        for name, beyond in (("/TrimBox", 0), ("/BleedBox", BLEED)):
            low = EDGE - beyond
            page[name] = pikepdf.Array(
                [
                    round(one * POINTS_PER_MM, 3)
                    for one in (low, low, EDGE + text.width + beyond, EDGE + text.height + beyond)
                ]
            )
        stream = io.BytesIO()
        document.save(stream, deterministic_id=True)
    return stream.getvalue()
