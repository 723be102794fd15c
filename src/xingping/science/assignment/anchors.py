"""Anchor cases (锚定件): a few cases, spread over the regions, that assessors of several cities score."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def choose_anchors(cases: Sequence[tuple[int, str]], count: int, seed: int) -> tuple[int, ...]:
    """Choose `count` of the cases (id, region), evenly along their regions, from a seeded start.

    Fewer where there are fewer cases; ids ascending. The same cases and seed give the same choice.
    """
    ordered = sorted(cases, key=lambda case: (case[1], case[0]))
    count = min(count, len(ordered))
    if count <= 0:
        return ()
    start = float(np.random.default_rng(seed).random())
    places = {int((start + number) * len(ordered) / count) % len(ordered) for number in range(count)}
    return tuple(sorted(ordered[place][0] for place in places))
