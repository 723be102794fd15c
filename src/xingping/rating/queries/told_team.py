"""The team as its applicant is told it: names once announced, the own requests for recusal, the visit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xingping.rating.actor import Actor
from xingping.rating.calendar import today
from xingping.rating.models import Case, Conflict, ConflictKind, Team, TeamMember, Visit
from xingping.rating.permissions import allowed
from xingping.rating.queries.team import members_of
from xingping.rating.queries.visits import visits_of
from xingping.rating.verbs import Verb


@dataclass(frozen=True)
class ToldTeam:
    """What an applicant knows of the team: nothing before it was announced."""

    team: Team | None
    """None before the names were announced."""
    members: Sequence[TeamMember]
    recusals: Mapping[int, Conflict]
    """Assessor id -> the applicant's request of this case."""
    may_ask: bool
    """Whether recusals may be asked for now: announced, in time, in a state that allows it."""
    visits: Sequence[Visit]

    @property
    def left(self) -> Sequence[Conflict]:
        """Requests about people who are on the team no longer."""
        present = {one.assessor_id for one in self.members}
        return [one for pk, one in self.recusals.items() if pk not in present]


def told_team(actor: Actor, case: Case) -> ToldTeam:
    """The team for the applicant of the case; the caller found the case among the applicant's own."""
    team = Team.objects.filter(case=case).exclude(announced_at=None).first()
    asked = Conflict.objects.filter(case=case, kind=ConflictKind.RECUSAL).select_related("assessor__person")
    in_time = team is not None and team.recusal_until is not None and today() <= team.recusal_until
    return ToldTeam(
        team=team,
        members=members_of(case) if team else (),
        recusals={one.assessor_id: one for one in asked.order_by("pk")},
        may_ask=in_time and allowed(actor, Verb.RECUSE, case) is None,
        visits=visits_of(case),
    )
