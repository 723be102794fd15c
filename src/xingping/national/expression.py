"""The national rating as one Ibis expression over sheets: the same for every engine, integers only."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import reduce
from operator import add

import ibis

from xingping.core.aggregation import Aggregate
from xingping.national.codes import Codes, make_codes
from xingping.national.columns import (
    ASSESSOR,
    CASE,
    DECIDED_TYPES,
    INDICATOR,
    KEYS,
    LONG_TYPES,
    POINTS,
    rating_types,
    subtotal,
    wide_types,
)
from xingping.national.irregular import long_results, long_values, wide_results, wide_values
from xingping.national.regular import long_cases, plain_long_cases, section_sum, wide_cases
from xingping.national.rule import PLAIN_UP_TO, Column, share
from xingping.national.scheme import UNITS, Scheme


class Layout(StrEnum):
    """How a file holds sheets: one row per sheet, or one row per score."""

    WIDE = "wide"
    LONG = "long"


@dataclass(frozen=True)
class Question:
    """What to compute of a file of sheets: all that the expression depends on but the data."""

    layout: Layout
    scheme: Scheme
    rule: Aggregate = Aggregate.MEAN
    decided: bool = False
    """Whether there is a table of decided points."""
    codes: Codes = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "codes", make_codes(self.scheme))

    def sheets(self) -> Column:
        """The unbound table of sheets that an engine binds to a file."""
        types = LONG_TYPES if self.layout is Layout.LONG else wide_types(self.scheme.limits)
        return ibis.table(dict(types), name="sheets")

    def code(self) -> Column:
        """The unbound table of codes."""
        return ibis.table(self.codes.types, name="codes")

    def decisions(self) -> Column | None:
        """The unbound table of decided points, if there is one."""
        return ibis.table(dict(DECIDED_TYPES), name="decided") if self.decided else None


RATING_CHECKS = ("widest", "faulty")
"""Columns after those of the output: most assessors on one indicator, and scores that must not be."""


def rating(question: Question) -> Column:
    """Sheets -> one rating per case (columns of `rating_types`, then the two of RATING_CHECKS), unordered."""
    cases = _cases(question)
    plain = _plain(cases.filter(cases.plain), question.scheme)
    return _finish(plain.union(_others(question, cases.filter(~cases.plain))), question.scheme)


def plain_rating(question: Question) -> Column:
    """The first half of `rating` alone, for all cases: equal to it where no case is left over.

    Cases that are left over come out with a `widest` of null. This half is cheap to plan and to run; an
    engine may try it first and ask for the whole `rating` only when something is left over.
    """
    cases = _cases(question, beyond_doubt=True)
    plain = _plain(cases, question.scheme)
    unknown = ibis.ifelse(plain.complete, plain.widest, None)
    return _finish(plain.mutate(widest=unknown), question.scheme)


def _cases(question: Question, *, beyond_doubt: bool = False) -> Column:
    """Cases and which of them are plain; `beyond_doubt`: anything unusual makes a case not plain."""
    if question.layout is Layout.LONG:
        from_long = plain_long_cases if beyond_doubt else long_cases
        cases = from_long(question.sheets(), question.code(), question.codes)
    else:
        cases = wide_cases(question.sheets(), question.scheme)
    plain = (cases.whole == cases.assessors) & (cases.assessors <= PLAIN_UP_TO[question.rule])
    decided = question.decisions()
    if decided is not None:
        plain &= cases[CASE].notin(decided[CASE])
    return cases.mutate(plain=plain)


def repeated_sheets(question: Question) -> Column:
    """Cases in which one assessor has two sheets (wide files; `rating` counts it as faulty in long ones)."""
    sheets = question.sheets()
    copies = sheets.group_by([CASE, ASSESSOR]).agg(copies=sheets.count())
    return copies.filter(copies.copies > 1).select(CASE).distinct()


def indicator_units(question: Question) -> Column:
    """Sheets -> units of every indicator: wide, a column each; long, a row for each scored one."""
    sheets, decided = question.sheets(), question.decisions()
    if question.layout is Layout.LONG:
        values = long_values(sheets, question.rule, decided)
        return values.filter(values.units.notnull()).select(CASE, INDICATOR, "units")
    return wide_values(sheets, question.scheme.limits, question.rule, decided)


def _plain(cases: Column, scheme: Scheme) -> Column:
    worth = share(cases.assessors)
    return cases.select(
        *KEYS,
        assessors="assessors",
        widest="assessors",
        faulty="faulty",
        complete="plain",
        **{name: cases[name] * worth for name in _sums(scheme)},
    )


def _others(question: Question, others: Column) -> Column:
    scheme, decided = question.scheme, question.decisions()
    theirs = question.sheets().semi_join(others, CASE)
    if question.layout is Layout.LONG:
        results = long_results(long_values(theirs, question.rule, decided), question.code(), scheme)
    else:
        results = wide_results(wide_values(theirs, scheme.limits, question.rule, decided), scheme)
    joined = results.join(others.select(*KEYS, "assessors", "faulty"), list(KEYS))
    return joined.select(*KEYS, "assessors", "widest", "faulty", "complete", *_sums(scheme))


def _sums(scheme: Scheme) -> list[str]:
    return [section_sum(index) for index in range(len(scheme.sections))]


def _extras(results: Column, scheme: Scheme) -> Column:
    """Add what does not come from the sheets: assumed indicators, and those scored in their own file."""
    constants = {section_sum(index): value for index, value in enumerate(scheme.constants) if value}
    if constants:
        results = results.mutate(**{name: results[name] + value for name, value in constants.items()})
    if not scheme.added:
        return results
    added = ibis.table(dict(DECIDED_TYPES), name="added")
    points = added[POINTS].cast("int64") * UNITS
    gifts = {
        f"added_{index}": reduce(
            add,
            [
                points.sum(where=added[INDICATOR] == part.serial).fill_null(0) * part.multiplier
                for part in scheme.of_section(index)
                if part.serial in scheme.added
            ],
            ibis.literal(0, "int64"),
        )
        for index in range(len(scheme.sections))
    }
    by_case = added.group_by(CASE).agg(scored=added.count(), **gifts)
    joined = results.left_join(by_case, CASE)
    return joined.select(
        *KEYS,
        "assessors",
        "widest",
        "faulty",
        complete=joined.complete & (joined.scored.fill_null(0) == len(scheme.added)),
        **{name: joined[name] + joined[f"added_{i}"].fill_null(0) for i, name in enumerate(_sums(scheme))},
    )


def _finish(results: Column, scheme: Scheme) -> Column:
    return _stars(_extras(results, scheme), scheme)


def _stars(results: Column, scheme: Scheme) -> Column:
    named = results.rename({subtotal(index): name for index, name in enumerate(_sums(scheme))})
    totalled = named.mutate(total=reduce(add, [named[subtotal(i)] for i in range(len(scheme.sections))]))
    reached = ibis.literal(0, "int8")
    for stars, fewest in scheme.thresholds:
        reached = ibis.ifelse(totalled.total >= fewest, ibis.literal(stars, "int8"), reached)
    starred = totalled.mutate(stars=ibis.ifelse(totalled.complete, reached, ibis.null("int8")))
    types = {**rating_types(len(scheme.sections)), "widest": "int64", "faulty": "int64"}
    return starred.select(**{name: starred[name].cast(kind) for name, kind in types.items()})
