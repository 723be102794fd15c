"""A long file that lies sheet by sheet, read as the wide table that it stands for.

Where every sheet scores every indicator and its rows stand together, always in one order of the
indicators, a sheet is a cut of as many rows as there are indicators: nothing has to be looked up or
grouped. Every row is checked for lying so; a file in which one does not is left to the expression.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from xingping.national.columns import CASE, INDICATOR, LONG_TYPES, SCORE, SHEET_TYPES, wide_types
from xingping.national.expression import Layout
from xingping.national.output import arrow_schema
from xingping.national.source import RowGroup, Slice, Source, damaged

MOST_SCORES = 160_000_000
"""Scores that are held at once, two bytes each, of a file that does not fall into slices."""
_LARGEST_GROUP = 1 << 22
"""Rows that are decoded in one piece, about 40 bytes each."""
_TILE = 256
"""Sheets that are turned at once, so that they stay in the processor's cache."""
_TEXTS = [name for name, kind in LONG_TYPES.items() if kind == "string"]

Numbers = npt.NDArray[Any]


class _NotWholeError(Exception):
    """Some rows do not lie as a whole sheet."""


@dataclass(frozen=True, slots=True)
class _Cut:
    """One row group in sheets, with the rows of sheets that begin before it or end after it."""

    sheets: pa.Table
    before: pa.Table
    after: pa.Table


@dataclass(frozen=True, slots=True)
class _Running:
    """A row group that is being cut."""

    group: RowGroup
    cut: Future[_Cut]


class WholeSheets:
    """The parts of one long file, each as a wide table; the next is decoded while one is being rated."""

    def __init__(self, source: Source, parts: Sequence[Slice | None], serials: Sequence[str]) -> None:
        """`parts` in the order in which they will be asked for; `serials` are all indicators."""
        self._source = source
        self._serials = serials
        self._following = dict(pairwise(parts))
        self._decoding: dict[Slice | None, list[_Running]] = {}
        self._last: tuple[Slice | None, pa.Table] | None = None
        self._pool = ThreadPoolExecutor(pa.cpu_count())
        self._tried = False
        self._possible = _may_be_whole(source, len(serials))

    def of(self, part: Slice | None) -> pa.Table | None:
        """Sheets of one part; None where they do not lie as said above, and for every part after that.

        Has every row of the part's cases, and may have rows of the cases beside them. Raises FaultsError
        when the file is damaged.
        """
        if not self._possible:
            return None
        if self._last is None or self._last[0] != part:
            self._last = None
            sheets = self._read(part)
            self._last = None if sheets is None else (part, sheets)
        return self._last and self._last[1]

    def _read(self, part: Slice | None) -> pa.Table | None:
        try:
            running = self._decoding.pop(part, None) or self._start(part)
            following = self._following.get(part)
            if following is not None:
                self._decoding[following] = self._start(following)
            return self._joined([(one.group, one.cut.result()) for one in running], part)
        except _NotWholeError:
            self._possible = False
            self._pool.shutdown(wait=False, cancel_futures=True)
            return None
        except (pa.ArrowException, OSError) as error:
            raise damaged(self._source.path, error) from error

    def _start(self, part: Slice | None) -> list[_Running]:
        groups = self._source.groups_of(part)
        if sum(group.rows for group in groups) > MOST_SCORES:
            raise _NotWholeError
        running: list[_Running] = []
        for group in groups:
            running.append(_Running(group, self._pool.submit(_cut, group, self._serials)))
            if not self._tried:
                # One row group alone tells most files that do not lie so.
                running[0].cut.result()
                self._tried = True
        return running

    def _joined(self, cuts: Sequence[tuple[RowGroup, _Cut]], part: Slice | None) -> pa.Table:
        tables = [cut.sheets for _, cut in cuts]
        for _, file in groupby(cuts, key=lambda pair: pair[0].path):
            rows = _across(list(file), part, len(self._serials))
            tables.append(_sheets(rows, self._serials))
        return pa.concat_tables(tables)


def _may_be_whole(source: Source, size: int) -> bool:
    """Whether the footers allow for whole sheets only, in row groups of a size to be decoded at once."""
    return source.layout is Layout.LONG and all(
        group.footer.num_rows % size == 0 and group.rows <= _LARGEST_GROUP for group in source.groups
    )


