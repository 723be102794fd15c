"""Before and after in figures: bars of stars, the flow between them, the bands in points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from xingping.national.scheme import UNITS, Scheme
from xingping.rating.what_if import Answer
from xingping.web.supervisor.words import signed, star_label, units_as_points

Matrix = npt.NDArray[np.int64]
"""[star before + 1, star after + 1]; place 0 is "not complete"."""
BAR = 100
"""Full width of a bar in its drawing."""


@dataclass(frozen=True, slots=True)
class StarRow:
    """Cases of one star before and after, with the widths of their bars."""

    label: str
    before: int
    after: int
    before_width: str
    after_width: str

    @property
    def difference(self) -> str:
        """+3, −2 or 0."""
        return signed(self.after - self.before)


@dataclass(frozen=True, slots=True)
class BandRow:
    """One star's lowest rate and points, before and after; "" where an edition has no such star."""

    label: str
    rate_before: str
    points_before: str
    rate_after: str
    points_after: str


def moves(matrix: Matrix) -> tuple[int, int]:
    """How many rise and how many fall; to or from "not complete" is neither."""
    known = matrix[1:, 1:]
    return int(np.triu(known, 1).sum()), int(np.tril(known, -1).sum())


def star_rows(matrix: Matrix) -> list[StarRow]:
    """From the highest star down; "not complete" only where there are any."""
    before, after = matrix.sum(axis=1), matrix.sum(axis=0)
    most = max(int(before.max()), int(after.max()), 1)
    found = []
    for place in range(len(matrix) - 1, -1, -1):
        old, new = int(before[place]), int(after[place])
        if place or old or new:
            found.append(StarRow(star_label(place - 1), old, new, _width(old, most), _width(new, most)))
    return found


def flow_table(matrix: Matrix) -> dict[str, Any]:
    """The flow as a table: a row per star before, a column per star after."""
    shown = _shown(matrix)
    return {
        "heads": [star_label(place - 1) for place in shown],
        "rows": [
            {
                "label": star_label(old - 1),
                "cells": [{"count": int(matrix[old, new]), "kind": _kind(old, new)} for new in shown],
                "total": int(matrix[old].sum()),
            }
            for old in shown
        ],
        "totals": [int(matrix[:, new].sum()) for new in shown],
        "total": int(matrix.sum()),
    }


def flow_chart(matrix: Matrix, before: str, after: str) -> dict[str, Any]:
    """The flow for the chart: nodes with their texts, links with their counts."""
    shown = _shown(matrix)
    nodes = []
    for side, total, word in (("b", matrix.sum(axis=1), before), ("a", matrix.sum(axis=0), after)):
        nodes += [
            {
                "name": f"{side}{place}",
                "side": side,
                "stars": place - 1,
                "label": f"{star_label(place - 1)} {int(total[place]):,}",
                "full": f"{word} {star_label(place - 1)}：{int(total[place]):,}",
            }
            for place in shown
            if total[place]
        ]
    links = [
        {
            "source": f"b{old}",
            "target": f"a{new}",
            "value": int(matrix[old, new]),
            "kind": _kind(int(old), int(new)),
            "full": f"{star_label(int(old) - 1)} → {star_label(int(new) - 1)}：{int(matrix[old, new]):,}",
        }
        for old, new in np.argwhere(matrix)
    ]
    return {"nodes": nodes, "links": links}


def band_rows(answer: Answer) -> list[BandRow]:
    """Lowest rate and points of every star before and after, highest first."""
    before, after = _bands(answer.before.standing.scheme), _bands(answer.after.scheme)
    stars = sorted({*before, *after}, reverse=True)
    empty = ("", "")
    return [BandRow(star_label(one), *before.get(one, empty), *after.get(one, empty)) for one in stars]


def full_points(scheme: Scheme) -> str:
    """A scheme's full score in points."""
    return units_as_points(scheme.full, scheme.denominator).rstrip("0").rstrip(".")


def section_points(scheme: Scheme, edition_sections: Sequence[str]) -> dict[str, str]:
    """Max points of every level-1 indicator by a scheme over the same sections (assumed points left out)."""
    found = {}
    for place, name in enumerate(edition_sections):
        units = UNITS * sum(scheme.limits[part.serial] * part.multiplier for part in scheme.of_section(place))
        found[name] = units_as_points(units, scheme.denominator).rstrip("0").rstrip(".")
    return found


def _bands(scheme: Scheme) -> dict[int, tuple[str, str]]:
    found = {}
    for stars, fewest in scheme.thresholds:
        rate = units_as_points(Fraction(fewest * 10_000, scheme.full).__ceil__(), 1)
        found[stars] = (f"{rate.rstrip('0').rstrip('.')}%", units_as_points(fewest, scheme.denominator))
    return found


def _shown(matrix: Matrix) -> list[int]:
    """Places from the highest star down; "not complete" only where there are any."""
    first = 0 if matrix[0].any() or matrix[:, 0].any() else 1
    return list(range(len(matrix) - 1, first - 1, -1))


def _kind(old: int, new: int) -> str:
    if not (old and new) or old == new:
        return "same"
    return "up" if new > old else "down"


def _width(count: int, most: int) -> str:
    """Length of a bar; what is there at all is seen."""
    return "0" if not count else str(max(round(count * BAR / most, 2), 0.8))
