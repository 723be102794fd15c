"""What a device says about a photo taken on site, and how far from the centre it was taken."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from math import asin, cos, radians, sin, sqrt

EARTH = 6_371_000
"""Mean radius in metres."""
MOST_ACCURACY = 100_000
LONGEST_CAPTION = 200
_DEGREES = re.compile(r"-?[0-9]{1,3}\.[0-9]{1,7}")


@dataclass(frozen=True, slots=True)
class Place:
    """WGS-84 degrees as text, so that nothing is rounded on the way; accuracy in metres."""

    latitude: str
    longitude: str
    accuracy: int

    @property
    def sound(self) -> bool:
        """Whether it is a place on Earth."""
        if not (_DEGREES.fullmatch(self.latitude) and _DEGREES.fullmatch(self.longitude)):
            return False
        return (
            abs(float(self.latitude)) <= 90
            and abs(float(self.longitude)) <= 180
            and 0 <= self.accuracy <= MOST_ACCURACY
        )

    def metres_to(self, latitude: float, longitude: float) -> int:
        """Distance to another place, by the haversine formula; an error of 0.5 % at most."""
        one, other = radians(float(self.latitude)), radians(latitude)
        across = radians(longitude - float(self.longitude))
        half = sin((other - one) / 2) ** 2 + cos(one) * cos(other) * sin(across / 2) ** 2
        return round(2 * EARTH * asin(sqrt(half)))


def sound_moment(text: str) -> bool:
    """Whether a text is an ISO time with its zone, of at most 32 characters."""
    try:
        return len(text) <= 32 and text.isascii() and datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False
