"""Letters that ask organisations for their opinion (征求意见函), each with its own link as a QR code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from xingping.documents.dates import chinese_date
from xingping.documents.qr import qr_svg
from xingping.documents.typst_engine import render_accessible


@dataclass(frozen=True, slots=True)
class OpinionLetterText:
    """What one letter says; `address` is the single-use link."""

    body: str
    organisation: str
    centre: str
    address: str
    last_day: date
    signed: date
    contact: str = ""
    demo: bool = False


def opinion_letters_pdf(letters: Sequence[OpinionLetterText]) -> bytes:
    """The letters as one PDF, a page each. Raises DocumentError; ValueError where there is no letter."""
    if not letters:
        raise ValueError("没有要打印的函")
    pages = [
        {
            "body": one.body,
            "organisation": one.organisation,
            "centre": one.centre,
            "address": one.address,
            "qr": qr_svg(one.address),
            "last_day": chinese_date(one.last_day),
            "signed": chinese_date(one.signed),
            "contact": one.contact,
            "demo": one.demo,
        }
        for one in letters
    ]
    data = {"title": "征求意见函", "author": letters[0].body, "letters": pages}
    return render_accessible("opinion_letter", data, dated=letters[0].signed)
