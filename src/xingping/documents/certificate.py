"""The certificate (星级评定证书): A4 or A3 landscape, PDF/A-3 with the credential attached."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from xingping.core.standard import Band, Edition
from xingping.documents.dates import chinese_date, english_date
from xingping.documents.qr import qr_svg
from xingping.documents.typst_engine import ARCHIVE, render

TITLE = "星级评定证书"
TITLE_EN = "Certificate of Star Rating"
TEMPLATE = "certificate"


class Paper(StrEnum):
    """Landscape formats; the value is the scale against A4 in permille."""

    A4 = "1000"
    A3 = "1414"


@dataclass(frozen=True, slots=True)
class CertificateText:
    """What one certificate says. `total` is empty where the body's policy keeps points to itself."""

    number: str
    centre: str
    body: str
    stars: int
    awarded: date
    last_day: date
    address: str
    """The verification page, which the QR carries."""
    announcement: str = ""
    """Number of the announcement (公告)."""
    total: str = ""
    centre_en: str = ""
    body_en: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a body's certificates look. Pictures are SVG text from `pictures.picture_svg`."""

    paper: Paper = Paper.A4
    bilingual: bool = False
    logo: str = ""
    seal: str = ""
    signatory: str = ""
    """A line under the date, such as "主任　张某某"."""


DEFAULT_LAYOUT = Layout()


def certificate_pdf(
    text: CertificateText,
    edition: Edition,
    *,
    layout: Layout = DEFAULT_LAYOUT,
    credential: Mapping[str, Any] | None = None,
) -> bytes:
    """One certificate as PDF/A-3b, with `credential` attached as credential.json.

    The same arguments give the same bytes. Raises DocumentError where a character has no glyph, and
    ValueError for stars that the edition does not have.
    """
    data = certificate_data(text, edition, layout=layout, credential=credential)
    return render(TEMPLATE, data, dated=text.awarded, standards=ARCHIVE)


def certificate_data(
    text: CertificateText,
    edition: Edition,
    *,
    layout: Layout = DEFAULT_LAYOUT,
    credential: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """What a certificate template is given, ours or a body's own."""
    band = _band(edition, text.stars)
    return {
        "title": TITLE,
        "title_en": TITLE_EN,
        "author": text.body,
        "scale": int(layout.paper),
        "bilingual": layout.bilingual,
        "logo": layout.logo,
        "seal": layout.seal,
        "signatory": layout.signatory,
        "number": text.number,
        "centre": text.centre,
        "centre_en": text.centre_en,
        "body": text.body,
        "body_en": text.body_en,
        "stars": text.stars,
        "award": f"{band.name}城乡社区服务中心（站）",
        "award_en": f"{band.name_en.title().replace(' ', '-').removesuffix('s')} Urban and Rural "
        "Community Service Center (Station)",
        "basis": _basis(text, edition),
        "basis_en": f"under {edition.code} {edition.title_en}",
        "facts": _facts(text, layout),
        "awarded": chinese_date(text.awarded),
        "awarded_en": english_date(text.awarded),
        "last_day": chinese_date(text.last_day),
        "address": text.address,
        "qr": qr_svg(text.address),
        "credential": json.dumps(credential, ensure_ascii=False, indent=1) if credential else "",
    }


def _band(edition: Edition, stars: int) -> Band:
    for band in edition.bands:
        if band.stars == stars:
            return band
    raise ValueError(f"标准没有 {stars} 星级")


def _basis(text: CertificateText, edition: Edition) -> str:
    said = f"依据 {edition.code}《{edition.title}》第 {edition.bands_clause} 章"
    return f"{said}　总分 {text.total}" if text.total else said


def _facts(text: CertificateText, layout: Layout) -> list[list[str]]:
    def name(chinese: str, english: str) -> str:
        return f"{chinese} {english}" if layout.bilingual else chinese

    facts = [
        [name("证书编号", "No."), text.number],
        [name("有效期", "Valid"), f"{text.awarded.isoformat()} 至 {text.last_day.isoformat()}"],
    ]
    if text.announcement:
        facts.append([name("公告", "Announcement"), text.announcement])
    return facts
