"""The register of centres: lists, search, history and facts. Give them visible centres."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from xingping.rating.models import Centre, CentreChange, CentreFact, Region
from xingping.rating.queries.centre_search import Asked, search_centres
from xingping.rating.queries.place_names import place
from xingping.rating.queries.visibility import in_region
from xingping.rating.search_keys import search_key


def listed_centres(centres: QuerySet[Centre]) -> QuerySet[Centre]:
    """Centres with the name of their place; one query."""
    return centres.annotate(place=place())


MOST_LISTED = 2_000
"""Centres found by the index that are named to the database one by one."""


def named_like(centres: QuerySet[Centre], words: str) -> QuerySet[Centre]:
    """Centres whose name or place contains the words, or, for letters, whose pinyin or initials do.

    What is found in thousands is looked for in the names alone, among the centres handed in.
    """
    found = search_centres(Asked(words), public=False)
    if found.total <= MOST_LISTED:
        return centres.order_by().filter(pk__in=[one.pk for one in found.rows(count=MOST_LISTED)])
    return centres.order_by().filter(name_key__contains=search_key(words))


def find_centres(centres: QuerySet[Centre], words: str) -> QuerySet[Centre]:
    """Centres by name, pinyin, initials, code, address or region name; of those handed in."""
    found = (
        Q(pk__in=named_like(centres, words).values("pk"))
        | Q(code__icontains=words)
        | Q(address__icontains=words)
    )
    for prefix in Region.objects.filter(name__contains=words).values_list("prefix", flat=True)[:20]:
        found |= in_region(prefix)
    return centres.filter(found)


def changes_of_centre(centre: Centre) -> QuerySet[CentreChange]:
    """The history of a record, newest first."""
    return CentreChange.objects.filter(centre=centre).select_related("by").order_by("-version")


def facts_of_centre(centre: Centre) -> QuerySet[CentreFact]:
    """Standing facts, newest day first."""
    return CentreFact.objects.filter(centre=centre, replaced_at=None).order_by("name", "-true_on")


@dataclass(frozen=True, slots=True)
class Alike:
    """A centre that may be the same one: why it was found."""

    centre: Centre
    same_code: bool


def similar_centres(
    centres: QuerySet[Centre], code: str, name: str, region: str, but: int = 0
) -> list[Alike]:
    """Centres with the same code, or with nearly the same name in the same street; for a warning."""
    key = search_key(name)
    street = in_region(region[:9]) if region else Q(pk__in=())
    rows = centres.filter(Q(code=code) | street).exclude(pk=but)
    found = []
    for one in rows.order_by("pk")[:500]:
        if one.code == code or _close(search_key(one.name), key):
            found.append(Alike(one, one.code == code))
    return found[:5]


def _close(one: str, other: str) -> bool:
    """Whether two names differ by little: one within the other, or most pairs of letters shared."""
    one, other = ("".join(filter(str.isalnum, text)) for text in (one, other))
    if not one or not other:
        return False
    if one in other or other in one:
        return True
    first, second = ({text[place : place + 2] for place in range(len(text) - 1)} for text in (one, other))
    union = first | second
    return bool(union) and len(first & second) * 10 >= len(union) * 7
