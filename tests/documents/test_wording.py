"""Stars in words and as marks."""

from __future__ import annotations

import pytest

from score_files import EDITION
from xingping.core.aggregation import Aggregate
from xingping.core.scoring import score
from xingping.documents.wording import AGGREGATE_NAMES, AGGREGATE_RULES, star_mark, star_name


@pytest.mark.parametrize(("stars", "mark"), [(None, "—"), (0, "☆☆☆☆☆"), (1, "★☆☆☆☆"), (5, "★★★★★")], ids=str)
def test_marks(stars: int | None, mark: str) -> None:
    assert star_mark(EDITION, stars) == mark


def test_names() -> None:
    full = {one.serial: one.points for one in EDITION.indicators}
    assert star_name(score(EDITION, {"甲": full})) == "五星级"
    assert star_name(score(EDITION, {"甲": dict.fromkeys(full, 0)})) == "未达到星级"
    assert star_name(score(EDITION, {"甲": {"1": 0}}, partial=True)) == "未评完，不定星级"


def test_every_aggregate_has_its_words() -> None:
    assert set(AGGREGATE_NAMES) == set(AGGREGATE_RULES) == set(Aggregate)
