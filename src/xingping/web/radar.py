"""Radar of shares 0 to 1, as numbers for one SVG: drawn by the server, moved by a script without styles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, cos, pi, sin

CENTRE_X, CENTRE_Y, RADIUS = 180.0, 150.0, 100.0
LABEL_DISTANCE = 14.0
LINE_HEIGHT = 16.0
LONGEST_LINE = 6
LONGEST_WORDS = 16
RINGS = (Fraction(1, 3), Fraction(2, 3), Fraction(1))


@dataclass(frozen=True, slots=True)
class Label:
    """A spoke's end, and its name in lines with the place of the first and the anchor of all."""

    lines: tuple[tuple[str, float], ...]
    x: float
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
    rings = tuple(polygon([ring] * count) for ring in RINGS)
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
    lines = _lines(text)
    # Above the chart lines end at the spoke, below it they begin there, beside it they are centred on it.
    rise = (y - CENTRE_Y) / (RADIUS + LABEL_DISTANCE)
    first = y + 4 + (rise - 1) / 2 * LINE_HEIGHT * (len(lines) - 1)
    placed = tuple((line, round(first + number * LINE_HEIGHT, 1)) for number, line in enumerate(lines))
    return Label(placed, round(x, 1), anchor, round(spoke_x, 1), round(spoke_y, 1))


def _lines(text: str) -> list[str]:
    if " " in text:
        words, lines = text.split(" "), [""]
        for word in words:
            longer = f"{lines[-1]} {word}".strip()
            if len(longer) <= LONGEST_WORDS:
                lines[-1] = longer
            else:
                lines.append(word)
        return lines
    if len(text) <= LONGEST_LINE or text.isascii():
        return [text]
    joined = text.find("及", 1)
    half = joined if joined > 0 else ceil(len(text) / 2)
    return [text[:half], text[half:]]
