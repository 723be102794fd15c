"""Second stage, for cases that plain sums do not give: an aggregate per indicator, then sums.

Sheets that cover some indicators only, medians, trimmed means of five and more, and decided points. A
table of results has the key columns, `widest` (most assessors on one indicator), `complete`, and
`sum_0`... in units.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import add, and_

import ibis

from xingping.core.aggregation import Aggregate
from xingping.national.columns import CASE, INDICATOR, KEYS, POINTS, SCORE
from xingping.national.regular import section_sum
from xingping.national.rule import Column, units
from xingping.national.scheme import UNITS, Scheme


def wide_values(sheets: Column, serials: Iterable[str], rule: Aggregate, decided: Column | None) -> Column:
    """Wide sheets -> one row per case, one column of units per indicator, and `widest`."""
    names = list(serials)
    values = sheets.group_by(list(KEYS)).agg(
        **{serial: units(sheets[serial], rule) for serial in names},
        **{f"count_{serial}": sheets[serial].count() for serial in names},
    )
    widest = ibis.greatest(*[values[f"count_{serial}"] for serial in names])
    values = values.select(*KEYS, *names, widest=widest)
    if decided is None:
        return values
    spread = decided.group_by(CASE).agg(
        **{f"decided_{one}": decided[POINTS].max(where=decided[INDICATOR] == one) for one in names}
    )
    joined = values.left_join(spread, CASE)
    replaced = {
        serial: ibis.coalesce(joined[f"decided_{serial}"].cast("int64") * UNITS, joined[serial])
        for serial in names
    }
    return joined.select(*KEYS, "widest", **replaced)


def wide_results(values: Column, scheme: Scheme) -> Column:
    """Sections of wide values."""
    required = scheme.required
    filled = values.select(
        *KEYS,
        "widest",
        complete=reduce(and_, [values[serial].notnull() for serial in required], ibis.literal(True)),
        **{serial: values[serial].fill_null(0) for serial in required},
    )
    sums = {
        section_sum(index): reduce(
            add,
            [
                filled[part.serial] * part.multiplier if part.multiplier != 1 else filled[part.serial]
                for part in scheme.of_section(index)
                if part.serial in scheme.limits
            ],
            ibis.literal(0, "int64"),
        )
        for index in range(len(scheme.sections))
    }
    return filled.select(*KEYS, "widest", "complete", **sums)


def long_values(sheets: Column, rule: Aggregate, decided: Column | None) -> Column:
    """Long sheets -> one row per case and indicator: `units` (null where not scored) and `assessors`."""
    values = sheets.group_by([*KEYS, INDICATOR]).agg(
        units=units(sheets[SCORE], rule), assessors=sheets[SCORE].count()
    )
    if decided is None:
        return values
    cases = values.select(*KEYS).distinct()
    instead = decided.join(cases, CASE).select(
        *KEYS,
        INDICATOR,
        units=decided[POINTS].cast("int64") * UNITS,
        assessors=ibis.literal(0, "int64"),
    )
    # The overridden scores stay, without units, so that their assessors are still counted.
    flagged = values.left_join(
        decided.select(CASE, INDICATOR, POINTS),
        [values[CASE] == decided[CASE], values[INDICATOR] == decided[INDICATOR]],
    )
    kept = flagged.select(
        *KEYS,
        INDICATOR,
        units=ibis.ifelse(flagged[POINTS].isnull(), flagged.units, None),
        assessors="assessors",
    )
    return kept.union(instead)


def long_results(values: Column, code: Column, scheme: Scheme) -> Column:
    """Sections of long values; `code` is the table of `codes`."""
    coded = values.inner_join(code, values[INDICATOR] == code.serial)
    results = coded.group_by(list(KEYS)).agg(
        widest=coded.assessors.max(),
        scored=coded.needed.sum(where=coded.units.notnull()).fill_null(0),
        **{
            section_sum(index): (coded.units * coded[f"weight_{index}"]).sum().fill_null(0)
            for index in range(len(scheme.sections))
        },
    )
    complete = results.scored == len(scheme.required)
    return results.mutate(complete=complete).drop("scored")
