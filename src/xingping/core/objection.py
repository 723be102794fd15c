"""The life of an objection (异议), and how an appeal changes a star; the body's own rules (本机构规定)."""

from __future__ import annotations

from enum import StrEnum


class ObjectionState(StrEnum):
    """A state of an objection."""

    FILED = "filed"
    HANDLED = "handled"
    UPHELD = "upheld"
    REJECTED = "rejected"

    @property
    def label(self) -> str:
        """Chinese name."""
        return {"filed": "待受理", "handled": "核实中", "upheld": "异议成立", "rejected": "异议不成立"}[
            self.value
        ]


OPEN_OBJECTIONS = frozenset({ObjectionState.FILED, ObjectionState.HANDLED})
"""Without a reply; a case with one is not awarded."""
LEAST_HEARERS = 2
"""An appeal is heard by so many people at the least, none of whom took part in the decision."""
OBJECTIONS_AN_HOUR = 5
"""So many objections are received from one address within an hour."""


def stars_after_appeal(decided: int, given_before: int, given_now: int) -> int:
    """Stars after an appeal about points, which may go up or down.

    `decided`: the panel's star; `given_before` and `given_now`: what the points gave and give. Where the
    panel awarded none although the points gave one, its vote stands: an appeal corrects points, not votes.
    """
    return 0 if decided == 0 and given_before > 0 else given_now
