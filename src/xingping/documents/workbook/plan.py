"""Where everything stands in the scoring workbook, and the figures its formulas will show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import lcm

from xingping.core.aggregation import Aggregate, aggregate
from xingping.core.guide import Guide
from xingping.core.standard import Band, Edition, Indicator, Section

MAX_ASSESSORS = 15
"""With 15 assessors the common multiple is 360,360: every sum stays an exact integer in a spreadsheet."""

FIRST_COLUMNS = 6
"""Columns of the score sheet before the assessors'."""

SCORE_HEADER = 5
"""Row (from 0) of the score sheet's header."""

WORKING_HEADER = 3
"""Row (from 0) of the working sheet's header."""

RULES = (Aggregate.MEAN, Aggregate.MEDIAN, Aggregate.TRIMMED)


@dataclass(frozen=True)
class Plan:
    """One workbook: for whom, by which rules, with which scores to begin with."""

    edition: Edition
    guide: Guide
    assessors: tuple[str, ...]
    scores: Mapping[str, Mapping[str, int]]
    """{assessor: {serial: hundredths}}, only valid ones."""

    @property
    def count(self) -> int:
        """How many assessors have a column."""
        return len(self.assessors)

    @cached_property
    def multiple(self) -> int:
        """Common multiple of all numbers of assessors: a hundredth of a point has this many units."""
        return lcm(*range(1, self.count + 1))

    @cached_property
    def rules(self) -> tuple[Aggregate, ...]:
        """The guide's aggregate first, then the others for comparison."""
        own = self.guide.aggregate
        return (own, *(rule for rule in RULES if rule is not own))

    def score_row(self, position: int) -> int:
        """Row (from 0) of an indicator in the score sheet."""
        return SCORE_HEADER + 1 + position

    def working_row(self, position: int) -> int:
        """Row (from 0) of an indicator in the working sheet."""
        return WORKING_HEADER + 1 + position

    def score_column(self, assessor: int) -> int:
        """Column of an assessor in the score sheet."""
        return FIRST_COLUMNS + assessor

    def working_column(self, assessor: int) -> int:
        """Column of an assessor's hundredths in the working sheet."""
        return 3 + assessor

    @property
    def count_column(self) -> int:
        """Column of the working sheet with the number of scores."""
        return 3 + self.count

    def share_column(self, rule: Aggregate) -> int:
        """Column of the working sheet with a rule's result in units."""
        return self.count_column + 1 + self.rules.index(rule)

    def section_row(self, level: int, position: int) -> int:
        """Row of a level-1 or level-2 subtotal in the working sheet."""
        start = self.total_row + 1 + (len(self.edition.level1) if level == 2 else 0)
        return start + position

    @property
    def total_row(self) -> int:
        """Row of the total in the working sheet."""
        return self.working_row(len(self.edition.indicators)) + 1

    @property
    def bands(self) -> tuple[Band, ...]:
        """The star bands, lowest first."""
        return tuple(sorted(self.edition.bands, key=lambda band: band.stars))

    def band_row(self, position: int) -> int:
        """Row of a band in the working sheet; -1 is their header."""
        return self.section_row(2, len(self.edition.level2)) + 2 + position

    def positions(self, section: Section, level: int) -> list[int]:
        """Positions of a section's indicators in the table."""
        return [
            position
            for position, one in enumerate(self.edition.indicators)
            if one.level1 == section.level1 and (level == 1 or one.level2 == section.name)
        ]

    def given(self, indicator: Indicator) -> list[int | None]:
        """Each assessor's hundredths for an indicator."""
        return [self.scores.get(label, {}).get(indicator.serial) for label in self.assessors]

    def share(self, indicator: Indicator, rule: Aggregate) -> int | None:
        """Result of an indicator in units, None when nobody scored it."""
        values = [value for value in self.given(indicator) if value is not None]
        if not values:
            return None
        numerator, denominator = aggregate(values, rule)
        return numerator * (self.multiple // denominator)

    def columns(self) -> list[Column]:
        """What is summed up: the rules' results, then each assessor's own sheet."""
        indicators = self.edition.indicators
        rules = [
            Column(
                self.share_column(rule),
                self.multiple,
                [self.share(one, rule) for one in indicators],
                rule,
                None,
            )
            for rule in self.rules
        ]
        own = [
            Column(self.working_column(k), 1, [self.given(one)[k] for one in indicators], None, k)
            for k in range(self.count)
        ]
        return rules + own


@dataclass(frozen=True)
class Column:
    """One column of the working sheet that has subtotals, a total and a star."""

    column: int
    units: int
    """Units that make one hundredth of a point."""
    values: Sequence[int | None]
    """Units for each indicator; None where not scored."""
    rule: Aggregate | None
    assessor: int | None

    @property
    def complete(self) -> bool:
        """Whether every indicator has a value."""
        return all(value is not None for value in self.values)

    def total(self, positions: Sequence[int] | None = None) -> int:
        """Sum in units, of all indicators or of those at some positions."""
        chosen = range(len(self.values)) if positions is None else positions
        return sum(self.values[position] or 0 for position in chosen)

    def hundredths(self, positions: Sequence[int] | None = None) -> int:
        """Sum in whole hundredths, rounded down."""
        return self.total(positions) // self.units

    def stars(self, edition: Edition) -> int | None:
        """The star, None when not complete."""
        if not self.complete:
            return None
        return edition.stars_for(Fraction(self.total(), self.units * edition.total_points))
