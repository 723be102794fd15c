"""Writing sheets as a national file: the export of a round, and what the generator and the tests use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pyarrow as pa

from xingping.core.standard import Edition, Kind
from xingping.national.columns import (
    ASSESSOR,
    CASE,
    FILLED,
    INDICATOR,
    KIND,
    LONG_TYPES,
    REGION,
    SCORE,
    wide_types,
)
from xingping.national.expression import Layout
from xingping.national.metadata import edition_metadata
from xingping.national.output import arrow_schema, parquet_output

_BATCH = 50_000


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One locked sheet: serial -> hundredths of a point, without the indicators it does not score."""

    case_id: int
    region: str
    kind: Kind
    assessor_id: int
    scores: Mapping[str, int]


def sheet_types(layout: Layout, edition: Edition) -> dict[str, str]:
    """Columns of a file of sheets."""
    return dict(LONG_TYPES) if layout is Layout.LONG else wide_types(edition.serials)


def write_sheets(
    path: Path,
    edition: Edition,
    sheets: Iterable[SheetRow],
    *,
    layout: Layout = Layout.WIDE,
    simulated: str = "",
) -> None:
    """Write sheets, best in the order of their cases (then any number is rated in bounded memory).

    Raises FaultsError when the file cannot be written; then nothing is left behind.
    """
    types = sheet_types(layout, edition)
    metadata = edition_metadata(edition, "sheets", simulated)
    remaining = iter(sheets)
    with parquet_output(path, types, metadata, FILLED) as writer:
        while batch := list(islice(remaining, _BATCH)):
            writer.write(sheet_table(batch, edition, layout))


def sheet_table(sheets: Iterable[SheetRow], edition: Edition, layout: Layout) -> pa.Table:
    """Sheets as a table in memory. A sheet without scores has no row in a long file."""
    rows = _long_rows(sheets) if layout is Layout.LONG else _wide_rows(sheets)
    return pa.Table.from_pylist(list(rows), schema=arrow_schema(sheet_types(layout, edition)))


def _wide_rows(sheets: Iterable[SheetRow]) -> Iterator[dict[str, object]]:
    for sheet in sheets:
        yield {**_keys(sheet), **sheet.scores}


def _long_rows(sheets: Iterable[SheetRow]) -> Iterator[dict[str, object]]:
    for sheet in sheets:
        for serial, score in sheet.scores.items():
            yield {**_keys(sheet), INDICATOR: serial, SCORE: score}


def _keys(sheet: SheetRow) -> dict[str, object]:
    return {
        CASE: sheet.case_id,
        REGION: sheet.region,
        KIND: sheet.kind.value,
        ASSESSOR: sheet.assessor_id,
    }
