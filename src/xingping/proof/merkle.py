"""Merkle trees as in RFC 6962 (SHA-256): one hash stands for many entries, a short path for one of them."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

EMPTY = sha256(b"").digest()
"""Root of no leaves."""


def root(leaves: Sequence[bytes]) -> bytes:
    """Root hash (32 bytes) over the leaves in their order, in linear time."""
    level = [_leaf(one) for one in leaves]
    while len(level) > 1:
        level = _above(level)
    return level[0] if level else EMPTY


def inclusion(leaves: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """The sibling hashes from leaf `index` (from 0) up to the root. Raises IndexError outside."""
    if not 0 <= index < len(leaves):
        raise IndexError(f"没有第 {index} 片叶子，共 {len(leaves)} 片")
    level, path = [_leaf(one) for one in leaves], []
    while len(level) > 1:
        sibling = index ^ 1
        if sibling < len(level):
            path.append(level[sibling])
        level, index = _above(level), index >> 1
    return tuple(path)


def verify_inclusion(leaf: bytes, index: int, count: int, path: Sequence[bytes], expected: bytes) -> bool:
    """Whether `leaf` is leaf `index` of `count` under the root `expected` (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < count:
        return False
    found, last = _leaf(leaf), count - 1
    for sibling in path:
        if last == 0:
            return False
        if index & 1 or index == last:
            found = _node(sibling, found)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            found = _node(found, sibling)
        index, last = index >> 1, last >> 1
    return last == 0 and found == expected


def _leaf(content: bytes) -> bytes:
    return sha256(b"\x00" + content).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def _above(level: list[bytes]) -> list[bytes]:
    """The next level up; a last node without sibling rises as it is."""
    paired = [_node(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
    return paired + level[-1:] if len(level) % 2 else paired
