"""How many public centres of each star lie where: from the country down to the street."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xingping.rating.models import Level, Region
from xingping.rating.models.region import PREFIX_LENGTHS
from xingping.rating.queries.centre_search import STARS, Asked, count_by_region
from xingping.rating.queries.regions import NOT_SAID


@dataclass(frozen=True, slots=True)
class RegionCount:
    """One region and its public centres by stars."""

    prefix: str
    name: str
    by_stars: dict[int, int]

    @property
    def total(self) -> int:
        """All of them, with stars or without."""
        return sum(self.by_stars.values())

    @property
    def starred(self) -> int:
        """Those that hold a star now."""
        return self.total - self.by_stars[0]

    @property
    def columns(self) -> list[int]:
        """Counts from five stars down to none."""
        return [self.by_stars[stars] for stars in STARS]


def counts_below(prefix: str, asked: Asked) -> list[RegionCount]:
    """The regions below one ("" for the country) with their counts, those without centres left out.

    A level that exists in the code table only is passed over. Three queries at most.
    """
    below = _children(prefix)
    counts = count_by_region([region.prefix for region in below], asked)
    found = [RegionCount(one.prefix, one.name, counts[one.prefix]) for one in below]
    return [one for one in found if one.total]


def path_to(prefix: str) -> list[Region]:
    """The regions from the province down to one that is known; empty for an unknown one."""
    prefixes = [prefix[:digits] for digits in PREFIX_LENGTHS if digits <= len(prefix)]
    found = {region.prefix: region for region in Region.objects.filter(prefix__in=prefixes)}
    return [found[one] for one in prefixes if one in found] if prefix in found else []


def _children(prefix: str) -> Sequence[Region]:
    rows = Region.objects.filter(level__lt=Level.COMMUNITY)
    below = list(rows.filter(parent_id=prefix or None).order_by("prefix"))
    formal = [region.prefix for region in below if region.name in NOT_SAID]
    if formal:
        deeper = rows.filter(parent_id__in=formal).order_by("prefix")
        below = [*(region for region in below if region.name not in NOT_SAID), *deeper]
    return below
