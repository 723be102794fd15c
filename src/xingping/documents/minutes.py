"""Minutes of the panel (评定委员会会议纪要): made from what happened, named votes and corrections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from xingping.core.points import round_down
from xingping.core.standard import Edition
from xingping.documents.official import (
    Official,
    Part,
    fields,
    heading,
    note,
    official_pdf,
    paragraph,
    signatures,
    table,
)
from xingping.documents.official_docx import official_docx
from xingping.documents.wording import band_name

VOTES = ("赞成", "反对", "弃权")


@dataclass(frozen=True, slots=True)
class Vote:
    """One member's vote, or why there is none (回避, 缺席)."""

    member: str
    vote: str


@dataclass(frozen=True, slots=True)
class PanelCorrection:
    """An indicator whose points the panel corrected, with before and after (exact points)."""

    serial: str
    before: Fraction
    after: Fraction
    reason: str


@dataclass(frozen=True, slots=True)
class Agendum:
    """One case before the panel and what came of it."""

    case: str
    centre: str
    total: Fraction | None
    """None where nothing was voted on."""
    stars: int
    outcome: str
    """What was decided, in words."""
    votes: Sequence[Vote]
    corrections: Sequence[PanelCorrection] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class MinutesText:
    """What the minutes say."""

    body: str
    number: str
    round_name: str
    held: date
    place: str
    chair: str
    recorder: str
    members: Sequence[str]
    present: Sequence[str]
    agenda: Sequence[Agendum]
    absent: Sequence[str] = ()
    quorum: str = "到会委员不少于三分之二，赞成票超过全体委员的半数为通过（本机构规定）"


def minutes_pdf(text: MinutesText, edition: Edition) -> bytes:
    """The minutes as PDF with a line for each member's signature. Raises DocumentError."""
    return official_pdf(minutes(text, edition))


def minutes_docx(text: MinutesText, edition: Edition) -> bytes:
    """The same minutes as DOCX."""
    return official_docx(minutes(text, edition))


def minutes(text: MinutesText, edition: Edition) -> Official:
    """The minutes as an official document, for PDF and DOCX alike."""
    absent = "、".join(text.absent) or "无"
    parts = [
        fields(
            (
                ("批次", text.round_name),
                ("时间、地点", f"{text.held.isoformat()}　{text.place}"),
                ("主持人、记录人", f"{text.chair}；{text.recorder}"),
                ("全体委员", f"{len(text.members)} 名：{'、'.join(text.members)}"),
                ("到会", f"{len(text.present)} 名：{'、'.join(text.present)}"),
                ("缺席", absent),
                ("表决规则", text.quorum),
            )
        )
    ]
    for number, one in enumerate(text.agenda, 1):
        parts += _agendum(number, one, edition)
    parts += [
        signatures("委员签名", text.present),
        note(
            "本纪要由系统按会议中实际记录的议程、更正与表决生成。"
            f"星级只能按得分确定（标准第 {edition.bands_clause} 章），委员会不能表决出得分达不到的星级。"
        ),
    ]
    return Official(
        title="星级评定委员会会议纪要",
        head=text.body,
        number=text.number,
        parts=parts,
        signer=text.body,
        signed=text.held,
        size=12,
    )


def _agendum(number: int, one: Agendum, edition: Edition) -> list[Part]:
    star = band_name(edition, one.stars) if one.stars else "未达到星级"
    voices = [f"{vote} {sum(each.vote == vote for each in one.votes)} 票" for vote in VOTES]
    parts = [heading(f"议题 {number}　{one.centre}（{one.case}）")]
    if one.total is not None:
        parts.append(paragraph(f"总分 {round_down(one.total)} 分，按得分为{star}。"))
    if one.votes:
        parts.append(paragraph(f"表决：{'，'.join(voices)}。{_named(one.votes)}"))
    parts.append(paragraph(f"结果：{one.outcome}。{one.reason}"))
    if one.corrections:
        rows = [
            [
                each.serial,
                edition.by_serial[each.serial].level3,
                round_down(each.before),
                round_down(each.after),
                each.reason,
            ]
            for each in one.corrections
        ]
        parts.append(table(("序号", "指标", "更正前", "更正后", "理由"), rows, (0, 4, 0, 0, 6), (2, 3)))
    return parts


def _named(votes: Sequence[Vote]) -> str:
    """Who voted how: "赞成：甲、乙。反对：丙。"."""
    kinds = dict.fromkeys([*VOTES, *(each.vote for each in votes)])
    names = {kind: [each.member for each in votes if each.vote == kind] for kind in kinds}
    return "".join(f"{kind}：{'、'.join(members)}。" for kind, members in names.items() if members)
