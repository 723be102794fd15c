"""A draw that anybody can repeat: a list, a seed whose hash was told before, and a fixed order of hashes."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from xingping.core.canonical import content_hash

FULL = 100


def population_hash(names: Sequence[str]) -> str:
    """SHA-256 (hex) over the canonical JSON of the sorted names."""
    return content_hash({"population": sorted(names)})


def seed_hash(seed: str) -> str:
    """SHA-256 (hex) of the seed's text: told before the draw."""
    return sha256(seed.encode()).hexdigest()


def how_many(population: int, percent: int) -> int:
    """How many are drawn: the share of the list, rounded up."""
    return -(-population * percent // FULL)


def drawing_key(name: str, seed: str, public_word: str) -> str:
    """By which a name is ordered: SHA-256 (hex) of seed, public word and name, each on a line of its own."""
    return sha256(f"{seed}\n{public_word}\n{name}".encode()).hexdigest()


def drawn(names: Sequence[str], percent: int, seed: str, public_word: str = "") -> tuple[str, ...]:
    """The names drawn, in the order of the draw: those with the smallest keys."""
    order = sorted(names, key=lambda name: (drawing_key(name, seed, public_word), name))
    return tuple(order[: how_many(len(names), percent)])
