"""The grid of provinces as tiles, in place of a map of China."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xingping.rating.queries.region_counts import RegionCount
from xingping.web.supervisor.provinces import COLUMNS, GRID, ROWS

TILE, GAP = 56, 6
"""Side of a tile and the space between tiles, in units of the drawing."""
SHARES = (0.0, 0.05, 0.15, 0.3)
"""Shares of starred centres from which a tile is darker."""


def province_grid(counts: Sequence[RegionCount]) -> dict[str, Any]:
    """What `public/tiles.html` draws; provinces without centres are there, but empty."""
    known = {one.prefix: one for one in counts}
    side = TILE + GAP
    tiles = [
        {
            "x": column * side,
            "y": line * side,
            "middle": column * side + TILE // 2,
            "name_at": line * side + (25 if prefix in known else 34),
            "count_at": line * side + 43,
            "short": short,
            "count": known.get(prefix),
            "tone": _tone(known.get(prefix)),
        }
        for prefix, (column, line, short) in GRID.items()
    ]
    return {"tiles": tiles, "width": COLUMNS * side - GAP, "height": ROWS * side - GAP, "side": TILE}


def _tone(count: RegionCount | None) -> str:
    if count is None:
        return "none"
    share = count.starred / count.total
    return f"lit-{sum(share > least for least in SHARES)}"
