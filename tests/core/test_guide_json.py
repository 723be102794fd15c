"""A guide as JSON; and that the manual explains every key of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from guides import small_guide
from xingping.core.canonical import canonical_json, content_hash
from xingping.core.catalogue import find_guide
from xingping.core.guide import EvidenceMode, FactType, PointKind
from xingping.core.guide_json import guide_content, guide_json

MANUAL = Path(__file__).parents[2] / "docs" / "guide.md"


def test_the_hash_covers_the_content() -> None:
    guide = find_guide()
    assert guide.hash == content_hash(guide_content(guide))
    assert guide_json(guide) == {**guide_content(guide), "hash": guide.hash}


def test_decimals_are_texts_and_nothing_unsaid_is_written() -> None:
    content = canonical_json(guide_content(small_guide())).decode()
    assert '"step":"0.5"' in content
    assert '"maximum":"5000.5"' in content
    assert '{"choices":[' in content
    assert '"tiers":[["25",40],["50",100]]' in content
    assert "null" not in content


def test_the_manual_explains_every_key() -> None:
    manual = MANUAL.read_text(encoding="utf-8")
    words = {
        *keys(guide_content(small_guide())),
        *(word.value for word in (*PointKind, *FactType, *EvidenceMode)),
    }
    choices = {"none", "city", "nation"}
    assert sorted(word for word in words - choices if word not in manual) == []


def keys(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from keys(inner)
    if isinstance(value, list):
        for inner in value:
            yield from keys(inner)
