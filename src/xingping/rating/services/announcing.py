"""The announcement (公告): prepared as one list, awarded case by case, each in its own transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from xingping.core.conditions import Condition
from xingping.core.faults import Fault
from xingping.core.lifecycle import Action, State
from xingping.core.sheet_content import text_fault
from xingping.rating.actor import Actor
from xingping.rating.calendar import today
from xingping.rating.errors import RefusedError, refuse
from xingping.rating.models import Announcement, AnnouncementItem, Case, Round
from xingping.rating.permissions import require
from xingping.rating.queries.award_state import nothing_is_open, notice_is_over, standing_item
from xingping.rating.services.audit import record
from xingping.rating.services.certificates import Announced, issue_certificate
from xingping.rating.services.idempotency import once
from xingping.rating.services.jobs import start_job
from xingping.rating.services.letters import deliver_award
from xingping.rating.services.notices import LONGEST_NUMBER, MOST_FAULTS
from xingping.rating.services.transition import Check, Move, transition
from xingping.rating.verbs import Verb

ANNOUNCE, ARCHIVE = "announce", "archive"
"""Kinds of the jobs."""
LONGEST_REFUSAL = 400


@dataclass(frozen=True, slots=True)
class Heading:
    """Number (文号) and day of an announcement; validity begins on that day (本机构规定)."""

    number: str
    on: date


def announce(
    actor: Actor, round_id: int, heading: Heading, case_ids: Sequence[int], *, key: str = ""
) -> Announcement:
    """Prepare an announcement of cases whose notice is over, and start awarding them in the background.

    Raises RefusedError: `not_found`, `invalid`, `number_taken`, `announced_in_future`, `not_proposable`.
    """
    number = heading.number.strip()

    def act() -> Announcement:
        with transaction.atomic():
            round_ = Round.objects.select_for_update().filter(pk=round_id).first()
            if round_ is None:
                raise refuse("not_found")
            made = Announcement(
                round=round_, body_id=round_.body_id, number=number, announced_on=heading.on,
                created_by=actor.person, is_demo=round_.is_demo,
            )  # fmt: skip
            role = require(actor, Verb.CREATE, made)
            wrong = text_fault(number, LONGEST_NUMBER) or (None if number else ("没有填写", "请填写"))
            if wrong:
                raise refuse("invalid", [Fault("公告文号", *wrong)])
            if Announcement.objects.filter(body=made.body_id, number=number).exists():
                raise refuse("number_taken", number=number)
            cases = list(Case.objects.filter(pk__in=set(case_ids), round=round_).order_by("region", "pk"))
            _refuse_unready(cases, set(case_ids), heading.on)
            made.save()
            AnnouncementItem.objects.bulk_create(
                AnnouncementItem(announcement=made, case=case, position=position)
                for position, case in enumerate(cases, 1)
            )
            made.job = start_job(
                ANNOUNCE, title=f"公告授予星级：{number}（{len(cases)} 件）",
                arguments={"announcement": made.pk}, key=f"announce:{made.pk}", by=actor.person,
            )  # fmt: skip
            made.save(update_fields=["job"])
            record(
                actor, role, "announcement.create", made,
                after={"number": number, "announced_on": heading.on, "cases": len(cases)},
            )  # fmt: skip
        return made

    asked = {"round": round_id, "number": number, "on": heading.on, "cases": sorted(set(case_ids))}
    return once(actor, key, "announcement.create", asked, Announcement, act)


def award_item(actor: Actor, item_id: int) -> AnnouncementItem:
    """Award one case of an announcement: certificate, plaque order, letter, state, all in one transaction.

    Done before, it does nothing. Raises RefusedError with the first condition that fails.
    """
    item = AnnouncementItem.objects.select_related("announcement").get(pk=item_id)
    if item.awarded_at:
        return item
    announced = Announced(item.announcement.number, item.announcement.announced_on)

    def write(move: Move) -> dict[str, Any]:
        certificate = issue_certificate(actor, move.role, move.case, announced)
        letter = deliver_award(move.case, certificate)
        item.certificate, item.awarded_at, item.refusal = certificate, timezone.now(), ""
        item.save(update_fields=["certificate", "awarded_at", "refusal"])
        return {"certificate": certificate.number, "announcement": announced.number, "letter": letter.number}

    checks = {
        Condition.NOTICE_OVER: lambda case: Check(notice_is_over(case)),
        Condition.NOTHING_OPEN: lambda case: Check(nothing_is_open(case)),
    }
    try:
        transition(actor, item.case_id, Action.ANNOUNCE, checks=checks, write=write)
    except RefusedError:
        item.refresh_from_db()
        if item.awarded_at is None:
            raise
    return item


def refuse_item(item_id: int, error: RefusedError) -> None:
    """Keep why a case could not be awarded; it may enter a later announcement."""
    said = str(error.refusal)[:LONGEST_REFUSAL]
    AnnouncementItem.objects.filter(pk=item_id, awarded_at=None).update(refusal=said)


def finish(actor: Actor, announcement_id: int) -> Announcement:
    """Make an announcement public once every case of it was awarded or refused; then archive the cases."""
    with transaction.atomic():
        made = Announcement.objects.select_for_update().get(pk=announcement_id)
        if made.finished_at or made.items.filter(awarded_at=None, refusal="").exists():
            return made
        role = require(actor, Verb.CREATE, made)
        made.finished_at = timezone.now()
        made.save(update_fields=["finished_at"])
        awarded = made.items.exclude(awarded_at=None)
        record(
            actor, role, "announcement.finish", made,
            after={"awarded": awarded.count(), "refused": made.items.exclude(refusal="").count()},
        )  # fmt: skip
        start_job(
            ARCHIVE, title=f"归档：{made.number}",
            arguments={"cases": [int(one) for one in awarded.values_list("case_id", flat=True)]},
            key=f"archive:{made.pk}", by=actor.person,
        )  # fmt: skip
    return made


def _refuse_unready(cases: Sequence[Case], asked: set[int], on: date) -> None:
    """Every case must be past its notice, with nothing open, and in no other announcement."""
    taken = set(AnnouncementItem.objects.filter(case__in=cases, refusal="").values_list("case_id", flat=True))
    faults = []
    for case in cases:
        if case.state != State.IN_NOTICE:
            why = ("状态是" + State(case.state).label, "只有公示期满的申报件可以公告")
        elif case.pk in taken:
            why = ("已列入另一份公告", "请从清单中去掉")
        elif not notice_is_over(case):
            why = ("公示期未满，或变更后的星级还没有公示", "请等公示期满")
        elif not nothing_is_open(case):
            why = ("还有未办结的异议或申诉", "请先逐一答复")
        else:
            continue
        faults.append(Fault(f"申报件 {case.number}", *why))
    strangers = len(asked - {case.pk for case in cases})
    if faults or strangers or not cases:
        raise refuse("not_proposable", faults[:MOST_FAULTS], count=len(faults) + strangers)
    items = [standing_item(case) for case in cases]
    latest = max(item.notice.ends_on for item in items if item and item.notice.ends_on)
    if not latest < on <= today():
        raise refuse("announced_in_future")
