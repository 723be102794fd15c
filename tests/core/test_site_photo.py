"""Places and times that a phone may tell, and distances from the centre."""

from __future__ import annotations

import pytest

from xingping.core.site_photo import Place, sound_moment


@pytest.mark.parametrize(
    ("latitude", "longitude", "accuracy", "sound"),
    [
        ("30.657420", "104.065735", 12, True),
        ("-90.0", "180.0", 0, True),
        ("91.0", "104.0", 5, False),
        ("30.6", "181.0", 5, False),
        ("３０.６", "104.0", 5, False),
        ("nan", "104.0", 5, False),
        ("30.6", "104.0", -1, False),
        ("30", "104.0", 5, False),
    ],
)
def test_a_place_is_on_earth(latitude: str, longitude: str, accuracy: int, sound: bool) -> None:
    assert Place(latitude, longitude, accuracy).sound is sound


def test_distances() -> None:
    here = Place("30.000000", "104.000000", 5)
    assert here.metres_to(30.0, 104.0) == 0
    assert here.metres_to(30.001, 104.0) == pytest.approx(111, abs=1)
    assert here.metres_to(31.0, 104.0) == pytest.approx(111_195, rel=0.005)


@pytest.mark.parametrize(
    ("text", "sound"),
    [
        ("2026-05-31T14:06:00+08:00", True),
        ("2026-05-31T06:06:00.123Z", True),
        ("2026-05-31T14:06:00", False),
        ("2026-05-31", False),
        ("昨天", False),
        ("2026-05-31T14:06:00.000000000000000+08:00", False),
    ],
)
def test_a_moment_has_its_zone(text: str, sound: bool) -> None:
    assert sound_moment(text) is sound
