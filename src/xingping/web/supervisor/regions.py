"""Before and after by region: tiles and a table, one level at a time, down to where a person may look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow.compute as pc

from xingping.national.flows import Level
from xingping.national.matrix import Round
from xingping.rating.models import Region
from xingping.rating.what_if import Answer
from xingping.web.supervisor.figures import Matrix, moves
from xingping.web.supervisor.provinces import COLUMNS, GRID, ROWS
from xingping.web.supervisor.words import signed

DIGITS = tuple(int(level) for level in Level)
TILE, GAP = 44, 4
"""Side of a tile and the space between tiles, in units of the drawing."""
STEPS = (0.05, 0.2)
"""Shares of cases that move, net, from which a tile is darker."""


@dataclass(frozen=True, slots=True)
class RegionRow:
    """One region's cases and who of them moves."""

    prefix: str
    name: str
    cases: int
    up: int
    down: int
    starred_before: int
    starred_after: int
    open: bool
    """Whether one can look further down."""

    @property
    def net(self) -> str:
        """More rises than falls: +3."""
        return signed(self.up - self.down)

    @property
    def tone(self) -> str:
        """How dark its tile is: same, up-1 ... up-3, down-1 ... down-3."""
        net = self.up - self.down
        if not net:
            return "mixed" if self.up else "same"
        share = abs(net) / self.cases
        return f"{'up' if net > 0 else 'down'}-{1 + sum(share >= step for step in STEPS)}"


def asked_region(text: str | None, round_: Round, deepest: Level) -> str:
    """The region that the address names (digits of its code), else the smallest one that holds all cases."""
    if text is not None and (not text or (text.isascii() and text.isdigit())) and len(text) in DIGITS:
        return text[: _above(deepest)]
    found = ""
    for digits in DIGITS[1:]:
        if digits >= int(deepest):
            break
        prefixes = pc.unique(pc.utf8_slice_codeunits(round_.regions, 0, digits))
        if len(prefixes) != 1:
            break
        found = prefixes[0].as_py()
    return found


def region_rows(answer: Answer, at: str, deepest: Level) -> list[RegionRow]:
    """The regions one level below, by code; one query."""
    level = Level(DIGITS[DIGITS.index(len(at)) + 1])
    counts = {name: block.sum(axis=0) for name, block in sorted(answer.flows(level, at).counts.items())}
    names = dict(Region.objects.filter(prefix__in=counts).values_list("prefix", "name"))
    return [
        _row(prefix, names.get(prefix, prefix), matrix, level < deepest) for prefix, matrix in counts.items()
    ]


def way_down(at: str) -> list[dict[str, str]]:
    """The regions from the country to `at`, for the path above the tiles; one query."""
    prefixes = [at[:digits] for digits in DIGITS[1:] if digits <= len(at)]
    names = dict(Region.objects.filter(prefix__in=prefixes).values_list("prefix", "name"))
    return [{"prefix": prefix, "name": names.get(prefix, prefix)} for prefix in prefixes]


def province_tiles(rows: list[RegionRow]) -> dict[str, Any]:
    """The grid of provinces; those without cases are shown empty."""
    known = {row.prefix: row for row in rows}
    side = TILE + GAP
    tiles = [
        {
            "x": column * side,
            "y": line * side,
            "middle": column * side + TILE // 2,
            "name_at": line * side + 20,
            "count_at": line * side + 36,
            "short": short,
            "row": known.get(prefix),
        }
        for prefix, (column, line, short) in GRID.items()
    ]
    return {"tiles": tiles, "width": COLUMNS * side - GAP, "height": ROWS * side - GAP, "side": TILE}


def _row(prefix: str, name: str, matrix: Matrix, is_open: bool) -> RegionRow:
    up, down = moves(matrix)
    before, after = matrix.sum(axis=1), matrix.sum(axis=0)
    starred = int(np.sum(before[2:])), int(np.sum(after[2:]))
    return RegionRow(prefix, name, int(matrix.sum()), up, down, *starred, open=is_open)


def _above(deepest: Level) -> int:
    return DIGITS[DIGITS.index(int(deepest)) - 1]
