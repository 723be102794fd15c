"""Figures of one column of the workings as (formula, value now): total, rate, star, distances.

The formulas only compare and divide exact integers, so that no float ever misses a star or shows one that
was not reached; the values come from the same integers, for programs that show a workbook uncalculated.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import gcd

from xlsxwriter.utility import xl_rowcol_to_cell

from xingping.core.points import HUNDREDTHS
from xingping.documents.score_columns import WORKING_SHEET
from xingping.documents.wording import NO_STAR, band_name, star_mark
from xingping.documents.workbook.plan import Column, Plan
from xingping.documents.workbook.working_sheet import WRONG

_RATE_UNITS = 10_000
"""Rates are shown in hundredths of a percent."""

NOT_COMPLETE = "未评完"

Figure = tuple[str, float | str]


class Figures:
    """Formulas and values of one column."""

    def __init__(self, plan: Plan, column: Column) -> None:
        self.plan = plan
        self.column = column
        first, last = plan.working_row(0), plan.working_row(len(plan.edition.indicators) - 1)
        self._scores = _area(first, column.column, last, column.column)
        self._total = _area(plan.total_row, column.column)
        self._full = plan.edition.total_points * column.units
        all_scores = _area(first, plan.working_column(0), last, plan.working_column(plan.count - 1))
        self.wrong = f'COUNTIF({all_scores},"{WRONG}")'
        self.missing = f"COUNTIF({_area(first, plan.count_column, last, plan.count_column)},0)"
        bands = [plan.band_row(0), plan.band_row(len(plan.bands) - 1)]
        self._stars, self._names, self._over, self._under = (
            _area(bands[0], position, bands[1], position) for position in range(4)
        )

    def points(self, positions: Sequence[int] | None) -> Figure:
        """Points of a section (or in all), rounded down to hundredths."""
        source = self._sum(positions)
        value = self.column.hundredths(positions) / HUNDREDTHS
        return f"=INT({source}/{self.column.units})/{HUNDREDTHS}", value

    def rate(self, positions: Sequence[int] | None, full: int) -> Figure:
        """Rate of a section of `full` hundredths (or of all), rounded down to 0.01 %."""
        whole = full * self.column.units
        common = gcd(_RATE_UNITS, whole)
        over, under = _RATE_UNITS // common, whole // common
        value = self.column.total(positions) * _RATE_UNITS // whole / _RATE_UNITS
        return f"=INT({self._sum(positions)}*{over}/{under})/{_RATE_UNITS}", value

    def star_name(self) -> Figure:
        """The star in words."""
        stars = self.column.stars(self.plan.edition)
        formula = (
            f'=IF({self._complete()},IF({self._reached()}=0,"{NO_STAR}",'
            f'INDEX({self._names},{self._reached()})),"{NOT_COMPLETE}")'
        )
        value = band_name(self.plan.edition, stars) if stars else NOT_COMPLETE if stars is None else NO_STAR
        return formula, value

    def mark(self) -> Figure:
        """The star as ★ and ☆."""
        most = self.plan.bands[-1].stars
        stars = f"IF({self._reached()}=0,0,INDEX({self._stars},{self._reached()}))"
        formula = f'=IF({self._complete()},REPT("★",{stars})&REPT("☆",{most}-{stars}),"—")'
        return formula, star_mark(self.plan.edition, self.column.stars(self.plan.edition))

    def needed(self) -> Figure:
        """Points still needed for the next star, rounded up; "—" at the highest or when not complete."""
        top = len(self.plan.bands)
        inside = f"-INT({self._margin(f'{self._reached()}+1')})/{HUNDREDTHS}"
        formula = f'=IF({self._complete()},IF({self._reached()}<{top},{inside},"—"),"—")'
        stars = self.column.stars(self.plan.edition)
        higher = [] if stars is None else [band for band in self.plan.bands if band.stars > stars]
        return formula, -self._margin_now(higher[0].stars) / HUNDREDTHS if higher else "—"

    def kept(self) -> Figure:
        """Points above the present star's line, rounded down; "—" without a star."""
        inside = f"INT({self._margin(self._reached())})/{HUNDREDTHS}"
        formula = f'=IF({self._complete()},IF({self._reached()}>0,{inside},"—"),"—")'
        stars = self.column.stars(self.plan.edition)
        return formula, self._margin_now(stars) / HUNDREDTHS if stars else "—"

    def _sum(self, positions: Sequence[int] | None) -> str:
        if positions is None:
            return self._total
        plan, chosen = self.plan, list(positions)
        for level, sections in ((1, plan.edition.level1), (2, plan.edition.level2)):
            for number, section in enumerate(sections):
                if plan.positions(section, level) == chosen:
                    return _area(plan.section_row(level, number), self.column.column)
        raise ValueError(positions)

    def _complete(self) -> str:
        count = f"COUNT({self._scores})={len(self.column.values)}"
        return count if self.column.assessor is not None else f"AND({count},{self.wrong}=0)"

    def _reached(self) -> str:
        """How many bands are reached, by comparing products of integers (clause 6)."""
        return f"SUMPRODUCT(--({self._total}*{self._under}>={self._over}*{self._full}))"

    def _margin(self, number: str) -> str:
        over, under = f"INDEX({self._over},{number})", f"INDEX({self._under},{number})"
        return f"({self._total}*{under}-{over}*{self._full})/({under}*{self.column.units})"

    def _margin_now(self, stars: int) -> int:
        rate = next(band.rate for band in self.plan.bands if band.stars == stars)
        return (self.column.total() * rate.denominator - rate.numerator * self._full) // (
            rate.denominator * self.column.units
        )


def _area(
    first_row: int, first_column: int, last_row: int | None = None, last_column: int | None = None
) -> str:
    first = xl_rowcol_to_cell(first_row, first_column, row_abs=True, col_abs=True)
    if last_row is None or last_column is None:
        return f"'{WORKING_SHEET}'!{first}"
    last = xl_rowcol_to_cell(last_row, last_column, row_abs=True, col_abs=True)
    return f"'{WORKING_SHEET}'!{first}:{last}"
