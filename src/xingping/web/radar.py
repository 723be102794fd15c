"""Radar of shares 0 to 1, as numbers for one SVG: drawn by the server, moved by a script without styles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import cos, pi, sin

CENTRE_X, CENTRE_Y, RADIUS = 180.0, 150.0, 100.0
LABEL_DISTANCE = 16.0
RINGS = (1 / 3, 2 / 3, 1.0)


@dataclass(frozen=True, slots=True)
class Label:
    """A spoke's end, and its name with the place and anchor of its text."""

    text: str
    x: float
    y: float
    anchor: str
    spoke_x: float
    spoke_y: float


@dataclass(frozen=True, slots=True)
class Radar:
    """What `components/radar.html` draws; `areas` are `points` attributes, the first is the main one."""

    labels: tuple[Label, ...]
    rings: tuple[str, ...]
    areas: tuple[str, ...]


def radar(names: Sequence[str], *series: Sequence[Fraction]) -> Radar:
    """A radar of one or two series of shares (0 to 1), one share for each name."""
    count = len(names)
    labels = tuple(_label(name, place, count) for place, name in enumerate(names))
    rings = tuple(polygon([Fraction(ring)] * count) for ring in RINGS)
    return Radar(labels, rings, tuple(polygon(shares) for shares in series))


def polygon(shares: Sequence[Fraction]) -> str:
    """The `points` attribute of the area of these shares."""
    count = len(shares)
    corners = (_corner(place, count, float(share) * RADIUS) for place, share in enumerate(shares))
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)


def _corner(place: int, count: int, distance: float) -> tuple[float, float]:
    angle = 2 * pi * place / count - pi / 2
    return CENTRE_X + distance * cos(angle), CENTRE_Y + distance * sin(angle)


def _label(text: str, place: int, count: int) -> Label:
    spoke_x, spoke_y = _corner(place, count, RADIUS)
    x, y = _corner(place, count, RADIUS + LABEL_DISTANCE)
    offset = x - CENTRE_X
    anchor = "middle" if abs(offset) < 1 else "start" if offset > 0 else "end"
    return Label(text, round(x, 1), round(y + 4, 1), anchor, round(spoke_x, 1), round(spoke_y, 1))
