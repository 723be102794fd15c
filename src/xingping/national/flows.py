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
        size = self.most_stars + 2
        coded = pc.utf8_slice_codeunits(regions, 0, int(self.level)).dictionary_encode()
        place = np.asarray(coded.indices, dtype=np.int64)
        kind = np.asarray(pc.equal(kinds, Kind.RURAL.value)).astype(np.int64)
        place = ((place * len(_KINDS) + kind) * size + (before + 1)) * size + (after + 1)
        names = coded.dictionary.to_pylist()
        shape = (len(names), len(_KINDS), size, size)
        counted = np.bincount(place, minlength=int(np.prod(shape))).reshape(shape)
        for name, block in zip(names, counted, strict=True):
            self.counts[name] = self.counts[name] + block if name in self.counts else block

    @property
    def whole(self) -> npt.NDArray[np.int64]:
        """[kind, before + 1, after + 1] of all regions together."""
        size = self.most_stars + 2
        empty = np.zeros((len(_KINDS), size, size), np.int64)
        return sum(self.counts.values(), empty)

    def as_json(self) -> dict[str, object]:
        """Cases, stars before and after, flow between them, by kind and by region."""
        whole = self.whole
        return {
            **summary(whole.sum(axis=0)),
            "flow": list(_flow(whole.sum(axis=0))),
            "kinds": [{"kind": kind.value, **summary(whole[at])} for at, kind in enumerate(_KINDS)],
            "level": self.level.name.lower(),
            "regions": [
                {"region": name, **summary(block.sum(axis=0))} for name, block in sorted(self.counts.items())
            ],
        }


def summary(matrix: npt.NDArray[np.int64]) -> dict[str, object]:
    """A matrix [before + 1, after + 1] -> cases, stars before and after, and how many move."""
    known = matrix[1:, 1:]
    up = int(np.triu(known, 1).sum())
    down = int(np.tril(known, -1).sum())
    return {
        "cases": int(matrix.sum()),
        "before": star_counts(matrix.sum(axis=1)),
        "after": star_counts(matrix.sum(axis=0)),
        "up": up,
        "down": down,
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
