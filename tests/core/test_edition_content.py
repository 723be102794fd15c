"""An edition stored by its hash is read again as the same edition, and no other passes for it."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest

from xingping.core.canonical import canonical_json
from xingping.core.edition_content import edition_content, read_edition_content
from xingping.core.faults import FaultsError
from xingping.core.standard import Edition


@pytest.fixture
def stored(sibling: Edition) -> dict[str, Any]:
    return deepcopy(edition_content(sibling))


def test_canonical_bytes_give_the_same_edition_back(edition: Edition, sibling: Edition) -> None:
    for one in (edition, sibling):
        again = read_edition_content(json.loads(canonical_json(edition_content(one))))
        assert again == one
        assert again.hash == one.hash


def test_a_changed_rule_is_found_out(stored: dict[str, Any]) -> None:
    stored["edition"]["validity"]["years"] = 9
    with pytest.raises(FaultsError, match="内容与它的指纹不符，可能被改动过"):
        read_edition_content(stored, "存档")


def test_what_is_no_edition_is_refused_with_all_faults(stored: dict[str, Any]) -> None:
    stored["edition"] |= {"published": "yesterday", "total_points": "many", "bands": 3}
    del stored["indicators"]["level1"]
    with pytest.raises(FaultsError) as caught:
        read_edition_content(stored, "存档")
    assert [fault.message for fault in caught.value.faults] == [
        "total_points 的类型不对",
        "published 的类型不对",
        "bands 的类型不对",
        "缺少 level1",
        "事实 opening_hours 没有被任何条件用到",
    ]
    assert {fault.place for fault in caught.value.faults} == {
        "存档 edition",
        "存档 indicators",
        "存档 indicators facts 第 1 项",
    }


@pytest.mark.parametrize("content", [{}, {"hash": 3}, [], "x", None])
def test_rubbish_is_refused(content: Any) -> None:
    with pytest.raises(FaultsError, match="缺少 edition"):
        read_edition_content(content)
