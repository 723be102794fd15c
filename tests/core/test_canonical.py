"""Canonical JSON equals RFC 8785 on what it allows, and refuses everything else."""

from __future__ import annotations

import json

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from xingping.core.canonical import SAFE_INTEGER, canonical_json, content_hash

texts = st.text(st.characters(exclude_categories=["Cs"]))
keys = st.text(st.characters(max_codepoint=127))
values = st.recursive(
    texts | st.integers(-SAFE_INTEGER, SAFE_INTEGER),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)


@given(values)
def test_it_is_rfc_8785(value: object) -> None:
    assert canonical_json(value) == rfc8785.dumps(value)


@given(values)
def test_reading_gives_the_value_back(value: object) -> None:
    assert json.loads(canonical_json(value)) == value


def test_keys_are_sorted_and_tuples_are_arrays() -> None:
    assert canonical_json({"b": (1, "星"), "a": {}}) == '{"a":{},"b":[1,"星"]}'.encode()


def test_the_hash_is_sha_256_over_the_bytes() -> None:
    assert content_hash({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


@pytest.mark.parametrize("value", [1.0, float("nan"), None, True, b"x", {1: "a"}, {"a": [None]}, {"a"}])
def test_other_types_are_refused(value: object) -> None:
    with pytest.raises(TypeError):
        canonical_json(value)


@pytest.mark.parametrize(
    "value", ["\ud800", {"a": "x\udfff"}, {"键": 1}, SAFE_INTEGER + 1, -SAFE_INTEGER - 1]
)
def test_what_others_could_misread_is_refused(value: object) -> None:
    with pytest.raises(ValueError):
        canonical_json(value)
