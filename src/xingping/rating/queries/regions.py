"""Reading administrative regions: by code, by name, below one another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet

from xingping.rating.models import Level, Region
from xingping.rating.models.region import CODE_LENGTH, PREFIX_LENGTHS, SEARCH_KIND
from xingping.rating.queries.search import containing, matching
from xingping.rating.search_keys import search_key

NOT_SAID = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
"""Names that stand in the code table only to fill a level; nobody says them."""


def find_regions(
    text: str, *, within: str = "", levels: Sequence[Level] = (), limit: int = 20
) -> list[Region]:
    """Regions by code, name, pinyin or initials, best first; children of `within` where no text is given.

    With `levels`, only regions of these levels, or above them so that one can go down.
    """
    wanted = search_key(text)
    rows = Region.objects.filter(prefix__startswith=within) if within else Region.objects.all()
    if levels:
        rows = rows.filter(level__lte=max(levels))
    if not wanted:
        return list(_children(rows, within)[:limit])
    if wanted.isascii() and wanted.isdigit():
        return _by_code(rows, wanted)[:limit]
    found = _by_name(rows, wanted, within).exclude(name__in=NOT_SAID)
    return list(found.order_by("rank", "level", "sort_key")[:limit])


def region_at(code: str) -> Region | None:
    """The deepest known region that a 12-digit code or a prefix of one stands for, or None.

    441900000000 is 东莞市 both as city and as county; the county is taken, as centres lie in it.
    """
    prefixes = _prefixes_meant(code)
    return Region.objects.filter(prefix__in=prefixes).order_by("-level").first() if prefixes else None


def paths_of(codes: Iterable[str]) -> dict[str, str]:
    """Code or prefix -> `四川省成都市锦江区`, as far as known, in one query; the code itself for none."""
    wanted = {code: _ancestors(code) for code in codes}
    prefixes = {prefix for chain in wanted.values() for prefix in chain}
    names = dict(Region.objects.filter(prefix__in=prefixes).values_list("prefix", "name"))
    return {code: _said([names[p] for p in chain if p in names]) or code for code, chain in wanted.items()}


def path_of(code: str) -> str:
    """The names of one region from its province down."""
    return paths_of([code])[code]


def _children(rows: QuerySet[Region], within: str) -> QuerySet[Region]:
    return rows.filter(parent_id=within or None).order_by("prefix")


def _by_code(rows: QuerySet[Region], digits: str) -> list[Region]:
    exact = list(rows.filter(prefix__in=_prefixes_meant(digits)).order_by("-level"))
    longer = rows.filter(prefix__startswith=digits).exclude(pk__in=[region.pk for region in exact])
    return [*exact, *longer.order_by("level", "prefix")[:50]]


def _by_name(rows: QuerySet[Region], wanted: str, within: str) -> QuerySet[Any]:
    """By the table of grams down to streets; communities by looking through one county or street."""
    if len(within) >= PREFIX_LENGTHS[Level.COUNTY - 1]:
        return _looked_through(rows, wanted)
    return matching(rows.filter(level__lt=Level.COMMUNITY), SEARCH_KIND, wanted)


def _looked_through(rows: QuerySet[Region], wanted: str) -> QuerySet[Any]:
    return containing(rows, wanted, ("name", "pinyin", "initials"))


def _prefixes_meant(code: str) -> list[str]:
    """The prefixes that code can be the padded form of: 441900000000 -> 441900000000 ... 441900, 4419."""
    if not (code.isascii() and code.isdigit() and len(code) <= CODE_LENGTH):
        return []
    return [code[:n] for n in PREFIX_LENGTHS if n <= len(code) and not code[n:].strip("0")]


def _ancestors(code: str) -> list[str]:
    meant = _prefixes_meant(code)
    longest = max(map(len, meant), default=0)
    return [code[:n] for n in PREFIX_LENGTHS if n <= longest]


def _said(names: Sequence[str]) -> str:
    said: list[str] = []
    for name in names:
        if name not in NOT_SAID and name not in said:
            said.append(name)
    return "".join(said)
