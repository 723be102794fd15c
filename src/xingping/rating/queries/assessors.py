"""The register of assessors as assignment sees it: who is free, how much they carry."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from xingping.core.lifecycle import State
from xingping.core.roles import Role
from xingping.rating.calendar import today
from xingping.rating.models import Assessor, RoleGrant, TeamMember, User
from xingping.rating.queries.grants import active
from xingping.rating.queries.place_names import place

AT_WORK = (State.ACCEPTED, State.IN_REVIEW, State.RECONCILING)
"""States in which a case still takes its assessors' time."""


def in_register(body_id: int) -> QuerySet[Assessor]:
    """Assessors of a body who have not left, with their people."""
    return Assessor.objects.filter(body=body_id, left_on=None).select_related("person").order_by("pk")


def listed_assessors(assessors: QuerySet[Assessor]) -> QuerySet[Assessor]:
    """Assessors with their people, `load` (cases that they work on now), `held` (whether they hold the
    role now) and `place` (name of the home county and street); one query.
    """
    at_work = Q(memberships__ended_at=None, memberships__team__case__state__in=AT_WORK)
    grants = RoleGrant.objects.filter(
        active(), role=Role.ASSESSOR, body=OuterRef("body"), person=OuterRef("person")
    )
    return assessors.select_related("person", "body").annotate(
        load=Count("memberships", filter=at_work), held=Exists(grants), place=place()
    )


def memberships(assessor: Assessor) -> QuerySet[TeamMember]:
    """All teams of an assessor, newest first, with their cases; for officers and auditors."""
    rows = TeamMember.objects.filter(assessor=assessor).select_related("team__case__centre")
    return rows.order_by("-pk")


def not_registered(body_id: int) -> QuerySet[User]:
    """People who hold the role of an assessor of a body and do not stand in its register."""
    known = Assessor.objects.filter(body=body_id).values("person")
    return User.objects.filter(pk__in=holders(body_id)).exclude(pk__in=known).order_by("name", "pk")


def loads(body_id: int) -> Mapping[int, int]:
    """Assessor id -> cases that they work on now."""
    rows = TeamMember.objects.filter(
        assessor__body=body_id, ended_at=None, team__case__state__in=AT_WORK
    ).values_list("assessor")
    return dict(rows.annotate(count=Count("pk")).order_by())


def holders(body_id: int) -> frozenset[int]:
    """People who hold the role of an assessor of a body now."""
    rows = RoleGrant.objects.filter(active(), role=Role.ASSESSOR, body=body_id)
    return frozenset(rows.values_list("person_id", flat=True))


def unavailable(assessor: Assessor, *, load: int, held: bool, on: date | None = None) -> str:
    """Why an assessor cannot be asked now, in words; "" where they can."""
    day = on or today()
    reasons = (
        (assessor.left_on is not None, "已退出专家库"),
        (not held, "评定专家角色已终止"),
        (assessor.trained_until is None or assessor.trained_until < day, "没有在有效期内的培训"),
        (assessor.available_from is not None and assessor.available_from > day, "还没有到可参加评审的日期"),
        (assessor.available_until is not None and assessor.available_until < day, "可参加评审的日期已过"),
        (load >= assessor.capacity, f"已承担 {load} 件，达到上限"),
    )
    return next((words for wrong, words in reasons if wrong), "")
