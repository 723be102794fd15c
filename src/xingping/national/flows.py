"""Who stands where, and who moves: cases by region, kind, star before and star after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from xingping.core.standard import Kind

Stars = npt.NDArray[np.int8]
"""Stars of cases, -1 where not complete."""

INCOMPLETE = -1
_KINDS = tuple(Kind)


class Level(IntEnum):
    """How many digits of a code make a region of this level."""

    COUNTRY = 0
    PROVINCE = 2
    CITY = 4
    COUNTY = 6
    STREET = 9
    COMMUNITY = 12


@dataclass(frozen=True, slots=True)
class Places:
    """Where cases are counted: `of_case` is region x number of kinds + kind."""

    regions: tuple[str, ...]
    of_case: npt.NDArray[np.int64]


def place_cases(regions: pa.Array, kinds: pa.Array, level: Level) -> Places:
    """Places of cases by the first digits of their region's code and by kind."""
    coded = pc.utf8_slice_codeunits(regions, 0, int(level)).dictionary_encode()
    kind = np.asarray(pc.index_in(kinds, value_set=pa.array([one.value for one in _KINDS])))
    of_case = np.asarray(coded.indices).astype(np.int64) * len(_KINDS) + kind
    return Places(tuple(coded.dictionary.to_pylist()), of_case)


@dataclass(slots=True)
class Flows:
    """Counts of cases, growing as tables come in.

    `counts` maps a region's digits to an array [kind, star before + 1, star after + 1].
    """

    most_stars: int
    level: Level = Level.PROVINCE
    counts: dict[str, npt.NDArray[np.int64]] = field(default_factory=dict)

    def add(self, regions: pa.Array, kinds: pa.Array, before: Stars, after: Stars) -> None:
        """Count cases; all four have the same length."""
        self.count(place_cases(regions, kinds, self.level), before, after)

    def count(self, places: Places, before: Stars, after: Stars) -> None:
        """Count cases whose places are known already."""
        size = self.most_stars + 2
        bins = places.of_case * (size * size)
        bins += (before + 1) * np.int64(size) + (after + 1)
        shape = (len(places.regions), len(_KINDS), size, size)
        counted = np.bincount(bins, minlength=int(np.prod(shape))).reshape(shape)
        for name, block in zip(places.regions, counted, strict=True):
            self.counts[name] = self.counts[name] + block if name in self.counts else block

    @property
    def whole(self) -> npt.NDArray[np.int64]:
        """[kind, before + 1, after + 1] of all regions together."""
        size = self.most_stars + 2
        empty = np.zeros((len(_KINDS), size, size), np.int64)
        return sum(self.counts.values(), empty)

    def _regions(self) -> list[tuple[str, npt.NDArray[np.int64]]]:
        """Regions by code, each with its matrix [before + 1, after + 1] of both kinds."""
        return [(name, block.sum(axis=0)) for name, block in sorted(self.counts.items())]

    def stars_json(self) -> dict[str, object]:
        """Cases and stars, by kind and by region, where nothing is compared (before is after)."""
        whole = self.whole

        def stars(matrix: npt.NDArray[np.int64]) -> dict[str, object]:
            return {"cases": int(matrix.sum()), "stars": star_counts(np.diagonal(matrix).tolist())}

        return {
            **stars(whole.sum(axis=0)),
            "kinds": [{"kind": kind.value, **stars(whole[at])} for at, kind in enumerate(_KINDS)],
            "level": self.level.name.lower(),
            "regions": [{"region": name, **stars(block)} for name, block in self._regions()],
        }

    def as_json(self) -> dict[str, object]:
        """Cases, stars before and after, flow between them, by kind and by region."""
        whole = self.whole
        return {
            **summary(whole.sum(axis=0)),
            "flow": list(_flow(whole.sum(axis=0))),
            "kinds": [{"kind": kind.value, **summary(whole[at])} for at, kind in enumerate(_KINDS)],
            "level": self.level.name.lower(),
            "regions": [{"region": name, **summary(block)} for name, block in self._regions()],
        }


def summary(matrix: npt.NDArray[np.int64]) -> dict[str, object]:
    """A matrix [before + 1, after + 1] -> cases, stars before and after, and how many move."""
    rows = matrix.tolist()
    known = [(before, after, count) for before, row in enumerate(rows) for after, count in enumerate(row)]
    return {
        "cases": sum(map(sum, rows)),
        "before": star_counts(map(sum, rows)),
        "after": star_counts(map(sum, zip(*rows, strict=True))),
        # Place 0 is "not complete", which is no star to move from or to.
        "up": sum(count for before, after, count in known if 0 < before < after),
        "down": sum(count for before, after, count in known if 0 < after < before),
    }


def star_counts(counts: Iterable[int]) -> dict[str, int]:
    """[not complete, no star, one star, ...] by name."""
    return {_name(place - 1): int(count) for place, count in enumerate(counts)}


def _flow(matrix: npt.NDArray[np.int64]) -> Iterable[Mapping[str, object]]:
    for before, after in np.argwhere(matrix):
        yield {"from": _name(before - 1), "to": _name(after - 1), "cases": int(matrix[before, after])}


def _name(stars: int) -> str:
    return "incomplete" if stars == INCOMPLETE else str(stars)


def star_array(column: pa.ChunkedArray) -> Stars:
    """A column of stars as an array, -1 for null."""
    return np.asarray(pc.fill_null(column, INCOMPLETE).combine_chunks(), dtype=np.int8)
