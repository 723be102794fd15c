"""What a recommending unit sees: aggregates first, its queue, what it has recommended and in which order."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import Substr

from xingping.core.lifecycle import State
from xingping.core.policy import ChainLevel
from xingping.core.roles import Role
from xingping.rating.actor import Actor
from xingping.rating.models import Case, Outcome, Recommendation, RecommendationQuota, Round
from xingping.rating.queries.cases import overdue
from xingping.rating.queries.regions import paths_of
from xingping.rating.queries.visibility import in_region
from xingping.rating.relations import level_of


@dataclass(frozen=True, slots=True)
class Unit:
    """A recommending unit: its level in the chain, its region's prefix and name."""

    level: ChainLevel
    prefix: str
    name: str


@dataclass(frozen=True, slots=True)
class UnitFigures:
    """A round as a unit sees it, in numbers; `places` is None where there is no quota."""

    applications: int
    waiting: int
    overdue: int
    forwarded: int
    returned: int
    places: int | None
    stars: dict[int, int]
    """Target stars -> applications."""
    below: list[tuple[str, int]]
    """(name of the region below, applications)."""

    @property
    def places_left(self) -> int | None:
        """Places not yet used, or None."""
        return None if self.places is None else max(0, self.places - self.forwarded)


def units_of(actor: Actor) -> list[Unit]:
    """The units for which a person recommends, from the lowest level."""
    found = {grant.region_prefix: level_of(grant) for grant in actor.grants_as(Role.RECOMMENDER)}
    names = paths_of(found)
    units = [Unit(level, prefix, names[prefix]) for prefix, level in found.items() if level]
    return sorted(units, key=lambda unit: (-unit.level.digits, unit.prefix))


def has_level(round_: Round, unit: Unit) -> bool:
    """Whether the round's chain has the unit's level and its regions touch the unit."""
    touches = any(one.startswith(unit.prefix) or unit.prefix.startswith(one) for one in round_.regions)
    return f",{unit.level.value}," in round_.chain and touches


def cases_of_unit(cases: QuerySet[Case], round_: Round, unit: Unit) -> QuerySet[Case]:
    """The visible cases of a round that lie in a unit's area."""
    return cases.filter(in_region(unit.prefix), round=round_)


def waiting(cases: QuerySet[Case], unit: Unit) -> QuerySet[Case]:
    """Those that lie in the unit's own queue."""
    return cases.filter(state=State.SUBMITTED, level=unit.level.value)


def recommended_by(round_: Round, unit: Unit) -> QuerySet[Recommendation]:
    """What the unit recommended and stands, by rank; those without a rank last."""
    rows = Recommendation.objects.filter(
        round=round_, level=unit.level.value, unit=unit.prefix, outcome=Outcome.FORWARDED, standing=True
    )
    return rows.select_related("case__centre").order_by("rank", "pk")


def quota_of(round_: Round, unit: Unit) -> int | None:
    """The unit's places in a round, or None where it has no quota."""
    quotas = RecommendationQuota.objects.filter(round=round_, level=unit.level.value, unit=unit.prefix)
    return quotas.values_list("places", flat=True).first()


def next_rank(round_: Round, unit: Unit) -> int:
    """The place after the last one given."""
    last = recommended_by(round_, unit).order_by().aggregate(last=Max("rank"))["last"]
    return (last or 0) + 1


def unit_figures(cases: QuerySet[Case], round_: Round, unit: Unit) -> UnitFigures:
    """A round in numbers; five queries whatever it holds."""
    rows = cases_of_unit(cases, round_, unit).order_by()
    mine = Q(state=State.SUBMITTED, level=unit.level.value)
    totals = rows.aggregate(
        applications=Count("pk"),
        waiting=Count("pk", filter=mine),
        late=Count("pk", filter=mine & overdue()),
        returned=Count("pk", filter=Q(state=State.RETURNED, returned_from=unit.level.value)),
    )
    stars = dict(rows.exclude(target_stars=None).values_list("target_stars").annotate(count=Count("pk")))
    return UnitFigures(
        applications=totals["applications"],
        waiting=totals["waiting"],
        overdue=totals["late"],
        forwarded=recommended_by(round_, unit).count(),
        returned=totals["returned"],
        places=quota_of(round_, unit),
        stars={star: stars[star] for star in sorted(stars)},
        below=_below(rows, unit),
    )


def _below(rows: QuerySet[Case], unit: Unit) -> list[tuple[str, int]]:
    """Applications by the regions one level below, most first."""
    digits = {2: 4, 4: 6, 6: 9, 9: 12}[len(unit.prefix)]
    counts = dict(
        rows.annotate(part=Substr("region", 1, digits)).values_list("part").annotate(count=Count("pk"))
    )
    names = paths_of(counts)
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return [(names[prefix].removeprefix(unit.name) or names[prefix], count) for prefix, count in ordered[:12]]
