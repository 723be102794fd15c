"""Letters that ask households to answer a survey, each with its own code, in words and as a QR code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from xingping.documents.dates import chinese_date, english_date
from xingping.documents.qr import qr_svg
from xingping.documents.typst_engine import render_accessible


@dataclass(frozen=True, slots=True)
class HouseholdLetterText:
    """What all letters of a survey say. `address` is the questionnaire's short address, without a code.

    `place`, `hours` and `contact` tell where somebody without a phone answers; each may be empty.
    """

    body: str
    centre: str
    title: str
    address: str
    opens_on: date
    closes_on: date
    signed: date
    place: str = ""
    hours: str = ""
    contact: str = ""
    is_demo: bool = False


@dataclass(frozen=True, slots=True)
class AskedHousehold:
    """Whom one letter goes to; `code` as it is to be typed."""

    number: int
    address: str
    code: str


def letter_address(address: str, code: str) -> str:
    """The address of the QR code. The code stands behind "#", so that it reaches no server's log."""
    return f"{address}?by=qr#code={code}"


def household_letters_pdf(text: HouseholdLetterText, households: Sequence[AskedHousehold]) -> bytes:
    """The letters as one PDF, a page each. Raises DocumentError; ValueError where there is no household."""
    if not households:
        raise ValueError("没有要打印的信")
    data = {
        "title": text.title,
        "author": text.body,
        "body": text.body,
        "centre": text.centre,
        "address": text.address,
        "first": chinese_date(text.opens_on),
        "last": chinese_date(text.closes_on),
        "last_en": english_date(text.closes_on),
        "signed": chinese_date(text.signed),
        "place": text.place,
        "hours": text.hours,
        "contact": text.contact,
        "demo": text.is_demo,
        "letters": [
            {
                "number": one.number,
                "household": one.address,
                "code": one.code,
                "qr": qr_svg(letter_address(text.address, one.code)),
            }
            for one in households
        ],
    }
    return render_accessible("household_letter", data, dated=text.signed)
