"""Rating a whole file of sheets: the expression, part by part, checked, and written whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from xingping.core.aggregation import Aggregate
from xingping.core.standard import Edition
from xingping.national.columns import CASE, KIND, REGION, rating_types
from xingping.national.diagnosis import explain, suspects
from xingping.national.engine import SHEETS, Engine
from xingping.national.expression import (
    Layout,
    Question,
    plain_rating,
    rating,
    repeated_sheets,
)
from xingping.national.flows import Flows, Level, star_array
from xingping.national.metadata import PARAMETERS, UNIT, edition_metadata
from xingping.national.neighbours import repeated_neighbours
from xingping.national.output import check_output, parquet_output
from xingping.national.point_table import read_points, unknown_cases
from xingping.national.rule import PLAIN_UP_TO
from xingping.national.scheme import Scheme, edition_scheme
from xingping.national.source import Slice, Source
from xingping.national.whole_sheets import WholeSheets

Progress = Callable[[int, int], None]
"""Called with (parts done, parts in all)."""

_FEWEST_SHEETS = 3
"""A round has at least three assessors a case; a rule that is no plain mean for them is not tried so."""


@dataclass(slots=True)
class Job:
    """One file of sheets, to be rated by one rule."""

    source: Source
    edition: Edition
    engine: Engine
    rule: Aggregate = Aggregate.MEAN
    decided: Path | None = None
    progress: Progress = lambda done, of: None
    points: pa.Table | None = field(init=False, default=None)
    _whole_sheets: WholeSheets | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        if self.decided is not None:
            limits = {one.serial: one.points for one in self.edition.indicators}
            self.points = read_points(self.decided, limits)

    def question(self, scheme: Scheme, rule: Aggregate | None = None) -> Question:
        """What to ask of this file by a scheme."""
        return Question(self.source.layout, scheme, rule or self.rule, self.points is not None)

    def whole_sheets(self) -> WholeSheets | None:
        """Reads a long file's sheets without putting them together, where that can be done."""
        if self.engine.takes_sheets and self._whole_sheets is None:
            parts = self.engine.slices(self.source)
            self._whole_sheets = WholeSheets(self.source, parts, self.edition.serials)
        return self._whole_sheets

    def given(self) -> dict[Path, pa.Table]:
        """The file of decided points, if there is one, and its rows."""
        return {self.decided: self.points} if self.decided and self.points is not None else {}

    def parts(self) -> Iterator[Slice | None]:
        """The parts to compute, reporting progress. Raises FaultsError when decided cases do not occur."""
        parts = self.engine.slices(self.source)
        for done, part in enumerate(parts):
            self.progress(done, len(parts))
            yield part
        self.progress(len(parts), len(parts))


class Rater:
    """Answers one question part by part, with every check."""

    def __init__(self, job: Job, question: Question, added: pa.Table | None = None) -> None:
        self._job = job
        self._plain_rule = PLAIN_UP_TO[question.rule] >= _FEWEST_SHEETS
        self._as_written = _Expressions(question, try_plain=job.engine.tries_plain and self._plain_rule)
        as_wide = replace(question, layout=Layout.WIDE)
        self._as_wide = _Expressions(as_wide, try_plain=self._plain_rule)
        self.tables = {"codes": pa.table(dict(question.codes.columns))}
        if job.points is not None:
            self.tables["decided"] = job.points
        if added is not None:
            self.tables["added"] = added

    def rate(self, part: Slice | None) -> pa.Table:
        """Ratings of one part in the order of `case_id`. Raises FaultsError naming the first bad rows."""
        whole = self._job.whole_sheets() if self._plain_rule else None
        sheets = whole.of(part) if whole else None
        expressions = self._as_written if sheets is None else self._as_wide
        tables = self.tables if sheets is None else {**self.tables, SHEETS: sheets}

        def ask(expression: object) -> pa.Table:
            return self._job.engine.answer(self._job.source, part, expression, tables)

        table = expressions.rate(ask)
        scheme = expressions.question.scheme
        repeated = None
        if self._job.engine.takes_sheets:
            repeated = repeated_neighbours(self._job.source, part, table.num_rows)
        wrong = suspects(table, expressions.repeated(ask) if repeated is None else repeated)
        if wrong:
            raise explain(self._job.source, scheme.limits, wrong)
        return table.select(list(rating_types(len(scheme.sections))))


class _Expressions:
    """What one question asks, each expression made when it is first needed.

    Building and compiling the whole costs more than a small file takes.
    """

    def __init__(self, question: Question, *, try_plain: bool) -> None:
        self.question = question
        self._try_plain = try_plain
        self._plain = cache(lambda: plain_rating(question))
        self._whole = cache(lambda: rating(question))
        self._repeated = cache(lambda: repeated_sheets(question))

    def rate(self, ask: Callable[[object], pa.Table]) -> pa.Table:
        """The rated cases with the columns that `suspects` looks at."""
        if self._try_plain:
            table = ask(self._plain())
            if table["widest"].null_count == 0:
                return table
            self._try_plain = False
        return ask(self._whole())

    def repeated(self, ask: Callable[[object], pa.Table]) -> pa.Table | None:
        """Cases with two sheets of one assessor, where the rating itself does not tell."""
        return ask(self._repeated()) if self.question.layout is Layout.WIDE else None


class DecidedCases:
    """Keeps watch that every case with decided or added points occurs among the sheets."""

    def __init__(self, given: Mapping[Path, pa.Table]) -> None:
        self._missing = {path: set(table[CASE].unique().to_pylist()) for path, table in given.items()}

    def seen(self, cases: pa.ChunkedArray) -> None:
        """Note the cases of one part."""
        for missing in self._missing.values():
            if missing:
                wanted = pa.array(sorted(missing), pa.int64())
                missing.difference_update(cases.filter(pc.is_in(cases, value_set=wanted)).to_pylist())

    def check(self) -> None:
        """Raises FaultsError when some never occurred."""
        for path, missing in self._missing.items():
            if missing:
                raise unknown_cases(path, list(missing))


def score_file(job: Job, out: Path) -> Flows:
    """Rate every case of a file by the edition and write `out`; returns the stars by region and kind.

    Raises FaultsError for anything wrong with the data or the disk; then nothing is written.
    """
    check_output(out, *job.source.files, *job.given())
    scheme = edition_scheme(job.edition)
    rater = Rater(job, job.question(scheme))
    flows = Flows(max(stars for stars, _ in scheme.thresholds), Level.PROVINCE)
    watch = DecidedCases(job.given())
    with parquet_output(out, rating_types(len(scheme.sections)), _metadata(job, scheme)) as writer:
        for part in job.parts():
            table = rater.rate(part)
            writer.write(table)
            watch.seen(table[CASE])
            stars = star_array(table["stars"])
            flows.add(table[REGION].combine_chunks(), table[KIND].combine_chunks(), stars, stars)
        watch.check()
    return flows


def _metadata(job: Job, scheme: Scheme) -> dict[str, str]:
    parameters = {"command": "score", "aggregate": job.rule.value, "decided": job.decided is not None}
    return {
        **edition_metadata(job.edition, "ratings", job.source.simulated),
        UNIT: str(scheme.denominator),
        PARAMETERS: json.dumps(parameters, sort_keys=True),
    }
