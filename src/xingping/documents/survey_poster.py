"""The poster that invites residents to answer: A4, to be put up at the centre."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from xingping.documents.dates import chinese_date, english_date
from xingping.documents.qr import qr_svg
from xingping.documents.typst_engine import render_accessible


@dataclass(frozen=True, slots=True)
class PosterText:
    """What the poster says. `address` is the questionnaire's short address, in the code and in words."""

    body: str
    centre: str
    address: str
    opens_on: date
    closes_on: date
    is_demo: bool = False


def survey_poster_pdf(text: PosterText) -> bytes:
    """The poster as PDF. Raises DocumentError."""
    data = {
        "title": "居民问卷",
        "author": text.body,
        "body": text.body,
        "centre": text.centre,
        "address": text.address,
        "plain": text.address.partition("?")[0],
        "period": f"{chinese_date(text.opens_on)}至{chinese_date(text.closes_on)}",
        "period_en": f"{english_date(text.opens_on)} – {english_date(text.closes_on)}",
        "demo": text.is_demo,
        "qr": qr_svg(text.address),
    }
    return render_accessible("survey_poster", data, dated=text.opens_on)
