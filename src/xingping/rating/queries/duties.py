"""What a person still has to finish or hand over; until then the account cannot be erased."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from xingping.core.complaint import OPEN_STATES
from xingping.core.lifecycle import State
from xingping.core.objection import ObjectionState
from xingping.core.roles import Role
from xingping.rating.models import Assessor, Case, Complaint, Objection, PanelMember, RoleGrant, User
from xingping.rating.queries.assigned import assigned_to
from xingping.rating.queries.grants import active

ENDED = frozenset({State.ANNOUNCED, State.NOT_AWARDED, State.REFUSED, State.WITHDRAWN, State.TERMINATED})
"""States in which nothing is done with a case any more."""
MOST_TOLD = 20
"""Of each kind; the rest shows once these are done."""


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing that runs: what it is, which one, how it ends."""

    kind: str
    which: str
    mend: str


def running_duties(person: User) -> list[Duty]:
    """Everything that a person must finish or hand over before leaving."""
    return [*_assessing(person), *_deciding(person), *_handling(person), *_applying(person)]


def _assessing(person: User) -> Iterator[Duty]:
    for case in assigned_to(person).exclude(state__in=ENDED).order_by("number")[:MOST_TOLD]:
        yield Duty("评审", case.number, "等评审结束，或请评定机构把您调出评审组")
    for record in Assessor.objects.filter(person=person, left_on=None).select_related("body")[:MOST_TOLD]:
        yield Duty("专家库", record.body.name, "请评定机构为您办理退出专家库")


def _deciding(person: User) -> Iterator[Duty]:
    seats = PanelMember.objects.filter(person=person, meeting__closed_at=None)
    for seat in seats.select_related("meeting__round")[:MOST_TOLD]:
        yield Duty("评定委员会会议", seat.meeting.round.name, "等会议结束")


def _handling(person: User) -> Iterator[Duty]:
    for case in Case.objects.filter(officer=person).exclude(state__in=ENDED)[:MOST_TOLD]:
        yield Duty("经办的申报件", case.number, "办结，或请同事接手经办")
    for complaint in Complaint.objects.filter(handler=person, state__in=OPEN_STATES)[:MOST_TOLD]:
        yield Duty("经办的来件", complaint.number, "答复，或换经办人")
    answered = (ObjectionState.UPHELD, ObjectionState.REJECTED)
    objections = Objection.objects.filter(handler=person).exclude(state__in=answered)
    for one in objections.select_related("case")[:MOST_TOLD]:
        yield Duty("经办的异议", f"{one.case.number}-{one.number}", "答复，或移交同事")


def _applying(person: User) -> Iterator[Duty]:
    """Open cases of centres for which nobody else applies."""
    held = RoleGrant.objects.filter(active(), role=Role.APPLICANT)
    others = held.exclude(person=person).values("centre")
    own = held.filter(person=person).exclude(centre__in=others).values("centre")
    for case in Case.objects.filter(centre__in=own).exclude(state__in=ENDED).order_by("number")[:MOST_TOLD]:
        yield Duty("申报", case.number, "办结或撤回申报，或请评定机构给同事开通申报单位角色")
