"""How a scoring point is graded, in one short Chinese line for people."""

from __future__ import annotations

from collections.abc import Mapping

from xingping.core.guide import FULL_SHARE, Better, Curve, Fact, PointKind, ScoringPoint, Shape, Trend
from xingping.core.points import show_decimal


def grading_text(point: ScoringPoint, facts: Mapping[str, Fact]) -> str:
    """Such as "达到 4 次得 50%，8 次得 75%，12 次得满"; "" for a point that is simply ticked."""
    if point.kind is PointKind.NARRATIVE:
        return "由评审专家按材料判断"
    if point.curve is not None:
        return _curve(point.curve, _unit(point, facts)) + _when_none(point, facts)
    if point.levels:
        labels = {choice.id: choice.label for choice in facts[point.facts[0]].choices}
        return "，".join(f"{labels[level.choice]}：{_share(level.share)}" for level in point.levels)
    return _trend(point.trend) if point.trend else ""


def _unit(point: ScoringPoint, facts: Mapping[str, Fact]) -> str:
    if point.kind is PointKind.SHARE:
        return "% "
    unit = point.unit or facts[point.facts[0]].unit
    return f" {unit}" if unit else ""


def _share(share: int) -> str:
    return "得满" if share == FULL_SHARE else f"得 {share}%" if share else "不得"


def _curve(curve: Curve, unit: str) -> str:
    knots = [f"{show_decimal(knot.value)}{unit}{_share(knot.share)}" for knot in curve.knots]
    if curve.shape is Shape.LINEAR:
        return "，".join(knots) + "，其间按比例"
    return ("达到 " if curve.better is Better.MORE else "不超过 ") + "，".join(knots)


def _when_none(point: ScoringPoint, facts: Mapping[str, Fact]) -> str:
    if point.when_none is None:
        return ""
    return f"；“{facts[point.facts[1]].label}”为 0 时{_share(point.when_none)}"


def _trend(trend: Trend) -> str:
    better, worse = ("增加", "减少") if trend.better is Better.MORE else ("减少", "增加")
    return f"比上期{better}得满，持平{_share(trend.unchanged)}，{worse}不得"
