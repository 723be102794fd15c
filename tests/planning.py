"""Told results with their improvement plans for tests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from noticing import noticed
from reviewing import Review
from xingping.core.lifecycle import State
from xingping.rating.models import Case, ImprovementPlan
from xingping.rating.services.improving import start_plan

LESS: Mapping[str, int] = {"31": 4000, "28": 3000, "58": 1000, "1": 200}
"""Hundredths that every assessor takes off: fewer than a star's distance."""


def told(less: Mapping[str, int] = LESS, *, announced: bool = False, **policy: Any) -> Review:
    """A case in its notice, below the highest star; or as if it had been announced."""
    review, _notice = noticed(less, less, less, stars=4, **policy)
    if announced:
        Case.objects.filter(pk=review.case_id).update(state=State.ANNOUNCED)
    return review


def planned(**options: Any) -> tuple[Review, ImprovementPlan]:
    """A told result with the plan that its applicant made."""
    review = told(**options)
    return review, start_plan(review.scene.applicant, review.case_id)
