"""The shortest way to the next star: effort against a greedy choice, time against one exact scoring.

Sixty seeded results of 1 to 9 assessors, from no star to four. The baseline takes, again and again, the
rise that gains most for its effort: what an experienced officer would do by hand.
"""

from __future__ import annotations

from fractions import Fraction
from random import Random
from statistics import median
from time import perf_counter

from xingping.core.catalogue import find_edition, find_guide
from xingping.core.guide import Guide
from xingping.core.scoring import Result, score
from xingping.core.standard import Kind
from xingping.science.improvement import guide_effort, shortest_way
from xingping.science.improvement.rises import Known, open_points, rises

RESULTS = 60
TARGET = 50
"""Milliseconds."""


def _sheets(random: Random) -> dict[str, dict[str, int]]:
    edition = find_edition()
    level = random.uniform(0.5, 0.94)
    return {
        f"专家{number}": {
            one.serial: max(0, min(one.points, round(one.points * random.gauss(level, 0.12) / 50) * 50))
            for one in edition.indicators
        }
        for number in range(random.randint(1, 9))
    }


def greedy(result: Result, guide: Guide, needed: Fraction) -> int:
    """Effort of taking the best gain for its effort first; one rise per indicator."""
    model, known = guide_effort(guide), Known(Kind.URBAN, None, None)
    choices = [
        rise
        for row in result.indicators
        for rise in rises(row, open_points(guide, row.indicator.serial, known, model), guide.step)
    ]
    effort, taken = 0, set()
    for rise in sorted(choices, key=lambda one: -one.gain / one.effort):
        if needed > 0 and rise.row.indicator.serial not in taken:
            taken.add(rise.row.indicator.serial)
            needed, effort = needed - rise.gain, effort + rise.effort
    return effort


def _milliseconds(start: float) -> float:
    return (perf_counter() - start) * 1000


def main() -> None:
    """Print the ratios and times."""
    random, guide = Random(7), find_guide()
    times, scorings, saved = [], [], []
    for _ in range(RESULTS):
        sheets = _sheets(random)
        start = perf_counter()
        result = score(find_edition(), sheets)
        scorings.append(_milliseconds(start))
        start = perf_counter()
        way = shortest_way(result, guide)
        times.append(_milliseconds(start))
        if way and way.steps:
            saved.append(way.effort / greedy(result, guide, way.needed))
    times.sort()
    within = sum(one <= TARGET for one in times)
    print(f"求解 {RESULTS} 次：中位 {median(times):.1f} 毫秒，最慢 {times[-1]:.1f} 毫秒")
    print(f"在 {TARGET} 毫秒内 {within}/{RESULTS}；是算分一次的 {median(times) / median(scorings):.0f} 倍")
    print(f"所费力气是贪心做法的 {100 * sum(saved) / len(saved):.1f}%（最好 {100 * min(saved):.1f}%）")


if __name__ == "__main__":
    main()
