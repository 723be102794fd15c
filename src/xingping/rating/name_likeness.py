"""Whether two centres of one street may be the same one, by their names. Pure.

What all names of a street share (the place, 社区, 服务中心 ...) says nothing; what is left, the core, is
compared: equal, or different in one character. Numbers must be equal: 第一 and 第二 are different centres.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from xingping.rating.search_keys import search_key

COMMON = (
    "城乡社区服务", "党群服务", "便民服务", "综合服务", "社区服务", "居民委员会", "村民委员会", "服务中心",
    "服务站", "居委会", "村委会", "社区", "党群", "便民", "综合", "服务", "中心", "街道", "乡镇",
)  # fmt: skip
"""Words that names of centres have in common, longer ones first."""
_NUMBER = re.compile("[0-9一二三四五六七八九十百零〇]+")
_EDGES = "()（）-—·、，,. 站街镇乡村"
SHORTEST_CORE = 3
"""Cores shorter than this are alike only if equal: of two characters one is too much to differ in."""


def core(name: str, places: Iterable[str] = ()) -> str:
    """What sets a name apart; the whole search key where nothing does."""
    key = search_key(name)
    left = key
    for word in sorted({search_key(one) for one in places if one}, key=len, reverse=True):
        left = left.replace(word, "")
    for word in COMMON:
        left = left.replace(word, "")
    return left.strip(_EDGES) or key


def alike(one: str, other: str) -> bool:
    """Whether two cores may stand for one centre."""
    if one == other:
        return True
    if min(len(one), len(other)) < SHORTEST_CORE or abs(len(one) - len(other)) > 1:
        return False
    return _NUMBER.findall(one) == _NUMBER.findall(other) and bool(variants(one) & variants(other))


def variants(text: str) -> set[str]:
    """A core and what is left of it without any one character; cores one change apart share a variant."""
    if len(text) < SHORTEST_CORE:
        return {text}
    return {text, *(text[:place] + text[place + 1 :] for place in range(len(text)))}
