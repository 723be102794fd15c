"""Frozen dataclasses to JSON and back."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xingping.core.catalogue import editions, guides
from xingping.core.frozen_json import from_json, to_json


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Inner:
    day: date
    share: Fraction
    colour: Colour | None


@dataclass(frozen=True)
class Outer:
    name: str
    count: int
    on: bool
    inner: tuple[Inner, ...]
    pair: tuple[int, str]
    table: Mapping[str, int]


INNER = st.builds(Inner, st.dates(), st.fractions(), st.none() | st.just(Colour.RED))
OUTER = st.builds(
    Outer,
    st.text(max_size=5),
    st.integers(),
    st.booleans(),
    st.lists(INNER, max_size=3).map(tuple),
    st.tuples(st.integers(), st.text(max_size=3)),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=3),
)


@given(OUTER)
def test_there_and_back(value: Outer) -> None:
    assert from_json(Outer, json.loads(json.dumps(to_json(value)))) == value


@pytest.mark.parametrize("value", [*editions(), *guides()], ids=lambda one: getattr(one, "code", "guide"))
def test_editions_and_guides_survive(value: object) -> None:
    assert from_json(type(value), json.loads(json.dumps(to_json(value)))) == value


@pytest.mark.parametrize("wrong", [{"count": "7"}, {"on": 1}, {"pair": [1]}, {"inner": [{"day": "x"}]}])
def test_other_types_are_refused(wrong: dict[str, object]) -> None:
    whole = to_json(Outer("a", 1, True, (), (1, "b"), {}))
    with pytest.raises((KeyError, TypeError, ValueError)):
        from_json(Outer, {**whole, **wrong})


def test_what_is_no_data_is_refused() -> None:
    with pytest.raises(TypeError):
        to_json(1.5)
