"""What somebody outside the rating body may know of a case's way: the states and steps that are told."""

from __future__ import annotations

from datetime import datetime

from django.db.models import DateTimeField, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from xingping.core.lifecycle import TRANSITIONS, State
from xingping.core.roles import Role
from xingping.rating.actor import Actor
from xingping.rating.models import Case, CaseEvent

HIDDEN = {State.RECONCILING: State.IN_REVIEW}
"""What the body does among its assessors is not told while it goes on."""
TELLING = frozenset(
    (row.source.value, row.action.value, row.target.value)
    for row in TRANSITIONS
    if row.role is Role.APPLICANT or Role.APPLICANT in row.notify
)
"""Transitions of which the table tells the applicant."""
OUTSIDE = frozenset({Role.APPLICANT, Role.RECOMMENDER, Role.ASSESSOR, Role.PANEL, Role.STAKEHOLDER})
"""Whoever holds one of these roles is told of cases what their applicants are told."""


def shown_state(case: Case) -> State:
    """The state as the applicant sees it."""
    state = State(case.state)
    return HIDDEN.get(state, state)


def is_told(event: CaseEvent) -> bool:
    """Whether the applicant knows of a step."""
    return (event.source, event.action, event.target) in TELLING


def knows_all(actor: Actor) -> bool:
    """Whether a person reads cases for the rating body alone, and so sees every step."""
    return not actor.roles & OUTSIDE


def with_since(cases: QuerySet[Case], actor: Actor) -> QuerySet[Case]:
    """Cases with `since`: when the state began that the person is told, the newest first."""
    if knows_all(actor):
        return cases.annotate(since=F("state_since")).order_by("-since", "-pk")
    told = Q()
    for source, action, target in sorted(TELLING):
        told |= Q(source=source, action=action, target=target)
    last = CaseEvent.objects.filter(told, case=OuterRef("pk")).order_by("-sequence").values("at")[:1]
    since = Coalesce(Subquery(last, output_field=DateTimeField()), F("created_at"))
    return cases.annotate(since=since).order_by("-since", "-pk")


def changed_since(cases: QuerySet[Case], moment: datetime) -> QuerySet[Case]:
    """Of cases with `since` those whose told state is no older than a moment."""
    return cases.filter(since__gte=moment)  # type: ignore[misc]


def in_state(cases: QuerySet[Case], actor: Actor, state: State) -> QuerySet[Case]:
    """Cases in a state, as the person is told it."""
    if knows_all(actor):
        return cases.filter(state=state)
    if state in HIDDEN:
        return cases.none()
    return cases.filter(state__in=[state, *(hidden for hidden, shown in HIDDEN.items() if shown is state)])


def told_steps(case: Case, actor: Actor) -> list[CaseEvent]:
    """The steps of a case that a person is told, in order."""
    events = CaseEvent.objects.filter(case=case).order_by("sequence")
    return [event for event in events if knows_all(actor) or is_told(event)]


def told_state(case: Case, actor: Actor) -> State:
    """A case's state as a person is told it."""
    return State(case.state) if knows_all(actor) else shown_state(case)
