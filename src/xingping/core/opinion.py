"""What organisations are asked about a centre (标准 4.5): the short form, who may answer when, what is shown.

The clause wants social organisations and units of the area to take part; form, times and places are
本机构规定.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from xingping.core.faults import Fault
from xingping.core.lifecycle import State
from xingping.core.sheet_content import text_fault

CLAUSE = "4.5"
FORM_VERSION = 1
"""Stored with each opinion; a changed question gets a new number."""
VALID_DAYS = 21
"""Calendar days that a link works."""
LONGEST_OPINION = 2000
LONGEST_ORGANISATION = 120
MOST_AT_ONCE = 30
"""Organisations invited, or proposed, by one form."""
MOST_PROPOSED = 30
"""Organisations that a centre may propose for one case."""
MOST_POINTS = 5
NOT_KNOWN = 0
"""The answer of somebody who cannot judge."""
FEWEST_TOLD = 3
"""Below this many answers a centre is not told how many there are: one could guess who answered."""


class OrganisationKind(StrEnum):
    """What kind of organisation speaks."""

    SOCIAL = "social"
    UNIT = "unit"
    ENTERPRISE = "enterprise"
    OTHER = "other"


class KnownBy(StrEnum):
    """How the organisation knows the centre."""

    MEMBER = "member"
    TOGETHER = "together"
    SERVED = "served"
    NEARBY = "nearby"


ORGANISATION_LABELS: Mapping[OrganisationKind, str] = {
    OrganisationKind.SOCIAL: "社会组织",
    OrganisationKind.UNIT: "驻区单位",
    OrganisationKind.ENTERPRISE: "企业、商户",
    OrganisationKind.OTHER: "其他",
}
KNOWN_LABELS: Mapping[KnownBy, str] = {
    KnownBy.MEMBER: "参加联席会议或共建",
    KnownBy.TOGETHER: "一起办过活动或项目",
    KnownBy.SERVED: "接受过中心（站）的服务",
    KnownBy.NEARBY: "在附近，平时有接触",
}


@dataclass(frozen=True, slots=True)
class Question:
    """One statement to agree with from 1 to 5; `serials` are the indicators beside which it is shown."""

    id: str
    text: str
    serials: tuple[str, ...]


QUESTIONS: tuple[Question, ...] = (
    Question("contact", "中心（站）主动与我们联系，有事一起商量。", ("30", "31", "36")),
    Question("support", "中心（站）为社会组织、驻区单位参与社区事务提供场地、信息等支持。", ("34", "36")),
    Question("joint", "我们与中心（站）合办的活动或项目办得有成效。", ("35", "37")),
    Question("staff", "我们的职工、会员能方便地得到中心（站）的服务。", ("32",)),
    Question("heard", "我们提的意见有人听、有答复。", ("22",)),
)
OPEN_STATES = frozenset(
    {
        State.SUBMITTED,
        State.RECOMMENDED,
        State.RETURNED,
        State.ACCEPTED,
        State.IN_REVIEW,
        State.RECONCILING,
        State.IN_PANEL,
    }
)
"""States of a case in which organisations are invited and heard: from submission to the decision."""


@dataclass(frozen=True, slots=True)
class Words:
    """What an organisation says."""

    kind: OrganisationKind
    known_by: KnownBy
    answers: Mapping[str, int]
    """Question -> 1 to 5, or NOT_KNOWN; every question has one."""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """The answers to one question: how many gave each mark from 5 down to 1, and how many cannot judge."""

    question: Question
    marks: tuple[tuple[int, int], ...]
    not_known: int

    @property
    def judged(self) -> int:
        """How many gave a mark."""
        return sum(count for _, count in self.marks)

    @property
    def agree(self) -> int:
        """How many gave 4 or 5."""
        return sum(count for mark, count in self.marks if mark >= MOST_POINTS - 1)


def words_faults(words: Words) -> list[Fault]:
    """Everything wrong with what an organisation says."""
    faults = []
    for number, question in enumerate(QUESTIONS, 1):
        answer = words.answers.get(question.id)
        if type(answer) is not int or not NOT_KNOWN <= answer <= MOST_POINTS:
            faults.append(Fault(f"第 {number} 题", "没有回答", "请选一项；说不准的选“不了解”"))
    if set(words.answers) - {one.id for one in QUESTIONS}:
        faults.append(Fault("表单", "有不认识的题目", "请刷新页面后重新填写"))
    wrong = text_fault(words.text, LONGEST_OPINION)
    if wrong:
        faults.append(Fault("意见", *wrong))
    return faults


def tallies(answers: Iterable[Mapping[str, int]]) -> tuple[Tally, ...]:
    """The answers of several organisations counted question by question; nothing is averaged or scored."""
    given = list(answers)
    counted = []
    for question in QUESTIONS:
        counts = Counter(one.get(question.id, NOT_KNOWN) for one in given)
        marks = tuple((mark, counts[mark]) for mark in range(MOST_POINTS, 0, -1))
        counted.append(Tally(question, marks, counts[NOT_KNOWN]))
    return tuple(counted)


def by_serial(counted: Iterable[Tally]) -> dict[str, list[Tally]]:
    """Serial of an indicator -> the tallies shown beside it."""
    found: dict[str, list[Tally]] = {}
    for tally in counted:
        for serial in tally.question.serials:
            found.setdefault(serial, []).append(tally)
    return found


def told_to_centre(received: int) -> int | None:
    """How many opinions a centre is told of; None where there are some, but too few to say."""
    return received if received == 0 or received >= FEWEST_TOLD else None
