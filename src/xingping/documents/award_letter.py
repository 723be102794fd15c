"""The letter that delivers an award to the applicant (结果送达书)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from xingping.core.standard import Edition
from xingping.documents.dates import chinese_date
from xingping.documents.official import Official, fields, official_pdf, paragraph
from xingping.documents.wording import band_name


@dataclass(frozen=True, slots=True)
class AwardLetterText:
    """What the letter says."""

    body: str
    number: str
    applicant: str
    centre: str
    stars: int
    announcement: str
    certificate: str
    awarded: date
    last_day: date
    review_from: date
    """First day of the window for re-review."""
    address: str
    """The certificate's verification page."""
    signed: date
    contact: str = ""


def award_letter_pdf(text: AwardLetterText, edition: Edition) -> bytes:
    """The letter as PDF. Raises DocumentError."""
    name = band_name(edition, text.stars)
    parts = [
        paragraph(
            f"你单位申报的“{text.centre}”经评定达到{name}，已由{text.announcement}公告。现将结果送达，请查收证书。"
        ),
        fields(
            (
                ("评定对象", text.centre),
                ("星级", name),
                ("证书编号", text.certificate),
                ("有效期", f"{chinese_date(text.awarded)}至{chinese_date(text.last_day)}"),
                ("复核申请", f"{chinese_date(text.review_from)}起，至{chinese_date(text.last_day)}止"),
                ("核验页面", text.address),
            )
        ),
        paragraph(
            f"请将标志牌挂在醒目处，并妥善保管证书。到期前 {edition.review_months} 个月内应当向本机构申请复核"
            f"（标准 {edition.validity_clause}）。有效期内存在违反相关规定或者出现重大责任事故的，"
            "将取消星级并收回标志牌（标准 6.1.3）。"
        ),
        paragraph("各项得分与改进建议见随附的评定结果报告。"),
    ]
    return official_pdf(
        Official(
            title="星级评定结果送达书",
            head=text.body,
            number=text.number,
            addressee=text.applicant,
            parts=parts,
            signer=text.body,
            signed=text.signed,
            contact=text.contact,
        )
    )
