"""How an appeal changes a star; labels of the objection's states."""

import pytest

from xingping.core.objection import OPEN_OBJECTIONS, ObjectionState, stars_after_appeal


@pytest.mark.parametrize(
    ("decided", "before", "now", "after"),
    [(4, 4, 5, 5), (4, 4, 3, 3), (1, 1, 0, 0), (0, 0, 1, 1), (0, 0, 0, 0), (0, 3, 4, 0)],
)
def test_the_star_follows_the_points_but_not_against_a_vote(
    decided: int, before: int, now: int, after: int
) -> None:
    assert stars_after_appeal(decided, before, now) == after


def test_open_objections_are_those_without_a_reply() -> None:
    assert {one.label for one in OPEN_OBJECTIONS} == {"待受理", "核实中"}
    assert set(ObjectionState) - OPEN_OBJECTIONS == {ObjectionState.UPHELD, ObjectionState.REJECTED}
