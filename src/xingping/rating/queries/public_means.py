"""Mean shares of published level-1 points: of a county at once, of the country kept for a day.

A mean over a whole country is no work for a page: a job computes it, pages read it. Few results are
computed at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from django.core.cache import caches
from django.db.models import QuerySet

from xingping.core.published_points import mean_shares
from xingping.rating.models import Certificate
from xingping.rating.queries.public_centres import standing_certificates

if TYPE_CHECKING:
    from xingping.rating.queries.verification import Shown

AT_ONCE = 500
"""Certificates of which the mean is computed while a page waits."""
KEPT, LOOKED_AGAIN = 3 * 24 * 3600, 600
"""Seconds for which the job's result is kept, and for which a process goes without asking again."""
Means = Mapping[str, Fraction]


def region_averages(county: str, current: Shown | None) -> Means:
    """Level-1 name -> mean share of the full points over the county's valid certificates that publish them.

    Of the same edition alone; empty where too few publish them.
    """
    if current is None:
        return {}
    return _mean(
        _published(current.row["edition_hash"], current.row["is_demo"]).filter(region__startswith=county)
    )


def country_averages(current: Shown | None) -> Means:
    """The same of the whole country, as of the last time it was computed; empty before that."""
    if current is None:
        return {}
    edition, demo = current.row["edition_hash"], current.row["is_demo"]
    key = _key(edition, demo)
    told: dict[str, str] | None = caches["local"].get(key)
    if told is None:
        told = caches["default"].get(key)
        if told is None:
            told = keep_country_means(edition, demo, most=AT_ONCE)
        caches["local"].set(key, told, LOOKED_AGAIN)
    return {name: Fraction(share) for name, share in told.items()}


def keep_country_means(edition: str, demo: bool, most: int | None = None) -> dict[str, str]:
    """Compute and keep the means of an edition's certificates; of more than `most` none are computed."""
    rows = _published(edition, demo)
    if most is not None and rows[: most + 1].count() > most:
        return {}
    told = {name: str(share) for name, share in _mean(rows).items()}
    caches["default"].set(_key(edition, demo), told, KEPT)
    return told


def editions_in_use() -> list[tuple[str, bool]]:
    """(Edition, whether of the demo) of all certificates."""
    rows = Certificate.objects.order_by().values_list("edition_hash", "is_demo").distinct()
    return [(edition, demo) for edition, demo in rows]


def _published(edition: str, demo: bool) -> QuerySet[Certificate]:
    return standing_certificates().filter(edition_hash=edition, is_demo=demo).exclude(published={})


def _mean(rows: QuerySet[Certificate]) -> Means:
    published = rows.values_list("published", flat=True).iterator(chunk_size=2_000)
    return mean_shares(one["subtotals"] for one in published if one.get("subtotals"))


def _key(edition: str, demo: bool) -> str:
    return f"published-means-{edition[:32]}-{int(demo)}"
