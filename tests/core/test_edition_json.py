"""The JSON of `standard show`: the keys that other systems rely on, and more behind them."""

from __future__ import annotations

import json

from xingping.core.canonical import content_hash
from xingping.core.edition_json import edition_json, normative_content
from xingping.core.standard import Edition


def test_the_head_and_bands(edition: Edition) -> None:
    shown = edition_json(edition)
    assert list(shown)[:8] == [
        "code",
        "title",
        "published",
        "total_points",
        "validity_years",
        "bands",
        "indicators",
        "errata",
    ]
    assert [shown[key] for key in ("code", "published", "total_points", "validity_years")] == [
        "T/ZSX 0005-2024",
        "2024-10-23",
        1000,
        3,
    ]
    assert [(one["stars"], one["rate"], one["points"]) for one in shown["bands"]] == [
        (1, "0.60", 600),
        (2, "0.70", 700),
        (3, "0.80", 800),
        (4, "0.90", 900),
        (5, "0.95", 950),
    ]
    assert shown["hash"] == edition.hash


def test_indicators_stand_in_the_order_of_the_table(edition: Edition) -> None:
    rows = edition_json(edition)["indicators"]
    assert [one["serial"] for one in rows] == list(edition.serials)
    assert sum(one["points"] for one in rows) == 1000
    merged = rows[8]
    assert {key: merged[key] for key in ("serial", "level1", "level2", "level3", "points")} == {
        "serial": "9-10",
        "level1": "规划建设",
        "level2": "安全管理",
        "level3": "安全设施保障",
        "points": 10,
    }


def test_thresholds_have_numbers_or_null(edition: Edition) -> None:
    rows = {one["serial"]: one["thresholds"] for one in edition_json(edition)["indicators"]}
    short = ("fact", "op", "value", "unit", "kind")
    assert [{key: one[key] for key in short} for one in rows["2"]] == [
        {"fact": "area_per_household", "op": ">=", "value": 0.5, "unit": "平方米/户", "kind": None},
        {"fact": "facility_area", "op": ">=", "value": 350, "unit": "平方米", "kind": None},
    ]
    assert [(one["op"], one["value"], one["kind"]) for one in rows["34"][:3]] == [
        (">=", 10, "urban"),
        (">=", 5, "rural"),
        ("exists", None, None),
    ]
    assert [one["value"] for one in rows["59"]] == [None] * 4
    assert rows["1"] == []


def test_it_is_plain_json_and_round_trips(edition: Edition, sibling: Edition) -> None:
    for one in (edition, sibling):
        shown = edition_json(one)
        assert json.loads(json.dumps(shown, ensure_ascii=False, allow_nan=False)) == shown


def test_points_that_are_not_whole_are_decimals(sibling: Edition) -> None:
    shown = edition_json(sibling)
    assert (shown["total_points"], shown["bands"][0]["points"], shown["errata"]) == (50.5, 25.25, [])
    assert [one["points"] for one in shown["indicators"]] == [10.5, 20, 20]


def test_the_hash_is_over_the_normative_content(edition: Edition) -> None:
    assert edition.hash == content_hash(normative_content(edition))
