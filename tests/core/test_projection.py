"""Projection of unfinished sheets."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from xingping.core.catalogue import find_edition
from xingping.core.projection import Projection, project
from xingping.core.scoring import score

EDITION = find_edition()


def test_rate_is_over_the_scored_indicators_alone() -> None:
    result = score(EDITION, {"甲": {"1": 400, "2": 900}}, partial=True)
    assert project(result) == Projection(Fraction(13, 15), 3)


def test_nothing_scored_and_everything_scored_have_none() -> None:
    assert project(score(EDITION, {"甲": {}}, partial=True)) is None
    full = {one.serial: one.points for one in EDITION.indicators}
    assert project(score(EDITION, {"甲": full})) is None


@given(st.sampled_from(EDITION.bands), st.sets(st.sampled_from(EDITION.indicators), min_size=1, max_size=56))
def test_a_rate_at_a_band_is_its_star(band: object, some: set[object]) -> None:
    sheet = {one.serial: int(one.points * band.rate) for one in some}  # type: ignore[attr-defined]
    projection = project(score(EDITION, {"甲": sheet}, step=1, partial=True))
    assert projection
    assert projection.stars == EDITION.stars_for(projection.rate)
    assert (projection.stars == band.stars) == (projection.rate >= band.rate)  # type: ignore[attr-defined]