def _cut(group: RowGroup, serials: Sequence[str]) -> _Cut:
    rows = group.read(list(LONG_TYPES), _TEXTS)
    size = len(serials)
    start = min(-group.first % size, rows.num_rows)
    end = start + (rows.num_rows - start) // size * size
    return _Cut(_sheets(rows[start:end], serials), _copied(rows, 0, start), _copied(rows, end, rows.num_rows))


def _copied(rows: pa.Table, first: int, end: int) -> pa.Table:
    """Some rows by themselves: a slice would keep all the others in memory."""
    return rows.take(pa.array(range(first, end), pa.int64()))


def _across(file: Sequence[tuple[RowGroup, _Cut]], part: Slice | None, size: int) -> pa.Table:
    """Rows of the sheets that run from one row group of a file on into the next. Raises _NotWholeError.

    A sheet that begins before the first group or ends after the last is left out: its case must be one
    beside the part's.
    """
    rows = pa.concat_tables([edge for _, cut in file for edge in (cut.before, cut.after)])
    start = min(-file[0][0].first % size, rows.num_rows)
    end = start + (rows.num_rows - start) // size * size
    if _touches(rows[:start], part) or _touches(rows[end:], part):
        raise _NotWholeError
    return rows[start:end]


def _touches(rows: pa.Table, part: Slice | None) -> bool:
    """Whether some of these rows may be of a case of the part."""
    if part is None:
        return bool(rows.num_rows)
    beside = pc.invert(part.holds(rows[CASE]))
    return pc.all(beside, skip_nulls=False, min_count=0).as_py() is not True


def _sheets(rows: pa.Table, serials: Sequence[str]) -> pa.Table:
    """Rows of whole sheets, one after another -> a row each. Raises _NotWholeError."""
    schema = arrow_schema(wide_types(serials))
    if not rows.num_rows:
        return schema.empty_table()
    columns = {name: _one_a_sheet(rows[name], len(serials)) for name in SHEET_TYPES}
    scores = _numbers(_plain(rows[SCORE])).reshape(-1, len(serials))
    columns |= dict(zip(_order(rows[INDICATOR], serials), _turned(scores), strict=True))
    return pa.table({name: columns[name] for name in schema.names}).cast(schema)


def _one_a_sheet(column: pa.ChunkedArray, size: int) -> pa.Array:
    """A key, which must be the same on all rows of a sheet."""
    values = _plain(column)
    keys = _numbers(values)
    changes = keys[1:] != keys[:-1]
    if np.count_nonzero(changes) > np.count_nonzero(changes[size - 1 :: size]):
        raise _NotWholeError
    own = pa.array(keys[::size])
    return values.dictionary.take(own) if pa.types.is_dictionary(values.type) else own


def _order(column: pa.ChunkedArray, serials: Sequence[str]) -> list[str]:
    """The indicators in the order in which each sheet has them."""
    values = _plain(column)
    places = _numbers(values).reshape(-1, len(serials))
    names: list[str] = values.dictionary.take(pa.array(places[0])).to_pylist()
    if (places != places[0]).any() or sorted(names) != sorted(serials):
        raise _NotWholeError
    return names


def _plain(column: pa.ChunkedArray) -> pa.Array:
    """A column without gaps in one piece; texts as numbers of a dictionary."""
    if column.null_count:
        raise _NotWholeError
    values = column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
    if pa.types.is_dictionary(values.type):
        if values.dictionary.null_count:
            raise _NotWholeError
    elif not pa.types.is_integer(values.type):
        raise _NotWholeError
    return values


def _numbers(values: pa.Array) -> Numbers:
    """The numbers themselves, or where texts stand in their dictionary."""
    return np.asarray(values.indices if pa.types.is_dictionary(values.type) else values)


def _turned(scores: Numbers) -> list[pa.Array]:
    """[sheet, place] -> one column per place."""
    turned = np.empty(scores.shape[::-1], scores.dtype)
    for first in range(0, len(scores), _TILE):
        turned[:, first : first + _TILE] = scores[first : first + _TILE].T
    return [pa.array(column) for column in turned]
