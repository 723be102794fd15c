"""A round in memory: one whole number per case and indicator, so that a what-if takes milliseconds.

Values are kept as multiples of one quantum (the greatest that divides them all), in the smallest integer
type that holds them; every total is a sum of 64-bit integers and equals the expression's to the last unit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from xingping.core.aggregation import Aggregate
from xingping.core.faults import Fault, FaultsError
from xingping.core.standard import Edition
from xingping.national.columns import CASE, INDICATOR, KIND, REGION
from xingping.national.expression import Layout, indicator_units
from xingping.national.flows import INCOMPLETE, Flows, Level, Places, Stars, place_cases
from xingping.national.scenario import Scenario
from xingping.national.scheme import Scheme, edition_scheme
from xingping.national.score import DecidedCases, Job, Rater

Integers = npt.NDArray[np.signedinteger]
Totals = npt.NDArray[np.int64]

_CHUNK = 1 << 15
"""Cases whose sums stay in the processor's cache."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """All cases by one scheme, in the round's order."""

    scheme: Scheme
    totals: Totals
    """In units of 1/scheme.denominator of a hundredth of a point."""
    stars: Stars


@dataclass(slots=True)
class Round:
    """A loaded round. Rows of `values` are indicators in table order, columns are cases by rising number."""

    edition: Edition
    rule: Aggregate
    cases: npt.NDArray[np.int64]
    regions: pa.Array
    kinds: pa.Array
    values: Integers
    quantum: int
    """Units that one step of `values` stands for."""
    open_cases: npt.NDArray[np.int64]
    """Positions of cases in which some indicator has no score."""
    gaps: npt.NDArray[np.bool_]
    """[indicator, open case]: no score there."""
    standing: Outcome = field(init=False)
    """By the edition as it is."""
    _places: dict[Level, Places] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        scheme = edition_scheme(self.edition)
        totals = np.zeros(len(self.cases), np.int64)
        for first in range(0, len(totals), _CHUNK):
            part = self.values[:, first : first + _CHUNK]
            totals[first : first + _CHUNK] = part.sum(axis=0, dtype=np.int64) * self.quantum
        self.standing = Outcome(scheme, totals, self._stars(scheme, totals))

    def what_if(self, scenario: Scenario) -> Outcome:
        """All cases by a changed edition. Raises FaultsError when the scenario does not fit it, or asks
        for what is not loaded: another rule, or an added indicator scored in a file."""
        if scenario.rule not in (None, self.rule) or any(one.rate is None for one in scenario.add):
            raise FaultsError(
                [
                    Fault(
                        "假设分析",
                        "换汇总方法或读入新指标的得分要重新读评分数据",
                        "请用 xingping national what-if",
                    )
                ]
            )
        return self.rate(scenario.scheme(self.edition))

    def rate(self, scheme: Scheme) -> Outcome:
        """All cases by a scheme over this edition's indicators (also that of a draft edition)."""
        multipliers = dict.fromkeys(scheme.limits, 0)
        for part in scheme.parts:
            multipliers[part.serial] += part.multiplier
        # Only what differs from the edition is summed up again.
        changes = [(row, multiplier - scheme.scale) for row, multiplier in enumerate(multipliers.values())]
        totals = self.standing.totals * scheme.scale + sum(scheme.constants)
        self._add(totals, [(row, change * self.quantum) for row, change in changes if change])
        return Outcome(scheme, totals, self._stars(scheme, totals))

    def flows(self, after: Outcome, level: Level = Level.PROVINCE) -> Flows:
        """Who moves from the edition as it is, by region and kind."""
        if level not in self._places:
            self._places[level] = place_cases(self.regions, self.kinds, level)
        most = max(stars for scheme in (self.standing.scheme, after.scheme) for stars, _ in scheme.thresholds)
        flows = Flows(most, level)
        flows.count(self._places[level], self.standing.stars, after.stars)
        return flows

    def _add(self, totals: Totals, changes: list[tuple[int, int]]) -> None:
        spare = np.empty(_CHUNK, np.int64)
        for first in range(0, len(totals), _CHUNK):
            into = totals[first : first + _CHUNK]
            product = spare[: len(into)]
            for row, multiplier in changes:
                np.multiply(self.values[row, first : first + _CHUNK], multiplier, out=product, dtype=np.int64)
                into += product

    def _stars(self, scheme: Scheme, totals: Totals) -> Stars:
        stars = np.zeros(len(totals), np.int8)
        for star, fewest in scheme.thresholds:
            np.copyto(stars, np.int8(star), where=totals >= fewest)
        if len(self.open_cases):
            needed = set(scheme.required)
            rows = [row for row, serial in enumerate(scheme.limits) if serial in needed]
            stars[self.open_cases[self.gaps[rows].any(axis=0)]] = INCOMPLETE
        return stars


