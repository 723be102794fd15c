"""Lists of cases: with all that a row shows, found by words, grouped for a desk. Give them visible cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Substr

from xingping.core.lifecycle import OPEN_STATES, State
from xingping.rating.calendar import today
from xingping.rating.models import Case, Centre, Region
from xingping.rating.queries.centres import named_like
from xingping.rating.queries.place_names import COUNTY, place
from xingping.rating.queries.visibility import in_region

NEVER = date(9999, 12, 31)
SHOWN = (
    "number", "state", "state_since", "level", "returned_from", "target_stars", "kind", "region", "due_on",
    "due_for", "due_days", "submitted_at", "accepted_at", "is_demo", "purpose", "body_id", "version",
    "centre__name", "centre__code", "round__name", "officer__name", "officer__username",
)  # fmt: skip
"""Columns that a row of a list needs; the policy and the regions of the round are left unread."""

BY_BODY = Q(state=State.RECOMMENDED) | Q(state=State.SUBMITTED, level="")
"""Waiting for the rating body to accept, return or refuse."""
IN_CHAIN = Q(state=State.SUBMITTED) & ~Q(level="")
"""Lying with a recommending unit."""


def listed(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Cases with centre, round, officer, place and a deadline to sort by, in one query."""
    rows = cases.select_related("centre", "round", "officer").only(*SHOWN)
    return rows.annotate(place=place(), due_order=Coalesce(F("due_on"), Value(NEVER)))


def find_cases(cases: QuerySet[Case], words: str) -> QuerySet[Case]:
    """Cases by number, by centre (name, pinyin, initials or code) or by region name; of those handed in."""
    centres = named_like(_centres_of(cases), words)
    found = Q(number__icontains=words) | Q(centre__in=centres.values("pk")) | Q(centre__code=words)
    for prefix in Region.objects.filter(name__contains=words).values_list("prefix", flat=True)[:20]:
        found |= in_region(prefix)
    return cases.filter(found)


def overdue(on: date | None = None) -> Q:
    """Past the last day, and still under way."""
    return Q(due_on__lt=on or today(), state__in=OPEN_STATES)


@dataclass(frozen=True, slots=True)
class DeskCounts:
    """How many cases are where."""

    every: int
    by_body: int
    in_chain: int
    overdue: int
    states: Mapping[State, int]


def desk_counts(cases: QuerySet[Case]) -> DeskCounts:
    """Cases by state in one query."""
    rows = list(
        cases.order_by()
        .values("state")
        .annotate(
            count=Count("pk"),
            body=Count("pk", filter=BY_BODY),
            chain=Count("pk", filter=IN_CHAIN),
            late=Count("pk", filter=overdue()),
        )
    )
    return DeskCounts(
        every=sum(row["count"] for row in rows),
        by_body=sum(row["body"] for row in rows),
        in_chain=sum(row["chain"] for row in rows),
        overdue=sum(row["late"] for row in rows),
        states={State(row["state"]): row["count"] for row in rows},
    )


def counties_of(cases: QuerySet[Case]) -> list[tuple[str, str]]:
    """(prefix, name) of the counties in which cases lie, in two queries."""
    prefixes = list(
        cases.order_by()
        .annotate(county=Substr("region", 1, COUNTY))
        .values_list("county", flat=True)
        .distinct()
    )
    names = dict(Region.objects.filter(prefix__in=prefixes).values_list("prefix", "name"))
    return [(prefix, names.get(prefix, prefix)) for prefix in sorted(prefixes)]


def _centres_of(cases: QuerySet[Case]) -> QuerySet[Centre]:
    return Centre.objects.filter(pk__in=cases.order_by().values("centre"))
