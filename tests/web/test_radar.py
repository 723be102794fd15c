"""The radar's geometry."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from xingping.web.radar import CENTRE_X, CENTRE_Y, RADIUS, polygon, radar

SHARES = st.lists(st.fractions(0, 1), min_size=3, max_size=12)


def corners(points: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in (pair.split(",") for pair in points.split(" "))]


@given(SHARES)
def test_distance_from_the_centre_is_the_share(shares: list[Fraction]) -> None:
    for (x, y), share in zip(corners(polygon(shares)), shares, strict=True):
        distance = ((x - CENTRE_X) ** 2 + (y - CENTRE_Y) ** 2) ** 0.5
        assert abs(distance - float(share) * RADIUS) < 0.11


def test_names_stand_outside_and_long_ones_in_two_lines() -> None:
    chart = radar(
        ["规划建设", "社会关注度及影响力", "社区服务多元供给"], [Fraction(1)] * 3, [Fraction(0)] * 3
    )
    assert [[line for line, _y in label.lines] for label in chart.labels] == [
        ["规划建设"],
        ["社会关注度", "及影响力"],
        ["社区服务", "多元供给"],
    ]
    assert [label.anchor for label in chart.labels] == ["middle", "start", "end"]
    assert len(chart.areas) == 2


def test_english_names_break_between_words() -> None:
    [label, *_rest] = radar(["Distinctive and inventive services", "b", "c"], [Fraction(0)] * 3).labels
    assert [line for line, _y in label.lines] == ["Distinctive and", "inventive", "services"] or len(
        label.lines
    ) == 3
