"""Who is told about a case."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from xingping.core.policy import ChainLevel
from xingping.core.roles import Role
from xingping.rating.models import Case, PanelMember, Recusal, RoleGrant, TeamMember, User
from xingping.rating.queries.grants import active


def recipients(case: Case, roles: Iterable[Role]) -> QuerySet[User]:
    """People of these roles who have to do with a case now; each person once."""
    wanted = Q(pk__in=())
    for role in roles:
        wanted |= _QUESTIONS[role](case) if role in _QUESTIONS else Q(pk__in=())
    grants = RoleGrant.objects.filter(active()).filter(wanted)
    return User.objects.filter(pk__in=grants.values("person_id")).order_by("pk")


def _applicants(case: Case) -> Q:
    return Q(role=Role.APPLICANT, centre=case.centre_id)


def _recommenders(case: Case) -> Q:
    """The unit in whose queue the case lies."""
    if not case.level:
        return Q(pk__in=())
    unit = case.region[: ChainLevel(case.level).digits]
    of_body = Q(body=case.body_id) | Q(body__isnull=True)
    return of_body & Q(role=Role.RECOMMENDER, region_prefix=unit)


def _officers(case: Case) -> Q:
    """The officer in charge, or every officer of the body whose region has the case."""
    if case.officer_id:
        return Q(role=Role.OFFICER, body=case.body_id, person=case.officer_id)
    prefixes = [case.region[:digits] for digits in (0, 2, 4, 6, 9, 12)]
    return Q(role=Role.OFFICER, body=case.body_id, region_prefix__in=prefixes)


def _assessors(case: Case) -> Q:
    """The members of the case's team."""
    members = TeamMember.objects.filter(team__case=case, ended_at=None)
    return Q(role=Role.ASSESSOR, body=case.body_id, person__in=members.values("assessor__person"))


def _panel(case: Case) -> Q:
    """The members of the meeting on whose open agenda the case stands, but for those who recused."""
    seats = PanelMember.objects.filter(meeting__items__case=case, meeting__items__done_at=None)
    recused = Recusal.objects.filter(case=case).values("person")
    called = Q(role=Role.PANEL, body=case.body_id, person__in=seats.values("person"))
    return called & ~Q(person__in=recused)


_QUESTIONS = {
    Role.APPLICANT: _applicants,
    Role.RECOMMENDER: _recommenders,
    Role.OFFICER: _officers,
    Role.ASSESSOR: _assessors,
    Role.PANEL: _panel,
}
