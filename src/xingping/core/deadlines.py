"""Which period of the policy runs in which state of a case (all in working days)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from xingping.core.lifecycle import State
from xingping.core.policy import RoundPolicy


class Due(StrEnum):
    """What a deadline is for."""

    RECOMMEND = "recommend"
    CORRECT = "correct"
    ACCEPT = "accept"
    FEEDBACK = "feedback"

    @property
    def label(self) -> str:
        """Chinese name."""
        return {"recommend": "推荐", "correct": "补正", "accept": "受理审查", "feedback": "结果核对"}[
            self.value
        ]


@dataclass(frozen=True, slots=True)
class Period:
    """Working days for something."""

    due: Due
    days: int


_FIELDS: Mapping[Due, str] = {
    Due.RECOMMEND: "chain_days",
    Due.CORRECT: "correction_days",
    Due.ACCEPT: "acceptance_days",
    Due.FEEDBACK: "feedback_days",
}
_STATES: Mapping[State, Due] = {
    State.RETURNED: Due.CORRECT,
    State.RECOMMENDED: Due.ACCEPT,
    State.IN_FEEDBACK: Due.FEEDBACK,
}


def period_of(state: State, level: str, policy: RoundPolicy) -> Period | None:
    """The period that begins when a case enters a state; `level` is its level in the chain, or ""."""
    if state is State.SUBMITTED:
        due = Due.RECOMMEND if level else Due.ACCEPT
    elif state in _STATES:
        due = _STATES[state]
    else:
        return None
    days: int = getattr(policy, _FIELDS[due])
    return Period(due, days)
