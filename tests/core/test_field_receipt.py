"""The receipt tells of every field and photo of a manifest what became of it."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as some

from xingping.core.field_receipt import (
    ARRIVED,
    DAMAGED,
    MISSING,
    SUPERSEDED,
    Manifest,
    receipt_for,
    value_digest,
)

ONE, TWO = value_digest(1), value_digest(2)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, b"null"),
        (250, b"250"),
        (True, b"true"),
        ("演练\n只有通知", '"演练\\n只有通知"'.encode()),
        ({"reasons": ["仅有通知"], "not_seen": False}, '{"not_seen":false,"reasons":["仅有通知"]}'.encode()),
    ],
)
def test_a_value_is_hashed_as_a_browser_writes_it(value: object, written: bytes) -> None:
    assert value_digest(value) == hashlib.sha256(written).hexdigest()


def test_each_thing_has_its_own_answer() -> None:
    manifest = Manifest(
        {"scores.1": ONE, "scores.2": ONE, "scores.3": ONE}, {"a": "1", "b": "2", "c": "3"}, "x"
    )
    receipt = receipt_for(
        manifest,
        present={"scores.1": ONE, "scores.2": TWO},
        earlier={"scores.2": frozenset((ONE,))},
        photos={"a": "1", "b": "9"},
        closings=frozenset(),
    )
    assert receipt.fields == {"scores.1": ARRIVED, "scores.2": SUPERSEDED, "scores.3": MISSING}
    assert receipt.photos == {"a": ARRIVED, "b": DAMAGED, "c": MISSING}
    assert (receipt.closing, receipt.complete, receipt.manifest) == (MISSING, False, manifest.hash)


def test_an_emptied_field_has_arrived_when_it_is_empty() -> None:
    manifest = Manifest({"scores.1": value_digest(None)}, {})
    given_ = receipt_for(manifest, present={}, earlier={}, photos={}, closings=frozenset())
    assert (given_.complete, given_.closing) == (True, "")


@given(some.dictionaries(some.sampled_from("abc"), some.sampled_from("123")), some.sampled_from(["", "x"]))
def test_only_the_same_manifest_has_the_same_hash(photos: dict[str, str], closing: str) -> None:
    one = Manifest({}, photos, closing)
    assert one.hash == Manifest({}, dict(reversed(photos.items())), closing).hash
    assert one.hash != Manifest({"scores.1": ONE}, photos, closing).hash
