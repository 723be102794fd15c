"""The same or nearly the same photo in another centre's case or an earlier round; for officers only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from xingping.rating.models import Case, EvidenceVersion

NEAR = 6
"""Bits of 64 by which two perceptual hashes may differ and still be taken for one photo."""
BANDS = 8
"""A hash is cut into so many bytes: of two that differ in up to seven bits, one byte is equal."""
MOST_COMPARED = 50_000
NAMED = 20
"""Further places of one photo that are named; a picture that a whole city shows would fill the page."""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A photo of this case that occurs elsewhere: how many bits differ (0: hardly any difference)."""

    version: EvidenceVersion
    other: EvidenceVersion
    distance: int
    same_file: bool


@dataclass(frozen=True, slots=True)
class Repeated:
    """A photo of a case: where it occurs elsewhere, the nearest first, and how many places are not named."""

    nearest: Duplicate
    more: tuple[Duplicate, ...]
    left_out: int


def by_photo(duplicates: Iterable[Duplicate]) -> list[Repeated]:
    """What `duplicates_of` found, one entry a photo of the case, in its order."""
    places: dict[int, list[Duplicate]] = {}
    for one in duplicates:
        places.setdefault(one.version.pk, []).append(one)
    return [Repeated(first, tuple(more[:NAMED]), len(more[NAMED:])) for first, *more in places.values()]


def duplicates_of(case: Case, among: QuerySet[Case]) -> list[Duplicate]:
    """Photos of a case that another visible case shows too, nearest first; three queries at most.

    `among` are the cases that the reader may see: what another officer's region holds is not told.
    """
    own = [one for one in _photos(Q(item__case=case)) if one.blob and one.blob.perceptual_hash]
    if not own:
        return []
    others = _photos(Q(item__case__in=among.exclude(pk=case.pk).values("pk")))[:MOST_COMPARED]
    index = _banded(others)
    found = []
    for version in own:
        near = {one.pk: one for band in _bands(_hash(version)) for one in index.get(band, ())}
        for other in near.values():
            distance = (int(_hash(version), 16) ^ int(_hash(other), 16)).bit_count()
            if distance <= NEAR:
                found.append(Duplicate(version, other, distance, version.blob_id == other.blob_id))
    return sorted(found, key=lambda one: (one.distance, one.version.pk, one.other.pk))


def _photos(condition: Q) -> QuerySet[EvidenceVersion]:
    return (
        EvidenceVersion.objects.filter(condition, current=True, item__removed_at=None)
        .exclude(blob=None)
        .exclude(blob__perceptual_hash="")
        .select_related("blob", "item__case__centre", "item__case__round")
        .order_by("-pk")
    )


def _hash(version: EvidenceVersion) -> str:
    return version.blob.perceptual_hash if version.blob else ""


def _banded(versions: Iterable[EvidenceVersion]) -> Mapping[tuple[int, str], list[EvidenceVersion]]:
    index: dict[tuple[int, str], list[EvidenceVersion]] = defaultdict(list)
    for version in versions:
        for band in _bands(_hash(version)):
            index[band].append(version)
    return index


def _bands(digest: str) -> list[tuple[int, str]]:
    width = len(digest) // BANDS or 1
    return [(place, digest[place * width : (place + 1) * width]) for place in range(BANDS)]
