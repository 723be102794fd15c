"""Stars of a block of cases by many vectors of weights: one matrix product, then as few passes as needed.

A block's cases stand close together, so most bands are reached by all of them or by none. Comparing goes
from the bands between them upwards until nobody reaches one, and downwards until everybody does.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Counts = npt.NDArray[np.int64]
Floats = npt.NDArray[np.floating]
Places = npt.NDArray[np.uint8]

VECTORS = 125
"""Vectors of one product; with the cases of a block their totals stay near the processor."""


@dataclass(frozen=True, slots=True)
class Block:
    """What the vectors do to the cases of one block."""

    changed_by_vector: Counts
    changed_by_case: Counts
    reached: Counts
    """[vector, band]: cases that reach it."""


def rate_block(values: Floats, factors: Floats, thresholds: Floats, standing: Places) -> Block:
    """Compare totals (factors @ values) with thresholds [vector, band], rising along bands.

    `values` is [indicator, case]; `standing` says how many bands each case reaches as it is. All numbers
    are whole, and the caller has made sure that every sum of products is exact in their type.
    """
    vectors, cases = len(factors), values.shape[1]
    changed, by_case = np.zeros(vectors, np.int64), np.zeros(cases, np.int64)
    reached = np.zeros(thresholds.shape, np.int64)
    # Used again for each group of vectors: fresh memory would cost as much as the sums.
    shape = (min(VECTORS, vectors), cases)
    totals, flags, places = (
        np.empty(shape, factors.dtype),
        np.empty(shape, np.bool_),
        np.empty(shape, np.uint8),
    )
    for first in range(0, vectors, VECTORS):
        rows = slice(first, min(first + VECTORS, vectors))
        height = rows.stop - rows.start
        np.matmul(factors[rows], values, out=totals[:height])
        work = _Work(totals[:height], thresholds[rows], flags[:height], places[:height])
        reached[rows] = work.place(int(standing.min()), int(standing.max()))
        moved = np.not_equal(work.places, standing, out=work.flags)
        changed[rows] = _count(moved)
        by_case += moved.view(np.uint8).sum(axis=0, dtype=np.uint8)
    return Block(changed, by_case, reached)


@dataclass(frozen=True, slots=True)
class _Work:
    totals: Floats
    thresholds: Floats
    flags: npt.NDArray[np.bool_]
    places: Places

    def place(self, least: int, most: int) -> Counts:
        """Set `places` to the number of bands each total reaches, and count who reaches each band.

        `least` and `most` are the fewest and the most bands that a case of the block reaches as it is.
        """
        bands = self.thresholds.shape[1]
        reached = np.zeros((len(self.totals), bands), np.int64)
        self.places.fill(0)
        for band in range(least, bands):
            reached[:, band] = self._compare(band)
            if band >= most and not reached[:, band].any():
                break
        for band in range(least - 1, -1, -1):
            reached[:, band] = self._compare(band)
            if (reached[:, band] == self.totals.shape[1]).all():
                reached[:, :band] = self.totals.shape[1]
                np.add(self.places, np.uint8(band), out=self.places)
                break
        return reached

    def _compare(self, band: int) -> Counts:
        np.greater_equal(self.totals, self.thresholds[:, band : band + 1], out=self.flags)
        np.add(self.places, self.flags.view(np.uint8), out=self.places)
        return _count(self.flags)


def _count(flags: npt.NDArray[np.bool_]) -> Counts:
    """True flags of each row."""
    packed = np.packbits(flags, axis=1)
    if packed.shape[1] % 8 == 0:
        packed = packed.view(np.uint64)
    counts: Counts = np.bitwise_count(packed).sum(axis=1, dtype=np.int64)
    return counts
