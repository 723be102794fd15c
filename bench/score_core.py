"""One scoring of 57 indicators x 5 assessors: `core.score` against the same sums in plain Fractions.

The baseline is what one would write first, and checks nothing; both give the same numbers. The target
is 300 microseconds; the ratio to the baseline, taken in the same run, is what holds anywhere.
"""

from __future__ import annotations

from fractions import Fraction
from random import Random
from timeit import repeat

from xingping.core.aggregation import Aggregate
from xingping.core.catalogue import find_edition
from xingping.core.scoring import DEFAULT_STEP, score
from xingping.core.standard import Edition

ASSESSORS = 5
TARGET = 300
"""Microseconds."""

Sheets = dict[str, dict[str, int]]


def _sheets(edition: Edition) -> Sheets:
    random = Random(5)
    return {
        f"专家{number}": {
            one.serial: random.randrange(one.points // DEFAULT_STEP + 1) * DEFAULT_STEP
            for one in edition.indicators
        }
        for number in range(ASSESSORS)
    }


def naive(edition: Edition, sheets: Sheets) -> tuple[Fraction, int]:
    """Total and stars by adding Fractions, with subtotals of levels 1 and 2, without any check."""
    points = {
        one.serial: sum((Fraction(sheet[one.serial], 100) for sheet in sheets.values()), Fraction(0))
        / len(sheets)
        for one in edition.indicators
    }
    level1: dict[str, Fraction] = {}
    level2: dict[tuple[str, str], Fraction] = {}
    for one in edition.indicators:
        level1[one.level1] = level1.get(one.level1, Fraction(0)) + points[one.serial]
        key = (one.level1, one.level2)
        level2[key] = level2.get(key, Fraction(0)) + points[one.serial]
    total = sum(level1.values(), Fraction(0))
    return total, edition.stars_for(total * 100 / edition.total_points)


def _microseconds(what: object) -> float:
    return min(repeat(what, number=50, repeat=9)) / 50 * 1e6  # type: ignore[call-overload,no-any-return]


def main() -> None:
    """Print microseconds and ratios; fails if the two do not agree."""
    edition = find_edition()
    sheets = _sheets(edition)
    result = score(edition, sheets)
    assert (result.total, result.stars) == naive(edition, sheets)
    floor = _microseconds(lambda: naive(edition, sheets))
    print(f"基线：逐项相加分数（不检查）    {floor:7.0f} 微秒")
    for rule in Aggregate:
        spent = _microseconds(lambda rule=rule: score(edition, sheets, rule=rule))
        verdict = "达到" if spent < TARGET else "未达到"
        print(
            f"core.score（含检查）{rule.value:8s}    {spent:7.0f} 微秒，为基线的 {spent / floor:.2f} 倍；"
            f"目标 {TARGET} 微秒，{verdict}"
        )


if __name__ == "__main__":
    main()
