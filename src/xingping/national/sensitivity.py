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
from xingping.national.matrix import Round
from xingping.national.scheme import band_rates
from xingping.national.star_blocks import Block, rate_block

PERCENT = 100
MOST_VECTORS = 20_000
WIDEST_SPREAD = 100

_SINGLE, _DOUBLE = 2**24, 2**53
_CASES = 8192
"""Cases of one block."""

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
    kind = _exact_type(loaded, weights)
    thresholds = _thresholds(loaded, weights).astype(kind)
    factors = np.ascontiguousarray(weights, kind)
    positions = _by_total(loaded)
    standing = _star_places(loaded)[positions]
    # Indicator by indicator: one row of values fits the cache, scattered columns do not.
    values = np.stack([row[positions] for row in loaded.values])

    def block(first: int) -> Block:
        part = slice(first, first + _CASES)
        return rate_block(values[:, part].astype(kind), factors, thresholds, standing[part])

    by_vector, reached = np.zeros(len(weights), np.int64), np.zeros(thresholds.shape, np.int64)
    by_case = np.zeros(len(loaded.cases), np.int64)
    starts = range(0, len(positions), _CASES)
    # One thread of our own per core, each with a single-threaded product, keeps totals in that core's cache.
    with threadpool_limits(limits=1, user_api="blas"), ThreadPoolExecutor(cpu_count()) as pool:
        for first, found in zip(starts, pool.map(block, starts), strict=True):
            by_vector += found.changed_by_vector
            reached += found.reached
            by_case[positions[first : first + _CASES]] = found.changed_by_case
    positions = np.sort(positions)
    none_and_all = np.zeros((len(weights), 1), np.int64)
    stars = -np.diff(reached, prepend=none_and_all + len(positions), append=none_and_all, axis=1)
    return Sensitivity(weights, positions, by_vector, by_case[positions], stars)


def _by_total(loaded: Round) -> npt.NDArray[np.int64]:
    """Positions of the complete cases, roughly by their totals: a block's cases then stand close together."""
    positions = np.flatnonzero(loaded.standing.stars != INCOMPLETE)
    # 16 bits are near enough and quick to sort.
    shift = max(loaded.standing.scheme.full.bit_length() - 16, 0)
    near = (loaded.standing.totals[positions] >> shift).astype(np.uint16)
    order: npt.NDArray[np.int64] = positions[np.argsort(near, kind="stable")]
    return order


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
