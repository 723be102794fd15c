"""The public search: what is asked for is found, what is not public is not, and counts are true."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories import BodyFactory, CentreFactory
from xingping.rating.jobs.centre_index import file_overdue
from xingping.rating.models import Centre, IndexedCentre, Posting, Region
from xingping.rating.queries.centre_search import Asked, count_by_region, search_centres
from xingping.rating.services.centre_index import index_all, index_centres

pytestmark = pytest.mark.django_db

PLACES: tuple[dict[str, Any], ...] = (
    {"name": "青禾社区服务中心", "region": "510104001001", "address": "演示路 12 号"},
    {"name": "望溪社区服务中心", "region": "510104002001", "address": "青禾街 3 号"},
    {"name": "%百分_号服务站", "region": "440103001001", "form": "station"},
    {"name": "Ａ座村服务站", "region": "440103001002", "kind": "rural", "form": "station"},
    {"name": "长沙里社区服务中心", "region": "441900003001", "communities": "东城社区、西城社区"},
)


@pytest.fixture(autouse=True)
def _register(db: None) -> None:
    body = BodyFactory(shows_register=True)
    Region.objects.bulk_create(
        [
            Region(prefix=prefix, code=prefix.ljust(12, "0"), name=name, level=level, parent_id=parent)
            for prefix, name, level, parent in (
                ("51", "四川省", 1, None), ("5101", "成都市", 2, "51"), ("510104", "锦江区", 3, "5101"),
                ("44", "广东省", 1, None), ("4419", "东莞市", 2, "44"),
            )
        ]
    )  # fmt: skip
    for place in PLACES:
        CentreFactory(body=body, **place)
    index_all()


def names(words: str = "", **conditions: Any) -> list[str]:
    return [one.name for one in search_centres(Asked(words, **conditions)).rows()]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("青", [0, 1]),
        ("青禾", [0, 1]),
        ("青禾社区", [0]),
        ("qinghe", [0]),
        ("qing", [0]),
        ("qh", [0]),
        ("wxsq", [1]),
        ("社区服务中心", [0, 1, 4]),
        ("中心服务", []),
        ("锦江", [0, 1]),
        ("jinjiang", [0, 1]),
        ("锦江 望溪", [1]),
        ("望溪 东莞", []),
        ("东莞", [4]),
        ("西城社区", [4]),
        ("12", [0]),
        ("%", [2]),
        ("_", [2]),
        ("a座", [3]),
        ("Ａ座", [3]),
        ("没有这个", []),
        ("青\x00禾", [0, 1]),
    ],
)
def test_what_is_asked_for_is_found_those_called_so_first(words: str, found: list[int]) -> None:
    assert names(words) == [PLACES[place]["name"] for place in found]


@pytest.mark.parametrize(
    ("conditions", "found"),
    [
        ({"region": "51"}, [0, 1]),
        ({"region": "510104002"}, [1]),
        ({"region": "4419"}, [4]),
        ({"kind": "rural"}, [3]),
        ({"form": "station"}, [2, 3]),
        ({"stars": 0}, [0, 1, 2, 3, 4]),
        ({"stars": 5}, []),
        ({"region": "99"}, []),
    ],
)
def test_conditions_narrow(conditions: dict[str, Any], found: list[int]) -> None:
    assert names(**conditions) == [PLACES[place]["name"] for place in found]


def test_counts_by_region_are_those_of_the_search() -> None:
    counted = count_by_region(["51", "44", "11"], Asked())
    assert {prefix: sum(stars.values()) for prefix, stars in counted.items()} == {"51": 2, "44": 3, "11": 0}
    assert count_by_region(["44"], Asked(kind="rural"))["44"][0] == 1


def test_pages_follow_one_another() -> None:
    found = search_centres(Asked())
    pages = [one.name for start in range(0, 6, 2) for one in found.rows(start, 2)]
    assert (found.total, found.exact, pages) == (5, True, [place["name"] for place in PLACES])


def test_a_register_that_is_not_shown_is_not_found() -> None:
    hidden = CentreFactory(name="秘密桂花社区服务中心", region="510104001001")
    index_centres([hidden.pk])
    assert names("桂花") == names("guihua") == names("ghsq") == []
    assert count_by_region(["51"], Asked())["51"][0] == 2
    assert [one.pk for one in search_centres(Asked("桂花"), public=False).rows()] == [hidden.pk]


def test_closing_hides_a_centre_that_was_never_awarded() -> None:
    centre = Centre.objects.get(name="青禾社区服务中心")
    Centre.objects.filter(pk=centre.pk).update(closed_on="2026-01-01")
    index_centres([centre.pk])
    assert names("青禾") == ["望溪社区服务中心"]


def test_filing_anew_forgets_what_was_and_repeats_without_change() -> None:
    centre = Centre.objects.get(name="青禾社区服务中心")
    Centre.objects.filter(pk=centre.pk).update(name="新村服务站")
    assert (index_centres([centre.pk]), index_centres([centre.pk])) == (1, 0)
    assert names("青禾") == ["望溪社区服务中心"]
    assert names("新村") == ["新村服务站"]
    assert IndexedCentre.objects.get(pk=centre.pk).name == "新村服务站"
    assert not Posting.objects.exclude(token="").filter(bits=b"").exists()


def test_any_search_takes_as_many_queries() -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        names("青禾 jinjiang", region="51", kind="urban")
    assert len(asked) == 3  # the tokens, the few that are looked at one by one, the page


def test_reading_uses_the_index() -> None:
    rows = Posting.objects.filter(token__in=["n青", "v"])
    plan = rows.explain()
    assert "posting_once" in plan or "INDEX" in plan.upper()


def test_what_was_never_filed_is_filed_daily() -> None:
    late = CentreFactory(body=BodyFactory(shows_register=True), name="迟来社区服务中心")
    assert names("迟来") == []
    file_overdue()
    assert names("迟来") == [late.name]
