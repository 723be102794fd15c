"""A recommending unit puts what it has recommended into another order."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F

from xingping.rating.actor import Actor
from xingping.rating.errors import refuse
from xingping.rating.models import Recommendation, Round
from xingping.rating.permissions import require
from xingping.rating.queries.recommending import Unit, recommended_by, units_of
from xingping.rating.services.audit import record
from xingping.rating.verbs import Verb


def rank_cases(actor: Actor, round_id: int, unit_prefix: str, order: Sequence[int]) -> None:
    """Give the unit's standing recommendations the order of these case ids, best first.

    The ranks in use stay the same ones; only who has which changes.
    Raises RefusedError: `not_found` (not the own unit), `changed_meanwhile` where the list is not the
    one that stands now, `wrong_state` for a case past recommendation.
    """
    with transaction.atomic():
        round_ = Round.objects.select_for_update().filter(pk=round_id).first()
        unit = next((one for one in units_of(actor) if one.prefix == unit_prefix), None)
        if round_ is None or unit is None:
            raise refuse("not_found")
        standing = _locked(round_, unit)
        if sorted(order) != sorted(one.case_id for one in standing):
            raise refuse("changed_meanwhile")
        role = None
        for one in standing:
            role = require(actor, Verb.RANK, one.case)
        ranks = sorted(one.rank for one in standing if one.rank is not None)
        if role is None or len(ranks) != len(standing):
            raise refuse("changed_meanwhile")
        wanted = dict(zip(order, ranks, strict=True))
        moved = [one for one in standing if one.rank != wanted[one.case_id]]
        Recommendation.objects.filter(pk__in=[one.pk for one in moved]).update(rank=None)
        for one in moved:
            before = one.rank
            Recommendation.objects.filter(pk=one.pk).update(rank=wanted[one.case_id])
            record(
                actor, role, "case.rank", one.case,
                before={"rank": before, "from_level": one.level}, after={"rank": wanted[one.case_id]},
            )  # fmt: skip


def _locked(round_: Round, unit: Unit) -> list[Recommendation]:
    rows = recommended_by(round_, unit).select_related("case__round").order_by(F("rank").asc(nulls_last=True))
    return list(rows.select_for_update(of=("self",)))
