"""The JSON of `score`, exactly as contracts.md gives it."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest

from xingping.core.aggregation import Aggregate
from xingping.core.result_json import result_json
from xingping.core.scoring import score
from xingping.core.standard import Edition

Sheet = dict[str, int]


@pytest.fixture
def four_fifths(edition: Edition) -> Sheet:
    return {one.serial: one.points * 4 // 5 for one in edition.indicators}


def test_the_contracts_example(edition: Edition, four_fifths: Sheet) -> None:
    generous = four_fifths | {"31": 5000, "30": 5000, "32": 5000, "28": 4000}
    sheets = {"A": four_fifths, "B": four_fifths, "C": generous}
    shown = result_json(score(edition, sheets))
    indicators, level1 = shown.pop("indicators"), shown.pop("level1")
    assert shown == {
        "standard": "T/ZSX 0005-2024",
        "aggregate": "mean",
        "assessors": 3,
        "complete": True,
        "total": "812.66",
        "total_exact": "2438/3",
        "rate": "0.8126",
        "stars": 3,
        "next_star": {"stars": 4, "points_needed": "87.34", "points_needed_exact": "262/3"},
    }
    assert level1[2] == {"name": "党建引领", "max": 320, "points": "268.66", "points_exact": "806/3"}
    assert [one["name"] for one in level1] == [one.name for one in edition.level1]
    assert [one["serial"] for one in indicators] == list(edition.serials)
    assert indicators[0] == {
        "serial": "1",
        "max": 5,
        "points": "4.00",
        "points_exact": "4",
        "scores": {"A": "4", "B": "4", "C": "4"},
    }
    assert indicators[29]["scores"] == {"A": "40", "B": "40", "C": "50"}
    assert indicators[29]["points_exact"] == "130/3"


def test_nulls_when_not_complete(edition: Edition) -> None:
    shown = result_json(score(edition, {"A": {"1": 450}}, partial=True))
    assert (shown["complete"], shown["stars"], shown["next_star"]) == (False, None, None)
    assert (shown["total"], shown["total_exact"], shown["rate"]) == ("4.50", "9/2", "0.0045")
    assert shown["indicators"][1] == {
        "serial": "2",
        "max": 10,
        "points": None,
        "points_exact": None,
        "scores": {},
    }
    assert shown["level1"][1]["points_exact"] == "0"


def test_no_star_is_0_and_five_stars_have_no_next(edition: Edition) -> None:
    nothing = result_json(score(edition, {"A": dict.fromkeys(edition.serials, 0)}))
    assert nothing["stars"] == 0
    assert nothing["next_star"] == {"stars": 1, "points_needed": "600.00", "points_needed_exact": "600"}
    full = result_json(score(edition, {"A": {one.serial: one.points for one in edition.indicators}}))
    assert (full["stars"], full["next_star"], full["rate"], full["total"]) == (5, None, "1.0000", "1000.00")


def test_it_is_plain_json(edition: Edition, four_fifths: Sheet) -> None:
    shown = result_json(score(edition, {"专家": four_fifths}, rule=Aggregate.MEDIAN))
    assert json.loads(json.dumps(shown)) == shown
    assert shown["aggregate"] == "median"
    assert Fraction(shown["total_exact"]) == 800


def test_points_of_another_edition_may_be_decimals(sibling: Edition) -> None:
    shown = result_json(score(sibling, {"A": {"1": 1050, "2-3": 0, "7": 0}}))
    assert [one["max"] for one in shown["level1"]] == [30.5, 20]
    assert (shown["rate"], shown["indicators"][0]["max"]) == ("0.2079", 10.5)
