"""Search by grams: what is asked for is found, on numbers and texts as keys alike."""

from __future__ import annotations

import pytest

from factories import CentreFactory
from xingping.rating.models import Centre
from xingping.rating.queries.search import matching
from xingping.rating.search_keys import keys_of
from xingping.rating.services.search_index import file_names

pytestmark = pytest.mark.django_db

NAMES = ("东光社区服务中心", "东湖社区服务中心", "光明村服务站", "%百分_号", "Ａ座服务站")


@pytest.fixture(autouse=True)
def _filed() -> None:
    for name in NAMES:
        keys = keys_of(name)
        centre = CentreFactory.create(name=name, name_key=keys.name, name_pinyin=keys.pinyin)
        file_names("test", {str(centre.pk): keys})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("东光", ["东光社区服务中心"]),
        ("光", ["光明村服务站", "东光社区服务中心"]),
        ("社区服务中心", ["东光社区服务中心", "东湖社区服务中心"]),
        ("dongguang", ["东光社区服务中心"]),
        ("%", ["%百分_号"]),
        ("_", ["%百分_号"]),
        ("a座", ["Ａ座服务站"]),
        ("没有", []),
        ("东光社区服务中心东光社区服务中心", []),
    ],
)
def test_what_is_asked_for_is_found_best_first(text: str, found: list[str]) -> None:
    rows = matching(Centre.objects.all(), "test", text, ("name_key", "name_pinyin"))
    assert list(rows.order_by("rank", "name_pinyin").values_list("name", flat=True)) == found


def test_no_text_narrows_nothing() -> None:
    rows = matching(Centre.objects.all(), "test", "  ", ("name_key",))
    assert rows.count() == len(NAMES)


def test_filing_anew_forgets_the_former_name() -> None:
    centre = Centre.objects.get(name="光明村服务站")
    file_names("test", {str(centre.pk): keys_of("新村服务站")})
    Centre.objects.filter(pk=centre.pk).update(name_key="新村服务站", name_pinyin="xincunfuwuzhan")
    assert matching(Centre.objects.all(), "test", "光明", ("name_key",)).count() == 0
    assert matching(Centre.objects.all(), "test", "新村", ("name_key",)).get() == centre


def test_other_kinds_are_other_files() -> None:
    assert matching(Centre.objects.all(), "other", "东光", ("name_key",)).count() == 0
