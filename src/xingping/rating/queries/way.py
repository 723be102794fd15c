"""The shortest way up from a result, as letters and packages print it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xingping.core.guide import Guide
    from xingping.core.scoring import Result
    from xingping.documents.way import Way


def printed_way(result: Result, guide: Guide) -> Way | None:
    """The steps to the next star by the guide's efforts; None where nothing can be said."""
    from xingping.documents.way import Way, WayStep
    from xingping.science.improvement import Outcome, shortest_way

    found = shortest_way(result, guide)
    if found is None:
        return None
    if found.outcome is not Outcome.FOUND:
        return Way(found.stars, (), found.model.label, note=found.text)
    steps = [
        WayStep(
            step.indicator.serial, step.now, step.then, str(step.effort),
            tuple(point.point.text for point in step.points),
        )
        for step in found.steps
    ]  # fmt: skip
    return Way(found.stars, steps, found.model.label)
