"""Nightly: surveys whose last day has passed end, and their keys are destroyed."""

from __future__ import annotations

from datetime import time

from xingping.rating.jobs.registry import periodic
from xingping.rating.services.surveys import end_what_is_over


@periodic("end surveys that are over", at=time(0, 10))
def end_surveys() -> None:
    """End them all."""
    end_what_is_over()
