"""The on-site visit (现场评估): ways of finding out, sides present, time between two."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

BETWEEN_VISITS = timedelta(hours=1)
"""Time that an assessor needs between two visits; less is warned of."""


class VisitMode(StrEnum):
    """How the team finds out (评估方式)."""

    TALK = "talk"
    READ = "read"
    INTERVIEW = "interview"

    @property
    def label(self) -> str:
        """Chinese name."""
        return _MODES[self]


_MODES = {VisitMode.TALK: "座谈", VisitMode.READ: "查阅", VisitMode.INTERVIEW: "访谈"}


class Side(StrEnum):
    """Whom somebody who is present stands for."""

    TEAM = "team"
    CENTRE = "centre"

    @property
    def label(self) -> str:
        """Chinese name."""
        return _SIDES[self]


_SIDES = {Side.TEAM: "评审组", Side.CENTRE: "申报单位"}
