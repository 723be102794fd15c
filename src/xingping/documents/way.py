"""The shortest way to the next star as a report prints it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from xingping.core.points import round_down, round_up, show_hundredths
from xingping.core.scoring import Result
from xingping.documents.wording import band_name


@dataclass(frozen=True, slots=True)
class WayStep:
    """Raise one indicator from `now` to `then` (exact points); `unmet` says what is still to do."""

    serial: str
    now: Fraction
    then: Fraction
    effort: str
    unmet: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Way:
    """The steps that reach `stars`, and how they were found (an estimate of the guide's)."""

    stars: int
    steps: Sequence[WayStep]
    method: str
    note: str = ""
    """What to say where there are no steps."""


def way_data(way: Way, result: Result) -> dict[str, Any]:
    """The way as plain text for a template."""
    gain = sum((step.then - step.now for step in way.steps), Fraction(0))
    name = band_name(result.edition, way.stars)
    needed = result.next_star.points if result.next_star else Fraction(0)
    return {
        "heading": f"提高 {len(way.steps)} 项指标，共 {round_down(gain)} 分，即可达到{name}"
        f"（还差 {round_up(needed)} 分）",
        "method": way.method,
        "steps": [_step(step, result) for step in way.steps],
    }


def _step(step: WayStep, result: Result) -> dict[str, Any]:
    indicator = result.edition.by_serial[step.serial]
    return {
        "serial": step.serial,
        "name": indicator.level3,
        "max": show_hundredths(indicator.points),
        "now": round_down(step.now),
        "then": round_down(step.then),
        "gain": round_down(step.then - step.now),
        "effort": step.effort,
        "points": list(step.unmet),
    }
