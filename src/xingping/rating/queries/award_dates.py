"""What else falls due for a body in a month: notices, replies, hearings, announcements, certificates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Count

from xingping.core.lifecycle import OPEN_STATES
from xingping.core.objection import OPEN_OBJECTIONS
from xingping.rating.actor import Actor
from xingping.rating.models import Appeal, CancellationAppeal, Hearing
from xingping.rating.models.certificate import LIVING
from xingping.rating.queries.certificates import visible_incidents
from xingping.rating.queries.objections import office_objections
from xingping.rating.queries.visibility import (
    visible_announcements,
    visible_cases,
    visible_certificates,
    visible_notices,
)

MOST = 200
"""Of each kind in a month; more would fill the page."""


class Due(StrEnum):
    """What a day is for."""

    NOTICE_ENDS = "notice"
    OBJECTION = "objection"
    APPEAL = "appeal"
    CANCELLATION_APPEAL = "cancellation_appeal"
    HEARING = "hearing"
    ANNOUNCED = "announced"
    EXPIRES = "expires"


@dataclass(frozen=True, slots=True)
class Dated:
    """One thing on its day: what it is, whose or which (a name, a number, or how many), where it is kept."""

    on: date
    due: Due
    name: str
    address: str


def award_dates(reader: Actor, first: date, last: date) -> dict[date, list[Dated]]:
    """By day, from `first` to `last`; give it a reader with the roles of officer or auditor alone."""
    found: dict[date, list[Dated]] = defaultdict(list)
    for one in (*_public(reader, first, last), *_replies(reader, first, last)):
        found[one.on].append(one)
    return dict(found)


def _public(reader: Actor, first: date, last: date) -> Iterator[Dated]:
    """Notices that end, announcements, certificates that expire (counted: a round expires on one day)."""
    for notice in visible_notices(reader).filter(ends_on__range=(first, last))[:MOST]:
        if notice.ends_on:
            yield Dated(notice.ends_on, Due.NOTICE_ENDS, notice.number, f"/office/notices/{notice.pk}/")
    for one in visible_announcements(reader).filter(announced_on__range=(first, last))[:MOST]:
        yield Dated(one.announced_on, Due.ANNOUNCED, one.number, f"/office/announcements/{one.pk}/")
    living = visible_certificates(reader).filter(state__in=LIVING, last_day__range=(first, last))
    for day, count in living.order_by().values_list("last_day").annotate(count=Count("pk")):
        yield Dated(day, Due.EXPIRES, str(count), "/office/certificates/due/")


def _replies(reader: Actor, first: date, last: date) -> Iterator[Dated]:
    """Objections and appeals that wait for a reply, and the ends of hearings."""
    span, cases = (first, last), visible_cases(reader).order_by().values("pk")
    waiting = office_objections(reader).filter(state__in=OPEN_OBJECTIONS, due_on__range=span)
    for objection in waiting[:MOST]:
        name = objection.item.centre_name
        yield Dated(objection.due_on, Due.OBJECTION, name, objection.get_absolute_url())
    appeals = Appeal.objects.filter(case__in=cases, decided_at=None, due_on__range=span)
    for appeal in appeals.select_related("case__centre")[:MOST]:
        case = appeal.case
        yield Dated(appeal.due_on, Due.APPEAL, case.centre.name, f"/office/cases/{case.number}/appeal/")
    against = CancellationAppeal.objects.filter(
        incident__in=visible_incidents(reader).order_by().values("pk"), decided_at=None, due_on__range=span
    )
    for one in against.select_related("incident__certificate")[:MOST]:
        name = one.incident.certificate.centre_name
        yield Dated(one.due_on, Due.CANCELLATION_APPEAL, name, f"/office/incidents/{one.incident_id}/")
    hearings = Hearing.objects.filter(
        case__in=cases, dropped_at=None, until__range=span, case__state__in=OPEN_STATES
    )
    for hearing in hearings.select_related("case__centre")[:MOST]:
        case = hearing.case
        yield Dated(hearing.until, Due.HEARING, case.centre.name, f"/office/cases/{case.number}/terminate/")
