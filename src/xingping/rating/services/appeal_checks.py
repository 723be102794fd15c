"""What an appeal must say, and what its ruling must answer; asked under the lock of the case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from xingping.core.faults import Fault
from xingping.core.objection import LEAST_HEARERS
from xingping.core.scoring import score_fault
from xingping.core.sheet_content import text_fault
from xingping.core.standard import Edition
from xingping.rating.calendar import today
from xingping.rating.errors import refuse
from xingping.rating.models import Appeal, Case, User
from xingping.rating.queries.involved import may_hear
from xingping.rating.queries.results import CaseResult, case_result

LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Answer:
    """What an appeal says about one indicator: points (hundredths), or None to keep them, and why."""

    points: int | None
    text: str


@dataclass(frozen=True)
class Ruling:
    """Everything that decides an appeal."""

    answers: Mapping[str, Answer]
    conclusion: str
    heard_on: date
    hearers: Sequence[User]


def refuse_ruling(case: Case, ruling: Ruling) -> None:
    """An answer with a reason for each indicator appealed against, and for no other; enough hearers.

    Raises RefusedError: `appeal_answers_missing`, `invalid`, `hearers_missing`, `appeal_by_deciders`.
    """
    appeal = Appeal.objects.get(case=case)
    asked = set(appeal.items.values_list("serial", flat=True))
    missing = [one for one in asked if one not in ruling.answers or not ruling.answers[one].text.strip()]
    if missing:
        raise refuse("appeal_answers_missing", count=len(missing))
    faults = _answer_faults(result_of(case).rules.edition, asked, ruling)
    wrong = text_fault(ruling.conclusion, LONGEST)
    if wrong:
        faults.append(Fault("复查结论", *wrong))
    if not timezone.localdate(appeal.filed_at) <= ruling.heard_on <= today():
        faults.append(Fault("复查日期", "不在申诉之后、今天以前", "请改日期"))
    if faults:
        raise refuse("invalid", faults)
    chosen = {person.pk for person in ruling.hearers}
    if len(chosen) < LEAST_HEARERS:
        raise refuse("hearers_missing", least=LEAST_HEARERS)
    if may_hear(case).filter(pk__in=chosen).count() != len(chosen):
        raise refuse("appeal_by_deciders")


def _answer_faults(edition: Edition, asked: set[str], ruling: Ruling) -> list[Fault]:
    faults = []
    for serial, answer in ruling.answers.items():
        wrong = text_fault(answer.text, LONGEST)
        if serial not in asked:
            wrong = ("没有对这项指标申诉", "请只答复申诉的指标")
        elif answer.points is not None:
            wrong = wrong or score_fault(edition.by_serial[serial], answer.points, 1)
        if wrong:
            faults.append(Fault(f"指标 {serial}", *wrong))
    return faults


def refuse_grounds(found: CaseResult, grounds: Mapping[str, str], reason: str) -> None:
    """A ground for at least one indicator of the edition. Raises RefusedError (`invalid`)."""
    faults = []
    if not grounds:
        faults.append(Fault("申诉指标", "没有写明对哪项指标有异议", "请至少在一项指标下写明理由"))
    for serial, text in grounds.items():
        wrong = text_fault(text, LONGEST)
        if serial not in found.rules.edition.by_serial:
            wrong = ("没有这项指标", "请从指标表中选择")
        if wrong:
            faults.append(Fault(f"指标 {serial}", *wrong))
    wrong = text_fault(reason, LONGEST)
    if wrong:
        faults.append(Fault("申诉请求", *wrong))
    if faults:
        raise refuse("invalid", faults)


def result_of(case: Case) -> CaseResult:
    """The result of a case; raises RefusedError (`sheets_not_locked`)."""
    found = case_result(case)
    if found is None:
        raise refuse("sheets_not_locked")
    return found
