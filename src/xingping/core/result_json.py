"""A result as JSON values: exactly what `xingping score --json` prints (contracts.md)."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from xingping.core.edition_json import plain_points
from xingping.core.points import round_down, round_up, show_exact, show_hundredths
from xingping.core.scoring import Distance, IndicatorResult, Result, Subtotal

RATE_PLACES = 4


def result_json(result: Result) -> dict[str, Any]:
    """The result as JSON values.

    Points and rates are strings rounded down, points still needed rounded up, `*_exact` fractions in
    lowest terms. `stars` and `next_star` are null when not complete, `points` of an indicator that
    nobody scored is null.
    """
    return {
        "standard": result.edition.code,
        "aggregate": result.aggregate.value,
        "assessors": len(result.assessors),
        "complete": result.complete,
        "total": round_down(result.total),
        "total_exact": show_exact(result.total),
        "rate": round_down(result.rate, RATE_PLACES),
        "stars": result.stars,
        "level1": [_subtotal_json(subtotal) for subtotal in result.level1],
        "indicators": [_indicator_json(row) for row in result.indicators],
        "next_star": result.next_star and _distance_json(result.next_star),
    }


def _subtotal_json(subtotal: Subtotal) -> dict[str, Any]:
    return {"name": subtotal.section.name, "max": plain_points(subtotal.section.points)} | _points_json(
        subtotal.points
    )


def _indicator_json(row: IndicatorResult) -> dict[str, Any]:
    return (
        {"serial": row.indicator.serial, "max": plain_points(row.indicator.points)}
        | _points_json(row.points)
        | {"scores": {assessor: show_hundredths(score) for assessor, score in row.scores.items()}}
    )


def _points_json(points: Fraction | None) -> dict[str, str | None]:
    if points is None:
        return {"points": None, "points_exact": None}
    return {"points": round_down(points), "points_exact": show_exact(points)}


def _distance_json(distance: Distance) -> dict[str, Any]:
    return {
        "stars": distance.stars,
        "points_needed": round_up(distance.points),
        "points_needed_exact": show_exact(distance.points),
    }
