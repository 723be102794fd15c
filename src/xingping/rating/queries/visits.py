"""Visits: those of a case, and who of its team would have to be in two places."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from xingping.core.visiting import BETWEEN_VISITS
from xingping.rating.models import Case, TeamMember, Visit


@dataclass(frozen=True, slots=True)
class Collision:
    """A member of the team who has another visit at that time; of which centre is not told."""

    name: str
    starts_at: datetime
    ends_at: datetime


def visits_of(case: Case) -> list[Visit]:
    """All visits of a case, the newest first."""
    return list(Visit.objects.filter(case=case).order_by("-pk"))


def running_visit(case: Case) -> Visit | None:
    """The visit that is planned or under way, or None."""
    return Visit.objects.filter(case=case, cancelled_at=None, last_meeting_at=None).first()


def collisions(case: Case, starts_at: datetime, ends_at: datetime) -> list[Collision]:
    """Members of the case's team with another visit too near in time, by name; two queries."""
    others = Visit.objects.exclude(case=case).filter(
        cancelled_at=None,
        last_meeting_at=None,
        starts_at__lt=ends_at + BETWEEN_VISITS,
        ends_at__gt=starts_at - BETWEEN_VISITS,
    )
    mine = TeamMember.objects.filter(team__case=case, ended_at=None).values("assessor__person")
    rows = TeamMember.objects.filter(
        ended_at=None, assessor__person__in=mine, team__case__in=others.values("case")
    ).select_related("assessor__person", "team")
    by_case = {one.case_id: one for one in others}
    found = {
        Collision(row.assessor.person.get_full_name(), visit.starts_at, visit.ends_at)
        for row in rows
        if (visit := by_case.get(row.team.case_id))
    }
    return sorted(found, key=lambda one: (one.starts_at, one.name))
