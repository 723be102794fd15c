"""Several assessors' scores of one indicator -> one value in units, as a column expression.

The same rule as `xingping.core.aggregation.aggregate`, times 2520: integers only, so that every engine
gives the same answer. There is no division: 2520 / count is looked up.
"""

from __future__ import annotations

from typing import Any

import ibis

from xingping.core.aggregation import TRIMMED_MINIMUM, Aggregate
from xingping.national.scheme import MOST_ASSESSORS, UNITS

Column = Any
"""An Ibis column or value."""

PLAIN_UP_TO = {Aggregate.MEAN: MOST_ASSESSORS, Aggregate.TRIMMED: TRIMMED_MINIMUM - 1, Aggregate.MEDIAN: 2}
"""Up to this many values the rule is the plain mean, so that sums may be taken before dividing."""

_AFTER_ALL = 2**31
"""Sorts after every score."""

_COUNTS = range(1, MOST_ASSESSORS + 1)


def share(count: Column) -> Column:
    """Units that one hundredth is worth in a mean of `count` values; null where none or too many."""
    return count.cases(*((number, UNITS // number) for number in _COUNTS))


def units(scores: Column, rule: Aggregate) -> Column:
    """Aggregate one column of scores (hundredths) within a group to units; null where nobody scored."""
    wide = scores.cast("int64")
    count = scores.count()
    if rule is Aggregate.MEDIAN:
        return _median(wide, count)
    if rule is Aggregate.TRIMMED:
        return _trimmed(wide, count)
    return wide.sum() * share(count)


def _trimmed(scores: Column, count: Column) -> Column:
    extremes = ibis.ifelse(count >= TRIMMED_MINIMUM, scores.max() + scores.min(), 0)
    worth = [(n, UNITS // (n - 2 if n >= TRIMMED_MINIMUM else n)) for n in _COUNTS]
    return (scores.sum() - extremes) * count.cases(*worth)


def _median(scores: Column, count: Column) -> Column:
    # Gaps go to the end of the list, so that no list is empty: Spark refuses an index into an empty one
    # even where the result is not used.
    ordered = scores.fill_null(_AFTER_ALL).collect().sort()
    lower = ordered[((ibis.greatest(count, 1) - 1) >> 1).cast("int32")]
    upper = ordered[(count >> 1).cast("int32")]
    half = ibis.ifelse(count.between(1, MOST_ASSESSORS), UNITS // 2, None)
    return (lower + upper) * half
