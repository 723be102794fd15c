"""An assessor's own cases at a glance: how far the own sheet is, the visit, what waits. A few queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from xingping.core.assessor_sheet import covered_serials
from xingping.core.lifecycle import Action, State
from xingping.rating.actor import Actor
from xingping.rating.models import Case, CaseEvent, Reconciliation, Sheet, TeamMember, Visit
from xingping.rating.queries.assigned import assigned_to
from xingping.rating.queries.pinned import rules_of
from xingping.rating.queries.visibility import visible_cases

REASON_MARK = "；"
"""Between the reasons of one indicator."""
MOST_REASONS, LONGEST_REASON = 6, 40


@dataclass(frozen=True, slots=True)
class OwnWork:
    """One case with the own part of its review; nothing about anybody else's."""

    case: Case
    lead: bool
    asked: int
    """Indicators that the own sheet covers; 0 before the review."""
    scored: int
    locked: bool
    sent_back: bool
    """The panel sent the case back to its review at least once."""
    to_reconcile: int
    """Own scores that wait to be looked at again."""
    visit: Visit | None
    """The visit that is planned or was made last."""


def own_work(actor: Actor, number: str = "") -> list[OwnWork]:
    """The actor's cases, those with the nearest deadline first; of one number, or all."""
    found = visible_cases(actor).filter(pk__in=assigned_to(actor.person).values("pk"))
    if number:
        found = found.filter(number=number)
    cases = list(found.select_related("round", "centre").order_by("due_on", "number"))
    keys = [case.pk for case in cases]
    members = {
        one.team.case_id: one
        for one in TeamMember.objects.filter(
            team__case__in=keys, ended_at=None, assessor__person=actor.person
        ).select_related("team")
    }
    sheets = _own_sheets(members)
    visits = {
        one.case_id: one
        for one in Visit.objects.filter(case__in=keys, cancelled_at=None).order_by("starts_at")
    }
    back = set(
        CaseEvent.objects.filter(case__in=keys, action=Action.SEND_BACK).values_list("case", flat=True)
    )
    waiting = _waiting(members)
    return [
        _work(case, members[case.pk], sheets.get(case.pk), visits.get(case.pk), case.pk in back, waiting)
        for case in cases
        if case.pk in members
    ]


def own_reasons(actor: Actor) -> dict[str, list[str]]:
    """Reasons {serial: texts} that the actor has written in locked sheets of the own cases, the usual first.

    So every reason once written is at hand the next time. Only of cases that the actor may still see.
    """
    keys = assigned_to(actor.person).values("pk")
    members = TeamMember.objects.filter(
        team__case__in=keys, ended_at=None, assessor__person=actor.person
    ).exclude(label="")
    own = {(one.team.case_id, one.label) for one in members.select_related("team")}
    sheets = Sheet.objects.filter(case__in={case for case, _ in own}).exclude(locked_at=None)
    counted: dict[str, Counter[str]] = {}
    for sheet in sheets.order_by("pk"):
        if (sheet.case_id, sheet.label) in own:
            for serial, text in sheet.statements.items():
                counted.setdefault(serial, Counter()).update(_pieces(text))
    return {serial: [text for text, _ in one.most_common(MOST_REASONS)] for serial, one in counted.items()}


def _pieces(text: str) -> list[str]:
    pieces = (piece.strip(" 。;；\n") for piece in text.replace("\n", REASON_MARK).split(REASON_MARK))
    return [piece for piece in pieces if 0 < len(piece) <= LONGEST_REASON]


def _own_sheets(members: dict[int, TeamMember]) -> dict[int, Sheet]:
    """Case -> the newest revision of the own sheet."""
    found: dict[int, Sheet] = {}
    for sheet in Sheet.objects.filter(case__in=members).order_by("revision"):
        if members[sheet.case_id].label == sheet.label:
            found[sheet.case_id] = sheet
    return found


def _waiting(members: dict[int, TeamMember]) -> Collection[tuple[int, str]]:
    """(case, sheet label) of every open row of a reconciliation, one entry a row."""
    rows = Reconciliation.objects.filter(
        case__in=members, case__state=State.RECONCILING, answered_at=None
    ).values_list("case", "sheet__label")
    return [row for row in rows if members[row[0]].label == row[1]]


def _work(
    case: Case,
    member: TeamMember,
    sheet: Sheet | None,
    visit: Visit | None,
    sent_back: bool,
    waiting: Collection[tuple[int, str]],
) -> OwnWork:
    serials = covered_serials(rules_of(case).guide, sheet.groups) if sheet else ()
    return OwnWork(
        case=case,
        lead=member.lead,
        asked=len(serials),
        scored=sum(serial in sheet.scores for serial in serials) if sheet else 0,
        locked=sheet is not None and sheet.locked_at is not None,
        sent_back=sent_back,
        to_reconcile=sum(key == case.pk for key, _ in waiting),
        visit=visit,
    )
