"""Finding regions by name, pinyin, initials and code."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from xingping.rating.models import Level
from xingping.rating.queries.regions import find_regions, path_of, paths_of, region_at
from xingping.rating.services.regions import load_below, load_upper

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _loaded(region_files: Path) -> None:
    load_upper()
    load_below("510104")


def prefixes(text: str, **options: object) -> list[str]:
    return [region.prefix for region in find_regions(text, **options)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("锦江", ["510104"]),
        ("江", ["510104"]),
        ("jinjiang", ["510104"]),
        ("jjq", ["510104"]),
        ("JJ", ["510104"]),
        ("ｊｊｑ", ["510104"]),
        ("锦 江 区", ["510104"]),
        ("510104", ["510104", "510104017", "510104026", "510104026013", "510104026018"]),
        ("510104000000", ["510104"]),
        ("441900000000", ["441900", "4419"]),
        ("东莞", ["4419", "441900"]),
        ("5101", ["5101", "510104", "510105", "510104017", "510104026", "510104026013", "510104026018"]),
        ("没有的地方", []),
        ("%", []),
        ("_", []),
        ("\x00", ["11", "44", "46", "51"]),
    ],
)
def test_what_people_type_finds_what_they_mean(text: str, found: list[str]) -> None:
    assert prefixes(text) == found


def test_the_beginning_of_a_name_comes_before_its_inside() -> None:
    assert prefixes("东") == ["4419", "441900", "511402", "510104017", "44"]


def test_no_text_shows_what_lies_directly_below() -> None:
    assert prefixes("") == ["11", "44", "46", "51"]
    assert prefixes("", within="51") == ["5101", "5114"]
    assert prefixes("", within="510104") == ["510104017", "510104026"]


def test_communities_are_found_within_their_county() -> None:
    assert prefixes("莲", within="510104") == ["510104026018", "510104026013"]
    assert prefixes("lgxl", within="510104026") == ["510104026018"]
    assert prefixes("莲") == []


def test_levels_below_those_asked_for_are_left_out() -> None:
    assert prefixes("dong", levels=[Level.COUNTY]) == ["4419", "441900", "511402", "44"]


def test_filler_levels_are_not_offered_by_name() -> None:
    assert prefixes("市辖") == []


@pytest.mark.parametrize(
    ("code", "prefix"),
    [
        ("441900000000", "441900"),
        ("510104026018", "510104026018"),
        ("510104999999", None),
        ("510000000000", "51"),
        ("51", "51"),
        ("999999999999", None),
        ("成都", None),
        ("5101040000000", None),
    ],
)
def test_a_code_stands_for_its_deepest_region(code: str, prefix: str | None) -> None:
    region = region_at(code)
    assert (region.prefix if region else None) == prefix


def test_paths_say_what_people_say_in_one_query() -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        paths = paths_of(["510104026018", "110105000000", "441900000000", "4419", "999999999999"])
    assert len(queries) == 1
    assert paths == {
        "510104026018": "四川省成都市锦江区牛市口街道莲桂西路社区居委会",
        "110105000000": "北京市朝阳区",
        "441900000000": "广东省东莞市",
        "4419": "广东省东莞市",
        "999999999999": "999999999999",
    }
    assert path_of("510105002001") == "四川省成都市青羊区"
