"""Figures of a round: cases by state, and the centres that may apply."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from xingping.core.lifecycle import State
from xingping.rating.models import Case, Centre, Round
from xingping.rating.queries.visibility import in_region


def round_states(cases: QuerySet[Case]) -> list[tuple[State, int]]:
    """(state, cases) in the order of the lifecycle, states without cases left out; one query."""
    rows = cases.order_by().values_list("state").annotate(count=Count("pk"))
    counts = dict(rows)
    return [(state, counts[state.value]) for state in State if state.value in counts]


def centres_covered(round_: Round, centres: QuerySet[Centre]) -> int:
    """How many of the centres handed in may apply in a round: its body, regions and kinds, not closed."""
    inside = Q(pk__in=())
    for prefix in round_.regions:
        inside |= in_region(prefix)
    return centres.filter(inside, body=round_.body_id, kind__in=round_.kinds, closed_on=None).count()
