"""The announcement (公告): the stars that were awarded, with certificate numbers and validity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from xingping.core.standard import Edition
from xingping.documents.dates import chinese_date
from xingping.documents.official import Official, Part, note, official_pdf, paragraph, table
from xingping.documents.wording import band_name


@dataclass(frozen=True, slots=True)
class Awarded:
    """A centre that was awarded a star."""

    region: str
    centre: str
    stars: int
    number: str
    """Number of the certificate."""
    last_day: date


@dataclass(frozen=True, slots=True)
class AnnouncementText:
    """What an announcement says."""

    body: str
    number: str
    round_name: str
    announced: date
    awarded: Sequence[Awarded]
    """In the order in which they are printed."""
    address: str
    """Where anybody verifies a certificate."""
    contact: str = ""


def announcement_pdf(text: AnnouncementText, edition: Edition) -> bytes:
    """The announcement as PDF. Raises DocumentError."""
    return official_pdf(
        Official(
            title=f"关于公布{text.round_name}结果的公告",
            head=text.body,
            number=text.number,
            parts=_parts(text, edition),
            signer=text.body,
            signed=text.announced,
            contact=text.contact,
        )
    )


def _parts(text: AnnouncementText, edition: Edition) -> list[Part]:
    listed = [
        [
            str(number),
            one.region,
            one.centre,
            band_name(edition, one.stars),
            one.number,
            one.last_day.isoformat(),
        ]
        for number, one in enumerate(text.awarded, 1)
    ]
    return [
        paragraph(
            f"根据 {edition.code}《{edition.title}》，经评定、公示，现公布{text.round_name}结果，"
            f"对下列 {len(listed)} 个城乡社区服务中心（站）授予相应星级。"
        ),
        paragraph(
            f"星级自{chinese_date(text.announced)}起有效，有效期 {edition.validity_years} 年；"
            f"到期前 {edition.review_months} 个月内应当申请复核（标准 {edition.validity_clause}）。"
            "星级标志牌由本机构统一设计和管理（标准 6.1.1）。"
        ),
        table(("序号", "地区", "单位", "星级", "证书编号", "有效期至"), listed, (0, 5, 5, 0, 0, 0)),
        note(f"证书与标志牌的真伪和状态可在 {text.address} 核验。"),
    ]
