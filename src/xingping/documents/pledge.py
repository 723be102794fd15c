"""The applicant's pledge (承诺书), to be stamped and scanned back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from xingping.documents.form import clauses, form_pdf, note, paragraph, stamp

USUAL = (
    "申报表、自评得分和佐证材料真实、准确，不弄虚作假。",
    "上传的材料不涉密，涉及个人的信息已按规定遮盖；名册、未成年人和困难家庭的材料只供现场查验。",
    "不向评定机构、推荐单位和评审专家赠送财物，不干扰评审。",
    "知悉获得星级以后存在违反相关规定或者出现重大责任事故的，评定机构取消星级并收回标志牌（标准 6.1.3）。",
    "如有不实，愿意承担相应责任，并接受终止评定或者取消星级的处理。",
)
"""The clauses of the usual pledge; a body may have its own."""


@dataclass(frozen=True, slots=True)
class PledgeText:
    """What the pledge says."""

    case: str
    round_name: str
    body: str
    applicant: str
    centre: str
    address: str
    printed: date
    items: Sequence[str] = USUAL


def pledge_pdf(text: PledgeText) -> bytes:
    """The pledge as PDF. Raises DocumentError."""
    parts = [
        paragraph(f"{text.applicant}就“{text.centre}”申报{text.round_name}，向{text.body}作出下列承诺："),
        clauses(text.items),
        stamp("承诺单位", "", sign="负责人签名", height=40),
        note("承诺的内容为本机构规定，注明标准条款的除外。盖章后扫描上传。"),
    ]
    return form_pdf(
        "星级评定申报承诺书",
        text.round_name,
        parts,
        address=text.address,
        foot=text.case,
        printed=text.printed,
    )
