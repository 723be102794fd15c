"""Which cases are a person's own: on whose team an assessor is, on whose agenda a panel member finds them."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from xingping.core.lifecycle import State
from xingping.rating.models import Case, PanelMember, Recusal, TeamMember, User


def assigned_to(person: User) -> QuerySet[Case]:
    """Cases of whose team an assessor is a member now; never drafts."""
    mine = TeamMember.objects.filter(
        team__case=OuterRef("pk"), assessor__person=person, assessor__left_on=None, ended_at=None
    )
    return Case.objects.filter(Exists(mine)).exclude(state=State.DRAFT)


def on_agenda_of(person: User) -> QuerySet[Case]:
    """Cases on the agenda of a meeting to which a panel member is called, but for those recused from."""
    seats = PanelMember.objects.filter(person=person, meeting__items__case=OuterRef("pk"))
    recused = Recusal.objects.filter(person=person, case=OuterRef("pk"))
    return Case.objects.filter(Exists(seats) & ~Exists(recused)).exclude(state=State.DRAFT)


def ever_on_team(person: User, case: Case) -> QuerySet[TeamMember]:
    """Memberships of a person in a case's team, ended ones too."""
    return TeamMember.objects.filter(team__case=case, assessor__person=person)
