"""Words of organisations' opinions for pages: choices and labels in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xingping.core.opinion import QUESTIONS, KnownBy, OrganisationKind, Tally
from xingping.rating.models import Opinion, OpinionInvitation
from xingping.web.templatetags.xingping import tag

KINDS: tuple[tuple[str, Promise], ...] = (
    (OrganisationKind.SOCIAL.value, gettext_lazy("社会组织")),
    (OrganisationKind.UNIT.value, gettext_lazy("驻区单位")),
    (OrganisationKind.ENTERPRISE.value, gettext_lazy("企业、商户")),
    (OrganisationKind.OTHER.value, gettext_lazy("其他")),
)
KNOWN: tuple[tuple[str, Promise], ...] = (
    (KnownBy.MEMBER.value, gettext_lazy("参加联席会议或共建")),
    (KnownBy.TOGETHER.value, gettext_lazy("一起办过活动或项目")),
    (KnownBy.SERVED.value, gettext_lazy("接受过中心（站）的服务")),
    (KnownBy.NEARBY.value, gettext_lazy("在附近，平时有接触")),
)
ASKED: dict[str, Promise] = {
    "contact": gettext_lazy("中心（站）主动与我们联系，有事一起商量。"),
    "support": gettext_lazy("中心（站）为社会组织、驻区单位参与社区事务提供场地、信息等支持。"),
    "joint": gettext_lazy("我们与中心（站）合办的活动或项目办得有成效。"),
    "staff": gettext_lazy("我们的职工、会员能方便地得到中心（站）的服务。"),
    "heard": gettext_lazy("我们提的意见有人听、有答复。"),
}
"""Question -> its text, in the order of the form."""
MARKS: tuple[tuple[str, Promise], ...] = (
    ("5", gettext_lazy("非常同意")),
    ("4", gettext_lazy("同意")),
    ("3", gettext_lazy("一般")),
    ("2", gettext_lazy("不同意")),
    ("1", gettext_lazy("很不同意")),
    ("0", gettext_lazy("不了解")),
)
STANDINGS: tuple[tuple[str, Promise], ...] = (
    ("proposed", gettext_lazy("待确认")),
    ("waiting", gettext_lazy("待提交")),
    ("over", gettext_lazy("已过期")),
    ("given", gettext_lazy("已提交")),
    ("left_out", gettext_lazy("不计入")),
    ("withdrawn", gettext_lazy("已撤回")),
)
_TONES = {
    "proposed": "warn",
    "waiting": "info",
    "over": "warn",
    "given": "ok",
    "left_out": "bad",
    "withdrawn": "",
}


@dataclass(frozen=True, slots=True)
class Said:
    """One opinion in words."""

    opinion: Opinion
    kind: str
    known_by: str
    answers: tuple[tuple[str, str], ...]
    """Question, answer."""


def standing(one: OpinionInvitation) -> str:
    """Where an invitation stands: a key of STANDINGS."""
    opinion: Opinion | None = getattr(one, "opinion", None)
    if opinion is not None:
        return "left_out" if opinion.excluded_at or opinion.taken_back_at else "given"
    if one.withdrawn_at is not None:
        return "withdrawn"
    if one.invited_at is None:
        return "proposed"
    return "over" if one.expires_at is None or one.expires_at <= timezone.now() else "waiting"


def standing_name(one: OpinionInvitation) -> str:
    """Where it stands in the reader's language."""
    return str(dict(STANDINGS)[standing(one)])


def standing_tag(one: OpinionInvitation) -> SafeString:
    """Where it stands as a tag."""
    return tag(standing_name(one), _TONES[standing(one)])


def said(opinion: Opinion) -> Said:
    """An opinion in the reader's words."""
    marks = dict(MARKS)
    given = [(str(ASKED[one.id]), opinion.answers.get(one.id)) for one in QUESTIONS]
    return Said(
        opinion=opinion,
        kind=str(dict(KINDS)[opinion.kind]),
        known_by=str(dict(KNOWN)[opinion.known_by]),
        answers=tuple((asked, str(marks[str(mark)]) if mark is not None else "—") for asked, mark in given),
    )


def said_tallies(tallies: Iterable[Tally]) -> list[tuple[str, str]]:
    """Each question with its counts in one line: how many agree, of how many that can judge."""
    lines = []
    for tally in tallies:
        counts = " · ".join(f"{_label(mark)} {count}" for mark, count in tally.marks if count)
        if tally.not_known:
            counts = " · ".join(filter(None, (counts, f"{_label(0)} {tally.not_known}")))
        lines.append((str(ASKED[tally.question.id]), counts or _("还没有人回答")))
    return lines


def _label(mark: int) -> str:
    return str(dict(MARKS)[str(mark)])
