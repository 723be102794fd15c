"""Nightly: erase personal data whose time is over."""

from __future__ import annotations

from datetime import time

from xingping.rating.jobs.registry import periodic
from xingping.rating.services.erasing import erase_what_is_over


@periodic("erase personal data whose time is over", at=time(3, 50))
def erase() -> None:
    """What is over is erased; a long backlog takes several nights."""
    erase_what_is_over()
