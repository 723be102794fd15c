"""Several assessors' scores of one indicator -> one exact value (workflow: 评分汇总规则)."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

TRIMMED_MINIMUM = 5
"""A trimmed mean drops one highest and one lowest only from this many values on; else it is the mean."""


class Aggregate(StrEnum):
    """The rule that makes one value of several assessors' scores."""

    MEAN = "mean"
    MEDIAN = "median"
    TRIMMED = "trimmed"


def aggregate(values: Sequence[int], rule: Aggregate) -> tuple[int, int]:
    """Aggregate integer scores to (numerator, denominator), exact, not in lowest terms.

    Raises ValueError when there is no value or no such rule.
    """
    count = len(values)
    if count == 0:
        raise ValueError("没有评分，无法汇总")
    if rule is Aggregate.MEAN or (rule is Aggregate.TRIMMED and count < TRIMMED_MINIMUM):
        return sum(values), count
    if rule is Aggregate.TRIMMED:
        return sum(values) - max(values) - min(values), count - 2
    if rule is Aggregate.MEDIAN:
        ordered = sorted(values)
        middle = count // 2
        if count % 2:
            return ordered[middle], 1
        return ordered[middle - 1] + ordered[middle], 2
    raise ValueError(f"没有“{rule}”这条汇总规则")
