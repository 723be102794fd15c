"""Which deadline runs in which state."""

import pytest

from xingping.core.deadlines import Due, Period, period_of
from xingping.core.lifecycle import State
from xingping.core.policy import RoundPolicy

POLICY = RoundPolicy(chain_days=8, correction_days=11, acceptance_days=9, feedback_days=6)


@pytest.mark.parametrize(
    ("state", "level", "period"),
    [
        (State.SUBMITTED, "street", Period(Due.RECOMMEND, 8)),
        (State.SUBMITTED, "", Period(Due.ACCEPT, 9)),
        (State.RECOMMENDED, "", Period(Due.ACCEPT, 9)),
        (State.RETURNED, "", Period(Due.CORRECT, 11)),
        (State.IN_FEEDBACK, "", Period(Due.FEEDBACK, 6)),
        (State.DRAFT, "", None),
        (State.ANNOUNCED, "", None),
    ],
)
def test_periods(state: State, level: str, period: Period | None) -> None:
    assert period_of(state, level, POLICY) == period


def test_names_are_all_there() -> None:
    assert all(due.label for due in Due)
