"""What an engine does: answer an Ibis expression over a file of sheets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import pyarrow as pa

from xingping.national.rule import Column
from xingping.national.source import Slice, Source

SHEETS = "sheets"
"""The table of sheets in every expression."""
Tables = Mapping[str, pa.Table]
"""Small tables that an expression names besides `sheets`: codes, decided points, added scores. Where it
holds SHEETS too, those rows are taken instead of the file's."""


class Engine(Protocol):
    """DuckDB on one machine, or Spark on a cluster."""

    tries_plain: bool
    """Whether planning costs so much that the cheap half of the expression is worth trying first."""
    takes_sheets: bool
    """Whether SHEETS may be among the tables: the engine runs in this process."""

    def slices(self, source: Source) -> tuple[Slice | None, ...]:
        """The parts to be computed one after another; None means the whole file."""
        ...

    def answer(self, source: Source, part: Slice | None, question: Column, tables: Tables) -> pa.Table:
        """All rows of the answer over one part, in the order of `case_id`, in the question's types.

        Raises FaultsError when the file turns out to be damaged or the disk for large sorts is full.
        """
        ...

    def close(self) -> None:
        """Let go of connections and temporary files."""
        ...
