"""Who took part in rating a case, and so neither handles an objection nor hears an appeal about it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from xingping.core.lifecycle import Action
from xingping.core.roles import Role
from xingping.rating.errors import refuse
from xingping.rating.models import Ballot, Case, CaseEvent, Correction, RoleGrant, TeamMember, User
from xingping.rating.queries.grants import active

AFTER_THE_DECISION = (
    Action.PUBLISH_NOTICE,
    Action.DELIVER_NOT_AWARDED,
    Action.REOPEN,
    Action.APPEAL,
    Action.DECIDE_APPEAL,
    Action.ANNOUNCE,
)
"""What carries a decision out; it makes nobody a party to it."""
HEARING_ROLES = (Role.OFFICER, Role.PANEL)
"""Roles of the body from which those who hear an appeal are chosen."""


def involved_people(case: Case) -> frozenset[int]:
    """Keys of everybody who applied, recommended, decided on, assessed or voted on a case, or keeps it."""
    acted = CaseEvent.objects.filter(case=case).exclude(action__in=AFTER_THE_DECISION)
    applicants = RoleGrant.objects.filter(active(), role=Role.APPLICANT, centre=case.centre_id)
    found: set[int | None] = {case.officer_id, case.created_by_id}
    for keys in (
        acted.values_list("by", flat=True),
        TeamMember.objects.filter(team__case=case).values_list("assessor__person", flat=True),
        Ballot.objects.filter(item__case=case).values_list("member__person", flat=True),
        Correction.objects.filter(case=case, item__isnull=False).values_list("by", flat=True),
        applicants.values_list("person", flat=True),
    ):
        found.update(keys)
    return frozenset(key for key in found if key is not None)


def refuse_involved(case: Case, people: Iterable[User]) -> None:
    """Refuse (`involved`) the first of some people who took part in rating a case."""
    involved = involved_people(case)
    for person in people:
        if person.pk in involved:
            raise refuse("involved", name=person.get_full_name())


def may_hear(case: Case) -> QuerySet[User]:
    """People of the body who took no part in a case and may hear an appeal about it."""
    seats = RoleGrant.objects.filter(active(), role__in=HEARING_ROLES, body=case.body_id)
    found = User.objects.filter(pk__in=seats.values("person")).exclude(pk__in=involved_people(case))
    return found.order_by("name", "pk")
