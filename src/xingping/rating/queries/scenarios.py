"""Saved scenarios that a person may open: one's own, and those shared within one's body."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from xingping.rating.actor import Actor
from xingping.rating.models import SavedScenario
from xingping.rating.queries.scenario_sources import READERS


def visible_scenarios(actor: Actor) -> QuerySet[SavedScenario]:
    """One's own scenarios, and the shared ones of the bodies in which one may read statistics."""
    bodies = [grant.body_id for grant in actor.grants if grant.role in READERS and grant.body_id is not None]
    return SavedScenario.objects.filter(Q(owner=actor.user) | Q(shared=True, body__in=bodies)).select_related(
        "owner", "body"
    )
