"""The public search: by name, pinyin, initials, place, region, stars and kind, by the index of tokens.

A search reads the rows of its tokens (`Posting`) and computes with them as sets of bits: any number of
conditions costs as much as reading them, nothing is ever scanned, and counts are there for nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from xingping.rating.bitmaps import joined, members
from xingping.rating.centre_tokens import (
    PUBLIC,
    CentreFacts,
    Word,
    in_name,
    region_token,
    says,
    words_of,
)
from xingping.rating.models import IndexedCentre, Posting

STARS = (5, 4, 3, 2, 1, 0)
MOST_CHECKED = 200
"""Centres that are looked at one by one where the index alone does not decide."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is searched for; empty values narrow nothing. `region` is a prefix of 2, 4, 6 or 9 digits."""

    words: str = ""
    region: str = ""
    stars: int | None = None
    kind: str = ""
    form: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search finds: best first, those called so before those lying there, more stars first."""

    total: int
    exact: bool
    """False where the total may count a few that a longer look would leave out."""
    by_stars: Mapping[int, int]
    """Stars -> how many, without the condition on stars."""
    tiers: tuple[int, ...] = field(default=(), repr=False)
    words: tuple[Word, ...] = ()

    def rows(self, start: int = 0, count: int = 25) -> list[IndexedCentre]:
        """One page of what was found, in order, in one query."""
        keys = self._keys(start, count)
        rows = IndexedCentre.objects.select_related("centre").in_bulk(keys)
        found = [rows[key] for key in keys if key in rows]
        return found if self.exact else [one for one in found if _says_all(one, self.words)]

    def _keys(self, start: int, count: int) -> list[int]:
        keys: list[int] = []
        for tier in self.tiers:
            inside = tier.bit_count()
            if start >= inside:
                start -= inside
                continue
            keys += members(tier, start, count - len(keys))
            start = 0
            if len(keys) >= count:
                break
        return keys


def search_centres(asked: Asked, *, public: bool = True) -> Found:
    """Search all centres that the public may see; with `public=False` all of the register.

    Without words everything that the other conditions leave.
    """
    words = words_of(asked.words)
    sets = _read(_tokens(asked, words))
    base = _base(asked, sets, public)
    named = found = base
    for word in words:
        by_name, by_place = (_under(sets, letter, word) for letter in "np")
        named &= by_name
        found &= by_name | by_place
    exact = all(word.exact for word in words)
    if not exact and found.bit_count() <= MOST_CHECKED:
        named, found, exact = *_checked(found, words), True
    by_stars = {stars: (found & sets[f"s{stars}"]).bit_count() for stars in STARS}
    tiers = tuple(
        part & sets[f"s{stars}"]
        for part in ((named, found & ~named) if words else (found,))
        for stars in STARS
        if asked.stars in (None, stars)
    )
    return Found(sum(one.bit_count() for one in tiers), exact, by_stars, tiers, tuple(words))


def count_by_region(prefixes: Sequence[str], asked: Asked) -> dict[str, dict[int, int]]:
    """Prefix -> stars -> how many public centres of these regions the conditions leave (words aside)."""
    tokens = {region_token(prefix) for prefix in prefixes}
    sets = _read({*tokens, *_tokens(asked, ())})
    base = _base(asked, sets, public=True)
    starred = {stars: base & sets[f"s{stars}"] for stars in STARS}
    return {
        prefix: {
            stars: (sets[region_token(prefix)] & inside).bit_count() for stars, inside in starred.items()
        }
        for prefix in prefixes
    }


def _tokens(asked: Asked, words: Iterable[Word]) -> set[str]:
    tokens = {PUBLIC, "", *(f"s{stars}" for stars in STARS), *_conditions(asked)}
    return tokens | {f"{letter}{piece}" for word in words for piece in word.pieces for letter in "np"}


def _conditions(asked: Asked) -> list[str]:
    given = (("r", asked.region), ("k", asked.kind), ("f", asked.form))
    return [f"{letter}{value}" for letter, value in given if value]


def _base(asked: Asked, sets: Mapping[str, int], public: bool) -> int:
    base = sets[PUBLIC if public else ""]
    for token in _conditions(asked):
        base &= sets[token]
    return base


def _under(sets: Mapping[str, int], letter: str, word: Word) -> int:
    found = -1
    for piece in word.pieces:
        found &= sets[f"{letter}{piece}"]
    return found


def _read(tokens: Iterable[str]) -> dict[str, int]:
    """Token -> its centres as bits, in one query by the index."""
    wanted = list(tokens)
    blocks: dict[str, dict[int, bytes]] = {token: {} for token in wanted}
    rows = Posting.objects.filter(token__in=wanted).values_list("token", "block", "bits")
    for token, block, bits in rows.iterator(chunk_size=2_000):
        blocks[token][block] = bytes(bits)
    return {token: joined(found) for token, found in blocks.items()}


def _checked(found: int, words: Sequence[Word]) -> tuple[int, int]:
    """Those of a few centres that really contain the words: in their name, and at all."""
    named = all_ = 0
    keys = members(found, 0, MOST_CHECKED)
    for one in IndexedCentre.objects.filter(pk__in=keys):
        if not _says_all(one, words):
            continue
        all_ |= 1 << one.pk
        if all(in_name(_facts(one), word) for word in words):
            named |= 1 << one.pk
    return named, all_


def _says_all(one: IndexedCentre, words: Sequence[Word]) -> bool:
    return all(says(_facts(one), word) for word in words)


def _facts(one: IndexedCentre) -> CentreFacts:
    return CentreFacts(
        one.name,
        one.address,
        one.communities,
        one.path,
        one.region,
        one.kind,
        one.form,
        one.stars,
        one.public,
    )
