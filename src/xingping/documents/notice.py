"""The pre-award notice (公示): the cases proposed for award, never an unsuccessful one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from xingping.core.standard import Edition
from xingping.documents.dates import chinese_date
from xingping.documents.official import Official, Part, note, official_pdf, paragraph, table
from xingping.documents.wording import band_name


@dataclass(frozen=True, slots=True)
class Proposed:
    """A centre proposed for award."""

    region: str
    centre: str
    stars: int


@dataclass(frozen=True, slots=True)
class NoticeText:
    """What a notice says. The period is the body's own rule: 7 days at least, 5 of them working days."""

    body: str
    number: str
    round_name: str
    published: date
    begins: date
    ends: date
    proposed: Sequence[Proposed]
    """In the order in which they are printed."""
    address: str
    """The notice's page."""
    contact: str
    """Where objections go: post, telephone, hours."""


def notice_pdf(text: NoticeText, edition: Edition) -> bytes:
    """The notice as PDF. Raises DocumentError; ValueError for a centre without a star."""
    if any(one.stars < 1 for one in text.proposed):
        raise ValueError("公示只列拟授予星级的单位")
    return official_pdf(
        Official(
            title=f"关于{text.round_name}拟授予星级名单的公示",
            head=text.body,
            number=text.number,
            parts=_parts(text, edition),
            signer=text.body,
            signed=text.published,
            contact=text.contact,
        )
    )


def _parts(text: NoticeText, edition: Edition) -> list[Part]:
    listed = [
        [str(number), one.region, one.centre, band_name(edition, one.stars)]
        for number, one in enumerate(text.proposed, 1)
    ]
    return [
        paragraph(
            f"根据 {edition.code}《{edition.title}》，经材料评审、现场评估和评定委员会表决，"
            f"拟对下列 {len(listed)} 个城乡社区服务中心（站）授予星级，现予公示。"
        ),
        paragraph(f"公示时间：{chinese_date(text.begins)}至{chinese_date(text.ends)}。"),
        paragraph(
            "任何单位和个人对拟授予的星级有异议的，请在公示期内通过公示页面提出，或按下列联系方式"
            "书面提出，并说明理由。异议人的联系方式只供核实之用，不向被公示单位透露。每一项异议都会得到答复。"
        ),
        table(("序号", "地区", "单位", "拟授予星级"), listed, (0, 3, 6, 0)),
        note(
            f"公示页面：{text.address}。公示的天数与办理程序为本机构规定，"
            f"星级依据为标准第 {edition.bands_clause} 章。"
        ),
    ]
