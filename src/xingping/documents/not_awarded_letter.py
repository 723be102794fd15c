"""The private letter to an applicant that was not awarded a star, with why and the shortest way up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from xingping.core.points import round_down, round_up
from xingping.core.scoring import Result
from xingping.documents.dates import chinese_date
from xingping.documents.official import Official, Part, heading, note, official_pdf, paragraph, table
from xingping.documents.way import Way
from xingping.documents.wording import band_name


@dataclass(frozen=True, slots=True)
class NotAwardedText:
    """What the letter says beside the result."""

    body: str
    number: str
    applicant: str
    centre: str
    reason: str
    appeal_until: date
    """Last day for an appeal, counted from delivery (the body's own rule)."""
    signed: date
    contact: str = ""


def not_awarded_letter_pdf(text: NotAwardedText, result: Result, *, way: Way | None = None) -> bytes:
    """The letter as PDF. It never enters a public notice. Raises DocumentError."""
    edition = result.edition
    parts = [
        paragraph(
            f"你单位申报的“{text.centre}”按 {edition.code} 评定，总分 {round_down(result.total)} 分，"
            f"得分率 {round_down(result.rate * 100)} %，本次不授予星级。{text.reason}"
        ),
        heading("一、七项得分"),
        table(
            ("一级指标", "得分", "分值"),
            [
                [one.section.name, round_down(one.points), str(one.section.points // 100)]
                for one in result.level1
            ],
            (4, 2, 2),
            (1, 2),
        ),
        *_way_parts(way, result),
        heading("三、申诉"),
        paragraph(
            f"对结果有异议的，可在{chinese_date(text.appeal_until)}以前书面申请复查，由没有参加本次决定的人员办理。"
        ),
        note("本函只送达申报单位，不公开。得分向下取到两位小数；各项得分与理由见随附的评定结果报告。"),
        note("系统里同时送达本次结果包：隐去姓名的评分表和汇总规则，可以脱机重算本结果。"),
    ]
    return official_pdf(
        Official(
            title="星级评定结果告知书",
            head=text.body,
            number=text.number,
            addressee=text.applicant,
            parts=parts,
            signer=text.body,
            signed=text.signed,
            contact=text.contact,
        )
    )


def _way_parts(way: Way | None, result: Result) -> list[Part]:
    title = heading("二、改进的方向")
    if way is None or not way.steps:
        note_text = way.note if way and way.note else "各项失分见随附的评定结果报告"
        return [title, paragraph(f"{note_text}。")]
    name = band_name(result.edition, way.stars)
    needed = f"还差 {round_up(result.next_star.points)} 分。" if result.next_star else ""
    rows = [
        [
            step.serial,
            result.edition.by_serial[step.serial].level3,
            round_down(step.now),
            round_down(step.then),
            "；".join(step.unmet),
        ]
        for step in way.steps
    ]
    return [
        title,
        paragraph(f"达到{name}，{needed}下列改进投入最少（{way.method}，仅供参考）："),
        table(("序号", "指标", "现得分", "可达到", "尚可做的"), rows, (0, 3, 0, 0, 7), (2, 3)),
    ]
