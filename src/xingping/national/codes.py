"""A long file's indicators as integers: a bit each, to tell a whole sheet, and a place in packed sums.

Several sections' sums share one 64-bit integer (a lane), each in bits of its own, because one sum of
packed numbers is cheaper than seven sums over a hundred million rows. Bits suffice when every score is in
range and stands once; where not, the sums mean nothing and the case is refused as faulty.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xingping.national.scheme import Scheme

_WORD_BITS = 62
"""Bits of a mask: a signed 64-bit integer, and one to spare."""
_LANE_BITS = 56
"""Bits of a lane: room for a score that stands a hundred times, so that it is refused, not an overflow."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a section's sum stands: (lane >> shift) & mask."""

    lane: str
    shift: int
    mask: int


@dataclass(frozen=True, slots=True)
class Codes:
    """One row per indicator, to be joined to the scores by `serial`."""

    words: Mapping[str, int]
    """Mask column -> the bits that a whole sheet sets."""
    places: tuple[Place, ...]
    """One per section."""
    columns: Mapping[str, list[str] | list[int]]
    """serial, limit, masks, lanes, per-section multipliers `weight_0`... and `needed` (0 or 1)."""

    @property
    def lanes(self) -> tuple[str, ...]:
        """Columns of packed multipliers."""
        return tuple(dict.fromkeys(place.lane for place in self.places))

    @property
    def types(self) -> dict[str, str]:
        """Types of `columns`."""
        return {name: "string" if name == "serial" else "int64" for name in self.columns}


def make_codes(scheme: Scheme) -> Codes:
    """Codes of all indicators of the file; those that the scheme does not need have no weight."""
    serials = list(scheme.limits)
    required = set(scheme.required)
    weights = _weights(scheme, serials)
    places = _places(
        [sum(w * scheme.limits[s] for w, s in zip(row, serials, strict=True)) for row in weights]
    )
    columns: dict[str, list[str] | list[int]] = {
        "serial": list(serials),
        "limit": [scheme.limits[serial] for serial in serials],
        "needed": [int(serial in required) for serial in serials],
        **{f"weight_{index}": row for index, row in enumerate(weights)},
    }
    words: dict[str, int] = {}
    for first in range(0, len(serials), _WORD_BITS):
        bits = [1 << (at - first) if first <= at < first + _WORD_BITS else 0 for at in range(len(serials))]
        word = f"mask_{len(words)}"
        columns[word] = bits
        words[word] = sum(bit for bit, serial in zip(bits, serials, strict=True) if serial in required)
    for lane in dict.fromkeys(place.lane for place in places):
        inside = [
            (row, place.shift) for row, place in zip(weights, places, strict=True) if place.lane == lane
        ]
        columns[lane] = [sum(row[at] << shift for row, shift in inside) for at in range(len(serials))]
    return Codes(words, places, columns)


def _weights(scheme: Scheme, serials: list[str]) -> list[list[int]]:
    """One row per section, one multiplier per indicator."""
    weights = []
    for section in range(len(scheme.sections)):
        own = {part.serial: part.multiplier for part in scheme.of_section(section)}
        weights.append([own.get(serial, 0) for serial in serials])
    return weights


def _places(largest: list[int]) -> tuple[Place, ...]:
    """Pack sections, in order, into as few lanes as their largest sums allow."""
    places: list[Place] = []
    lane, used = 0, 0
    for most in largest:
        bits = max(most.bit_length(), 1)
        if used + bits > _LANE_BITS:
            lane, used = lane + 1, 0
        places.append(Place(f"lane_{lane}", used, (1 << bits) - 1))
        used += bits
    return tuple(places)
