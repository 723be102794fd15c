"""First stage: one row per case, by plain sums over whole sheets.

Where every sheet of a case scores every indicator, a mean is one sum over one count, for all indicators
at once; no per-indicator aggregate is needed. Cases for which that does not hold are told by their
columns and go on to `irregular`.

A table of cases has the key columns and: `assessors` (sheets), `whole` (sheets that score every required
indicator), `faulty` (scores that must not be: out of range, unknown indicator, twice) and `sum_0`... (per
section, hundredths x multiplier over all sheets).
"""

from __future__ import annotations

from functools import reduce
from operator import add, and_
from typing import Any

import ibis

from xingping.national.codes import Codes
from xingping.national.columns import ASSESSOR, INDICATOR, KEYS, SCORE
from xingping.national.rule import Column
from xingping.national.scheme import Part, Scheme

_INT32_LIMIT = 2**31


def _bits(bits: int) -> int:
    """The signature of both functions; engines run their own, never this."""
    return bits


# DuckDB and Spark have both under these names.
bit_or = ibis.udf.agg.builtin(_bits, name="bit_or")
bit_count = ibis.udf.scalar.builtin(_bits, name="bit_count")


def section_sum(index: int) -> str:
    """Column of a section's sum while it is being computed."""
    return f"sum_{index}"


def wide_cases(sheets: Column, scheme: Scheme) -> Column:
    """Cases of a wide file."""
    sums = {
        section_sum(i): _row_sum(sheets, scheme.of_section(i), scheme) for i in range(len(scheme.sections))
    }
    faulty = _any_out_of_range(sheets, scheme) | sheets[ASSESSOR].isnull()
    rows = sheets.select(*KEYS, faulty=faulty, **sums)
    rows = rows.mutate(whole=reduce(add, [rows[name] for name in sums]).notnull())
    return _by_case(rows, list(sums), rows.faulty.cast("int64"))


def long_cases(sheets: Column, code: Column, codes: Codes) -> Column:
    """Cases of a long file; `code` is the table of `codes`."""
    coded = sheets.left_join(code, sheets[INDICATOR] == code.serial)
    score = coded[SCORE].cast("int64")
    wrong = coded.serial.isnull() | (score < 0) | (score > coded["limit"])
    rows = coded.group_by([*KEYS, ASSESSOR]).agg(
        scored=score.count(),
        wrong=wrong.cast("int64").sum(),
        **{word: bit_or(ibis.ifelse(score.notnull(), coded[word], 0)) for word in codes.words},
        **{lane: (score * coded[lane]).sum() for lane in codes.lanes},
    )
    sums = _section_sums(rows, codes)
    repeated = rows.scored - _distinct(rows, codes)
    rows = rows.mutate(
        faulty=rows.wrong.fill_null(0) + repeated + rows[ASSESSOR].isnull().cast("int64"),
        whole=_has_all(rows, codes),
        **sums,
    )
    return _by_case(rows, list(sums), rows.faulty)


def plain_long_cases(sheets: Column, code: Column, codes: Codes) -> Column:
    """Cases of a long file by less work than `long_cases`, enough to tell those that are beyond doubt.

    A score that must not be, or is missing, sets no bit instead of being counted, so that its sheet is
    not whole; what exactly is wrong with it, `long_cases` tells.
    """
    coded = sheets.left_join(code, sheets[INDICATOR] == code.serial)
    score = coded[SCORE].cast("int64")
    fine = (score >= 0) & (score <= coded["limit"])
    rows = coded.group_by([*KEYS, ASSESSOR]).agg(
        scored=coded.count(),
        **{word: bit_or(ibis.ifelse(fine, coded[word], 0)) for word in codes.words},
        **{lane: (score * coded[lane]).sum() for lane in codes.lanes},
    )
    whole = _has_all(rows, codes) & (rows.scored == _distinct(rows, codes)) & rows[ASSESSOR].notnull()
    sums = _section_sums(rows, codes)
    rows = rows.mutate(whole=whole, **sums)
    return _by_case(rows, list(sums), (~rows.whole).cast("int64"))


def _has_all(rows: Column, codes: Codes) -> Column:
    """Whether a sheet scores every required indicator."""
    return reduce(and_, [(rows[word] & full) == full for word, full in codes.words.items()])


def _distinct(rows: Column, codes: Codes) -> Column:
    """How many different indicators a sheet scores."""
    return reduce(add, [bit_count(rows[word]).cast("int64") for word in codes.words])


def _section_sums(rows: Column, codes: Codes) -> dict[str, Any]:
    """A sheet's sums by section, unpacked from its lanes."""
    return {
        section_sum(index): (rows[place.lane] >> place.shift) & place.mask
        for index, place in enumerate(codes.places)
    }


def _by_case(rows: Column, sums: list[str], faulty: Column) -> Column:
    return rows.group_by(list(KEYS)).agg(
        assessors=rows.count(),
        whole=rows.whole.cast("int64").sum(),
        faulty=faulty.sum(),
        **{name: rows[name].sum() for name in sums},
    )


def _row_sum(sheets: Column, parts: tuple[Part, ...], scheme: Scheme) -> Column:
    """One sheet's hundredths x multiplier in a section; null where it leaves an indicator out."""
    most = sum(scheme.limits[part.serial] * part.multiplier for part in parts if part.serial in scheme.limits)
    kind = "int32" if most < _INT32_LIMIT // 2 else "int64"
    terms = [
        sheets[part.serial].cast(kind) * ibis.literal(part.multiplier, kind)
        if part.multiplier != 1
        else sheets[part.serial].cast(kind)
        for part in parts
        if part.serial in scheme.limits
    ]
    return reduce(add, terms) if terms else ibis.literal(0, "int64")


def _any_out_of_range(sheets: Column, scheme: Scheme) -> Column:
    fine = [sheets[serial].between(0, limit) for serial, limit in scheme.limits.items()]
    return ~reduce(and_, fine).fill_null(True)
