"""How firm the stars are: many rounds of slightly different weights, and each indicator's own pull.

The totals of a block of cases by a block of weights are one matrix product. It runs in the processor's
floating-point units, yet on whole numbers below 2**24 (single precision) or 2**53 (double), where every
sum of products is exact in any order; larger ones are refused.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from os import cpu_count

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from xingping.core.faults import Fault, FaultsError
from xingping.national.flows import INCOMPLETE
from xingping.national.matrix import Integers, Round
from xingping.national.scheme import band_rates

PERCENT = 100
MOST_VECTORS = 20_000
WIDEST_SPREAD = 100

_SINGLE, _DOUBLE = 2**24, 2**53
_CASES, _VECTORS = 8192, 125
"""A block of totals that stays in the processor's cache."""

Weights = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What a set of weights does to the stars of a round's complete cases."""

    weights: Weights
    """[vector, indicator]: percent of the indicator's points in the edition."""
    positions: npt.NDArray[np.int64]
    """Positions in the round of the cases looked at (the complete ones)."""
    changed_by_vector: npt.NDArray[np.int64]
    """Cases whose star differs from the edition's, for each vector."""
    changed_by_case: npt.NDArray[np.int64]
    """Vectors by which a case has another star, for each case looked at."""
    stars_by_vector: npt.NDArray[np.int64]
    """[vector, place of the star]: cases of each star, from no star up."""


def random_weights(indicators: int, vectors: int, spread: int, seed: int) -> Weights:
    """Every weight 100 percent, plus or minus up to `spread` percent in whole percents, evenly drawn.

    The same arguments give the same weights. Raises FaultsError when out of range.
    """
    if not 1 <= vectors <= MOST_VECTORS:
        raise FaultsError([Fault("--vectors", f"{vectors} 组不可用", f"请写 1 至 {MOST_VECTORS}")])
    if not 1 <= spread <= WIDEST_SPREAD:
        raise FaultsError(
            [Fault("--spread", f"{spread} 不可用", f"请写 1 至 {WIDEST_SPREAD} 的整数（百分之几）")]
        )
    draws = np.random.Generator(np.random.PCG64(seed))
    return draws.integers(PERCENT - spread, PERCENT + spread, (vectors, indicators), endpoint=True)


def single_weights(indicators: int, spread: int) -> Weights:
    """Each indicator alone, once `spread` percent up (even rows) and once down (odd rows)."""
    weights = np.full((2 * indicators, indicators), PERCENT, np.int64)
    for row in range(indicators):
        weights[2 * row, row] += spread
        weights[2 * row + 1, row] -= spread
    return weights


def sensitivity(loaded: Round, weights: Weights) -> Sensitivity:
    """Stars of every complete case by every vector of weights [vector, indicator] in percent."""
    positions = np.flatnonzero(loaded.standing.stars != INCOMPLETE)
    kind = _exact_type(loaded, weights)
    thresholds = _thresholds(loaded, weights).astype(kind)
    factors = np.ascontiguousarray(weights, kind)
    # No gaps: then blocks are views of the values, nothing is gathered.
    whole = len(positions) == len(loaded.cases)
    standing = _star_places(loaded)[positions]

    def block(first: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        last = min(first + _CASES, len(positions))
        columns = slice(first, last) if whole else positions[first:last]
        return _block(loaded.values[:, columns], factors, thresholds, standing[first:last])

    starts = range(0, len(positions), _CASES)
    by_vector = np.zeros(len(weights), np.int64)
    by_star = np.zeros((len(weights), thresholds.shape[1] + 1), np.int64)
    by_case = [np.zeros(0, np.int64)]
    # One thread of our own per core, each with a single-threaded product, keeps totals in that core's cache.
    with threadpool_limits(limits=1, user_api="blas"), ThreadPoolExecutor(cpu_count()) as pool:
        for vectors, stars, cases in pool.map(block, starts):
            by_vector += vectors
            by_star += stars
            by_case.append(cases)
    return Sensitivity(weights, positions, by_vector, np.concatenate(by_case), by_star)


def _block(
    values: Integers,
    factors: npt.NDArray[np.floating],
    thresholds: npt.NDArray[np.floating],
    standing: npt.NDArray[np.uint8],
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """One block of cases by all vectors: changed per vector, cases per star, changed per case."""
    vectors, cases = len(factors), values.shape[1]
    # Filled up with cases of no points and no star, so that flags can be counted 64 at a time.
    filled = np.zeros((values.shape[0], -(-cases // 64) * 64), factors.dtype)
    filled[:, :cases] = values
    before = np.zeros(filled.shape[1], np.uint8)
    before[:cases] = standing
    changed = np.zeros(vectors, np.int64)
    stars = np.full((vectors, thresholds.shape[1] + 1), cases, np.int64)
    by_case = np.zeros(filled.shape[1], np.int64)
    for first in range(0, vectors, _VECTORS):
        rows = slice(first, first + _VECTORS)
        totals = factors[rows] @ filled
        place = np.zeros(totals.shape, np.uint8)
        for band in range(thresholds.shape[1]):
            reached = totals >= thresholds[rows, band : band + 1]
            stars[rows, band + 1] = _count(reached)
            place += reached.view(np.uint8)
        moved = place != before
        changed[rows] = _count(moved)
        by_case += moved.view(np.uint8).sum(axis=0, dtype=np.uint8)
    stars[:, :-1] -= stars[:, 1:]
    return changed, stars, by_case[:cases]


def _count(flags: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """True flags of each row; the length of a row is a multiple of 64."""
    counts: npt.NDArray[np.int64] = np.bitwise_count(np.packbits(flags, axis=1).view(np.uint64)).sum(
        axis=1, dtype=np.int64
    )
    return counts


def _thresholds(loaded: Round, weights: Weights) -> Weights:
    """[vector, band]: fewest steps x percent that reach each band, rising."""
    points = np.array([one.points for one in loaded.edition.indicators], object)
    fulls = weights.astype(object) @ points * loaded.standing.scheme.denominator
    rates = [rate for _, rate in sorted(band_rates(loaded.edition.bands).items())]
    return np.array(
        [[ceil(rate * full / Fraction(loaded.quantum)) for rate in rates] for full in fulls], np.int64
    )


def _star_places(loaded: Round) -> npt.NDArray[np.uint8]:
    """How many bands each case reaches by the edition."""
    totals, places = loaded.standing.totals, np.zeros(len(loaded.cases), np.uint8)
    for _, fewest in loaded.standing.scheme.thresholds:
        places += totals >= fewest
    return places


def _exact_type(loaded: Round, weights: Weights) -> type[np.floating]:
    """A floating type in which every sum of weight x value is a whole number it holds exactly."""
    points = np.array([one.points for one in loaded.edition.indicators], np.int64)
    full = points * (loaded.standing.scheme.denominator // loaded.quantum + 1)
    most = int((np.abs(weights) @ full).max(initial=0))
    if most < _SINGLE:
        return np.float32
    if most < _DOUBLE:
        return np.float64
    raise FaultsError([Fault("权重", "数值太大，无法精确计算", "请用更小的整数权重")])
