"""Blind labels: everybody in a group has one, chance alone decides, and merging keeps every value."""

from collections.abc import Mapping
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xingping.core.blind_labels import draw_labels, letters, merge_by_label

GROUPS = {"a": ("1", "2"), "b": ("3",)}
MEMBERS = st.dictionaries(
    st.integers(1, 50), st.sets(st.sampled_from(sorted(GROUPS))).map(frozenset), min_size=1, max_size=6
)


@given(MEMBERS, st.integers(0, 1000))
def test_each_group_has_the_first_letters_once(members: Mapping[int, frozenset[str]], seed: int) -> None:
    drawn = draw_labels(list(GROUPS), members, Random(seed))
    for group in GROUPS:
        scoring = [member for member, own in members.items() if not own or group in own]
        given_out = sorted(drawn[member][group] for member in scoring)
        assert given_out == list(letters(len(scoring)))
        assert all(group not in drawn[member] for member in members if member not in scoring)


@given(MEMBERS, st.integers(0, 1000))
def test_the_order_of_the_members_decides_nothing(members: Mapping[int, frozenset[str]], seed: int) -> None:
    turned = dict(reversed(members.items()))
    groups = list(GROUPS)
    assert draw_labels(groups, members, Random(seed)) == draw_labels(groups, turned, Random(seed))


@given(MEMBERS, st.integers(0, 1000))
def test_merging_keeps_every_value_of_every_indicator(
    members: Mapping[int, frozenset[str]], seed: int
) -> None:
    values = {
        member: {
            serial: member * 10 + int(serial)
            for group, serials in GROUPS.items()
            for serial in serials
            if not own or group in own
        }
        for member, own in members.items()
    }
    merged = merge_by_label(GROUPS, draw_labels(list(GROUPS), members, Random(seed)), values)
    for serial in ("1", "2", "3"):
        before = sorted(own[serial] for own in values.values() if serial in own)
        assert sorted(own[serial] for own in merged.values() if serial in own) == before


def test_more_than_26_have_no_letters() -> None:
    with pytest.raises(ValueError, match="26"):
        letters(27)
