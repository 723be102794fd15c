"""A simulated national round on real places: for trials, demonstrations and measurements.

The communities and villages are real, every score is drawn at random; the file says so in its metadata,
and everything computed from it carries that on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from xingping.core.faults import Fault, FaultsError
from xingping.core.standard import Edition, Kind
from xingping.national.columns import ASSESSOR, CASE, FILLED, INDICATOR, KIND, REGION, SCORE
from xingping.national.expression import Layout
from xingping.national.metadata import edition_metadata
from xingping.national.output import parquet_output
from xingping.national.places import Places
from xingping.national.scheme import MOST_ASSESSORS
from xingping.national.sheet_file import sheet_types

LABEL = "演示：社区和村为真实名录，分数全部是随机模拟的，不是任何中心的真实得分"

_BLOCK = 20_000
_STEP = 50
_POOL = 200
"""Assessors of a county."""
_COUNTY = 6


@dataclass(frozen=True, slots=True)
class Plan:
    """What to draw."""

    centres: int
    seed: int = 1
    fewest: int = 3
    most: int = 5
    layout: Layout = Layout.WIDE
    teams: bool = False
    """Assessors cover different level-1 indicators, each of which at least two of three cover."""
    gaps: int = 0
    """Of ten thousand scores, how many are missing."""

    def check(self) -> None:
        """Raises FaultsError for numbers that make no round."""
        if self.centres < 1:
            raise FaultsError([Fault("--centres", f"{self.centres} 不可用", "请写 1 以上的整数")])
        if not 1 <= self.fewest <= self.most <= MOST_ASSESSORS:
            raise FaultsError(
                [Fault("--assessors", "人数不可用", f"请写 1 至 {MOST_ASSESSORS}，例如 3 或 3-5")]
            )


def generate(
    path: Path,
    edition: Edition,
    places: Places,
    plan: Plan,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> None:
    """Write a simulated round in the order of its cases; the same arguments give the same scores.

    More centres than places: the places are gone through again. Raises FaultsError, leaving nothing.
    """
    plan.check()
    types = sheet_types(plan.layout, edition)
    with parquet_output(path, types, edition_metadata(edition, "sheets", LABEL), FILLED) as writer:
        for first in range(0, plan.centres, _BLOCK):
            progress(first, plan.centres)
            count = min(_BLOCK, plan.centres - first)
            writer.write(_block(edition, places, plan, first, count))
        progress(plan.centres, plan.centres)


def centre_names(places: Places, centres: int) -> Iterator[pa.Table]:
    """Case, region and name of the simulated centres, block by block."""
    for first in range(0, centres, _BLOCK):
        place = np.arange(first, min(first + _BLOCK, centres)) % len(places.codes)
        yield pa.table(
            {
                CASE: np.arange(first + 1, first + 1 + len(place)),
                REGION: places.codes.take(pa.array(place)),
                "name": places.names.take(pa.array(place)),
            }
        )


def write_names(path: Path, places: Places, centres: int) -> None:
    """Write `case_id`, `region` and `name` of the simulated centres. Raises FaultsError as `generate`."""
    with parquet_output(path, {CASE: "int64", REGION: "string", "name": "string"}, {}) as writer:
        for table in centre_names(places, centres):
            writer.write(table)


def _block(edition: Edition, places: Places, plan: Plan, first: int, count: int) -> pa.Table:
    draws = np.random.Generator(np.random.PCG64([plan.seed, first]))
    place = np.arange(first, first + count) % len(places.codes)
    assessors = draws.integers(plan.fewest, plan.most, count, endpoint=True)
    owner = np.repeat(np.arange(count), assessors)
    seat = np.arange(len(owner)) - np.repeat(np.cumsum(assessors) - assessors, assessors)
    rural = np.asarray(places.rural.take(pa.array(place)))
    scores = _scores(edition, draws, rural, owner)
    scored = _scored(edition, plan, draws, seat)
    regions = places.codes.take(pa.array(place))
    county = np.asarray(pc.utf8_slice_codeunits(regions, 0, _COUNTY).cast(pa.int64()))
    chair = draws.integers(0, _POOL, count)[owner]
    keys = {
        CASE: pa.array(first + 1 + owner),
        REGION: regions.take(pa.array(owner)),
        KIND: pa.array(np.where(rural, Kind.RURAL.value, Kind.URBAN.value)[owner]),
        ASSESSOR: pa.array(county[owner] * 1000 + (chair + seat) % _POOL),
    }
    if plan.layout is Layout.WIDE:
        columns = {
            serial: pa.array(scores[:, at], mask=~scored[:, at]) for at, serial in enumerate(edition.serials)
        }
        return pa.table({**keys, **columns})
    return _long(edition, keys, scores, scored)


def _long(
    edition: Edition, keys: dict[str, pa.Array], scores: npt.NDArray[np.int16], scored: npt.NDArray[np.bool_]
) -> pa.Table:
    sheet, indicator = np.nonzero(scored)
    serials = pa.array(edition.serials).take(pa.array(indicator))
    columns = {name: values.take(pa.array(sheet)) for name, values in keys.items()}
    return pa.table({**columns, INDICATOR: serials, SCORE: pa.array(scores[sheet, indicator])})


def _scores(
    edition: Edition,
    draws: np.random.Generator,
    rural: npt.NDArray[np.bool_],
    owner: npt.NDArray[np.int64],
) -> npt.NDArray[np.int16]:
    """[sheet, indicator] hundredths: a centre's quality, its profile, an assessor's leniency, chance."""
    steps = np.array([one.points // _STEP for one in edition.indicators])
    quality = draws.beta(7, 2, len(rural)) - 0.04 * rural
    profile = draws.normal(0, 0.08, (len(rural), len(steps))).astype(np.float32)
    rate = (quality[:, None] + profile)[owner]
    rate += draws.normal(0, 0.03, (len(owner), 1))
    rate += draws.normal(0, 0.05, rate.shape).astype(np.float32)
    whole = np.clip(np.rint(rate * steps), 0, steps)
    scores: npt.NDArray[np.int16] = (whole * _STEP).astype(np.int16)
    return scores


def _scored(
    edition: Edition, plan: Plan, draws: np.random.Generator, seat: npt.NDArray[np.int64]
) -> npt.NDArray[np.bool_]:
    """[sheet, indicator]: whether the assessor scores it."""
    scored = np.ones((len(seat), len(edition.serials)), np.bool_)
    if plan.teams:
        order = {section.name: at for at, section in enumerate(edition.level1)}
        section = np.array([order[one.level1] for one in edition.indicators])
        scored &= (seat[:, None] + section) % 3 != 0
    if plan.gaps:
        scored &= draws.integers(0, 10_000, scored.shape) >= plan.gaps
    return scored
