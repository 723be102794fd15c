"""The appeal (申诉复查): filed once by the applicant, per indicator; decided by uninvolved people."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django.utils import timezone

from xingping.core.conditions import Condition
from xingping.core.lifecycle import Action, State
from xingping.core.objection import stars_after_appeal
from xingping.core.points import HUNDREDTHS
from xingping.core.validity import after_working_days
from xingping.proof.bundle import result_part
from xingping.rating.actor import Actor
from xingping.rating.calendar import WORKING_DAY, today
from xingping.rating.errors import refuse
from xingping.rating.models import Appeal, AppealHearer, AppealItem, Case, Correction, Decision
from xingping.rating.queries.award_state import standing_item, within_appeal
from xingping.rating.queries.involved import involved_people
from xingping.rating.queries.results import result_with, standing_decision
from xingping.rating.services.appeal_checks import Ruling, refuse_grounds, refuse_ruling, result_of
from xingping.rating.services.idempotency import once
from xingping.rating.services.letters import deliver_letter
from xingping.rating.services.reopening import leave_notice
from xingping.rating.services.transition import Check, Move, transition


def file_appeal(
    actor: Actor, case_id: int, grounds: Mapping[str, str], reason: str, *, key: str = ""
) -> Case:
    """Appeal in writing against indicators {serial: ground}, within the time and once.

    Raises RefusedError: `appeal_time_over`, `already_appealed`, `reasons_missing`, `invalid`.
    """
    said = {serial: text.strip() for serial, text in grounds.items() if text.strip()}
    checks = {
        Condition.WITHIN_APPEAL: lambda case: Check(within_appeal(case)),
        Condition.FIRST_APPEAL: lambda case: Check(not Appeal.objects.filter(case=case).exists()),
    }

    def write(move: Move) -> dict[str, Any]:
        found = result_of(move.case)
        refuse_grounds(found, said, reason)
        points = {row.indicator.serial: row.points or Fraction(0) for row in found.result.indicators}
        appeal = Appeal.objects.create(
            case=move.case,
            body_id=move.case.body_id,
            before=Decision.objects.get(case=move.case, superseded_at=None),
            reason=reason.strip(),
            filed_by=move.actor.person,
            filed_at=move.event.at,
            due_on=after_working_days(today(), move.policy.reply_days, WORKING_DAY),
        )
        AppealItem.objects.bulk_create(
            AppealItem(appeal=appeal, serial=serial, ground=text, before=str(points[serial]))
            for serial, text in said.items()
        )
        return {"appeal": appeal.pk, "serials": sorted(said)}

    return once(
        actor, key, "case.appeal", {"case": case_id, "grounds": said, "reason": reason}, Case,
        lambda: transition(actor, case_id, Action.APPEAL, reason=reason, checks=checks, write=write),
    )  # fmt: skip


def decide_appeal(actor: Actor, case_id: int, ruling: Ruling, *, key: str = "") -> Case:
    """Decide an appeal: points of the indicators appealed against go up, down or stay; the star follows.

    A star that changed must stand in a notice of its own before the award; a case without one is
    delivered privately. Raises RefusedError: `appeal_by_deciders`, `hearers_missing`, `involved`,
    `appeal_answers_missing`, `reasons_missing`, `invalid`.
    """

    def stars(case: Case) -> int:
        refuse_ruling(case, ruling)
        return _stars(case, ruling)

    def uninvolved(case: Case) -> Check:
        people = {actor.person.pk, *(person.pk for person in ruling.hearers)}
        return Check(not people & involved_people(case))

    checks = {
        Condition.UNINVOLVED: uninvolved,
        Condition.STAR_PROPOSED: lambda case: Check(stars(case) > 0),
        Condition.NO_STAR_PROPOSED: lambda case: Check(stars(case) == 0),
    }
    asked = {
        "case": case_id,
        "answers": {serial: [one.points or 0, one.text] for serial, one in ruling.answers.items()},
        "conclusion": ruling.conclusion,
    }
    return once(
        actor, key, "case.decide_appeal", asked, Case,
        lambda: transition(
            actor, case_id, Action.DECIDE_APPEAL, reason=ruling.conclusion, checks=checks,
            write=lambda move: _rule(move, ruling),
        ),
    )  # fmt: skip


def _rule(move: Move, ruling: Ruling) -> dict[str, Any]:
    """Write what an appeal decided: corrections, the new decision, the answers, where the case goes."""
    case = move.case
    appeal = Appeal.objects.get(case=case)
    before = Decision.objects.get(case=case, superseded_at=None)
    stars = _stars(case, ruling)
    _correct(move, appeal, ruling)
    after = _decide(move, before, stars, ruling.conclusion.strip())
    appeal.after, appeal.heard_on, appeal.conclusion = after, ruling.heard_on, ruling.conclusion.strip()
    appeal.decided_by, appeal.decided_at = move.actor.person, move.event.at
    appeal.save(update_fields=["after", "heard_on", "conclusion", "decided_by", "decided_at"])
    AppealHearer.objects.bulk_create(AppealHearer(appeal=appeal, person=person) for person in ruling.hearers)
    item = standing_item(case)
    if item is not None and item.stars != stars:
        leave_notice(case)
    if case.state == State.NOT_AWARDED:
        deliver_letter(move, after, "经申诉复查，仍未达到授予星级的条件。")
    return {"appeal": appeal.pk, "stars_before": before.stars, "stars": stars, "total": after.total}


def _correct(move: Move, appeal: Appeal, ruling: Ruling) -> None:
    for item in appeal.items.all():
        answer = ruling.answers[item.serial]
        item.answer, item.after = answer.text.strip(), item.before
        if answer.points is not None:
            item.after = str(Fraction(answer.points, HUNDREDTHS))
        item.save(update_fields=["answer", "after"])
        if item.after == item.before:
            continue
        Correction.objects.filter(case=move.case, serial=item.serial, standing=True).update(standing=False)
        Correction.objects.create(
            case=move.case, serial=item.serial, before=item.before, points=answer.points or 0,
            reason=f"申诉复查：{item.answer}", by=move.actor.person,
        )  # fmt: skip


def _decide(move: Move, before: Decision, stars: int, conclusion: str) -> Decision:
    """The decision that stands after the appeal; the old one where no point changed."""
    found = result_of(move.case)
    total = str(found.result.total)
    part = result_part(found.result)
    if part == before.result and stars == before.stars:
        return before
    before.superseded_at = timezone.now()
    before.save(update_fields=["superseded_at"])
    return Decision.objects.create(
        case=move.case, stars=stars, total=total, result=part, members=0, present=0, in_favour=0, against=0,
        abstained=0, reason=conclusion, by=move.actor.person, at=move.event.at,
    )  # fmt: skip


def _stars(case: Case, ruling: Ruling) -> int:
    decision = standing_decision(case)
    now = result_with(case, _changes(ruling))
    if decision is None or now is None:
        raise refuse("sheets_not_locked")
    return stars_after_appeal(decision.stars, result_of(case).stars, now.stars)


def _changes(ruling: Ruling) -> dict[str, int]:
    return {serial: one.points for serial, one in ruling.answers.items() if one.points is not None}
