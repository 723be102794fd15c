from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from xingping.national.flows import Flows, Level, place_cases, star_array

REGIONS = pa.array(["110101001001", "110102001001", "440106012003", "110101001002"])
KINDS = pa.array(["urban", "urban", "rural", "rural"])


def _stars(*stars: int | None) -> np.ndarray:
    return star_array(pa.chunked_array([pa.array(stars, pa.int8())]))


def _flows(level: Level) -> Flows:
    flows = Flows(5, level)
    flows.add(REGIONS, KINDS, _stars(1, 2, None, 0), _stars(2, 2, None, None))
    return flows


def test_stars_are_counted_before_and_after() -> None:
    data = _flows(Level.PROVINCE).as_json()
    assert data["cases"] == 4
    assert data["before"] == {"incomplete": 1, "0": 1, "1": 1, "2": 1, "3": 0, "4": 0, "5": 0}
    assert data["after"] == {"incomplete": 2, "0": 0, "1": 0, "2": 2, "3": 0, "4": 0, "5": 0}
    assert (data["up"], data["down"]) == (1, 0)
    assert data["flow"] == [
        {"from": "incomplete", "to": "incomplete", "cases": 1},
        {"from": "0", "to": "incomplete", "cases": 1},
        {"from": "1", "to": "2", "cases": 1},
        {"from": "2", "to": "2", "cases": 1},
    ]


@pytest.mark.parametrize(
    ("level", "regions"),
    [
        (Level.COUNTRY, {"": 4}),
        (Level.PROVINCE, {"11": 3, "44": 1}),
        (Level.COUNTY, {"110101": 2, "110102": 1, "440106": 1}),
        (Level.STREET, {"110101001": 2, "110102001": 1, "440106012": 1}),
    ],
)
def test_regions_are_prefixes(level: Level, regions: dict[str, int]) -> None:
    data = _flows(level).as_json()
    assert {one["region"]: one["cases"] for one in data["regions"]} == regions
    assert data["level"] == level.name.lower()


def test_kinds_are_told_apart() -> None:
    urban, rural = _flows(Level.PROVINCE).as_json()["kinds"]
    assert (urban["kind"], urban["cases"], urban["up"]) == ("urban", 2, 1)
    assert (rural["kind"], rural["cases"], rural["up"]) == ("rural", 2, 0)


def test_tables_add_up() -> None:
    flows = _flows(Level.CITY)
    flows.add(REGIONS, KINDS, _stars(5, 5, 5, 5), _stars(4, 5, 5, 5))
    flows.count(place_cases(REGIONS[:1], KINDS[:1], Level.CITY), _stars(3), _stars(1))
    data = flows.as_json()
    assert (data["cases"], data["up"], data["down"]) == (9, 1, 2)
    assert [one["down"] for one in data["regions"]] == [2, 0]
    assert data["regions"][0]["before"]["5"] == 3


def test_stars_alone_are_the_diagonal() -> None:
    flows = Flows(5)
    flows.add(REGIONS, KINDS, _stars(1, 1, None, 5), _stars(1, 1, None, 5))
    assert flows.stars_json()["stars"] == {"incomplete": 1, "0": 0, "1": 2, "2": 0, "3": 0, "4": 0, "5": 1}
    assert flows.stars_json()["regions"][0]["cases"] == 3