def load_round(job: Job) -> Round:
    """Read a file of sheets, rate it with every check, and keep its values.

    Raises FaultsError as `score_file` does. Takes about 4 bytes x indicators x cases while reading.
    """
    scheme = edition_scheme(job.edition)
    question = job.question(scheme)
    rater, asked = Rater(job, question), indicator_units(question)
    watch = DecidedCases(job.given())
    rated, blocks, gaps = [], [], []
    for part in job.parts():
        table = rater.rate(part)
        watch.seen(table[CASE])
        answer = job.engine.answer(job.source, part, asked, rater.tables)
        cases = np.asarray(table[CASE])
        values, missing = _matrix(answer, cases, job.edition, question.layout)
        rated.append(table.select([CASE, REGION, KIND]))
        blocks.append(values)
        gaps.append(missing)
    watch.check()
    table = pa.concat_tables(rated).combine_chunks()
    values, quantum = _shrunk(blocks)
    missing = np.concatenate(gaps, axis=1)
    open_cases = np.flatnonzero(missing.any(axis=0))
    return Round(
        edition=job.edition,
        rule=job.rule,
        cases=np.asarray(table[CASE]),
        regions=table[REGION].combine_chunks(),
        kinds=table[KIND].combine_chunks(),
        values=values,
        quantum=quantum,
        open_cases=open_cases,
        gaps=missing[:, open_cases],
    )


def _matrix(
    answer: pa.Table, cases: npt.NDArray[np.int64], edition: Edition, layout: Layout
) -> tuple[Integers, npt.NDArray[np.bool_]]:
    """An answer to `indicator_units` -> units and gaps, both [indicator, case]."""
    shape = (len(edition.serials), len(cases))
    largest = max(one.points for one in edition.indicators) * edition_scheme(edition).denominator
    values = np.zeros(shape, np.int32 if largest < 2**31 else np.int64)
    missing = np.ones(shape, np.bool_)
    for row, column, units in _cells(answer, cases, edition, layout):
        values[row, column] = np.asarray(pc.fill_null(units, 0))
        missing[row, column] = np.asarray(pc.is_null(units))
    return values, missing


_Cells = tuple[int | npt.NDArray[np.int64], slice | npt.NDArray[np.int64], pa.ChunkedArray]


def _cells(
    answer: pa.Table, cases: npt.NDArray[np.int64], edition: Edition, layout: Layout
) -> Iterator[_Cells]:
    if layout is Layout.WIDE:
        # Both are in the order of the cases.
        yield from ((row, slice(None), answer[serial]) for row, serial in enumerate(edition.serials))
        return
    for batch in answer.to_batches():
        rows = pc.index_in(batch.column(INDICATOR), value_set=pa.array(edition.serials))
        columns = np.searchsorted(cases, np.asarray(batch.column(CASE)))
        yield np.asarray(rows, dtype=np.int64), columns, batch.column("units")


def _shrunk(blocks: list[Integers]) -> tuple[Integers, int]:
    """Blocks of cases as one matrix of multiples of their greatest common divisor."""
    quantum = int(np.gcd.reduce([np.gcd.reduce(np.gcd.reduce(block, axis=1)) for block in blocks])) or 1
    most = max(int(block.max(initial=0)) for block in blocks) // quantum
    kind = next(one for one in (np.int16, np.int32, np.int64) if most <= np.iinfo(one).max)
    cases = sum(block.shape[1] for block in blocks)
    values = np.empty((blocks[0].shape[0], cases), kind)
    first = 0
    while blocks:
        block = blocks.pop(0)
        np.floor_divide(block, quantum, out=values[:, first : first + block.shape[1]], casting="unsafe")
        first += block.shape[1]
    return values, quantum
