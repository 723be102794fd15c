"""Merged areas of a worksheet: every row they cover shows the value of their first cell."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from xingping.documents.cells import Cell, Merge, Row, Table


class MergedCells:
    """Looks up cells of some columns in the rows after `header_line` as a person sees them."""

    def __init__(self, table: Table, columns: Iterable[int], header_line: int) -> None:
        self._rows = {row.line: row for row in table.rows} if table.merges else {}
        areas = sorted(
            (area for area in table.merges if area.last_row > header_line),
            key=lambda area: area.first_row,
        )
        self._areas = {
            column: [area for area in areas if area.first_column <= column <= area.last_column]
            for column in columns
        }
        self._header_line = header_line

    def at(self, row: Row, column: int) -> Cell | None:
        """The cell that a row shows in a column; a merge across columns counts for its first one only."""
        area = self.area(row, column)
        if area is None:
            return row.cells.get(column)
        first = self._rows.get(area.first_row)
        if first is None or area.first_column != column or area.first_row <= self._header_line:
            return None
        return first.cells.get(column)

    def area(self, row: Row, column: int) -> Merge | None:
        """The merged area over a row in a column; areas of one column never overlap in a sound file."""
        areas = self._areas.get(column)
        if not areas:
            return None
        at = bisect_right(areas, row.line, key=lambda area: area.first_row) - 1
        return areas[at] if at >= 0 and row.line <= areas[at].last_row else None
