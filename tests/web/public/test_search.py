"""The public search's pages: what is asked for is shown, nothing that is not published, and caches help."""

from __future__ import annotations

from gzip import decompress
from typing import Any

import pytest
from django.test import Client

from factories import BodyFactory, CentreFactory, person_with
from public_centres import awarded, open_register
from xingping.core.roles import Role
from xingping.rating.models import Centre, Posting

pytestmark = pytest.mark.django_db
HIDDEN = "秘密桂花社区服务中心"


@pytest.fixture(autouse=True)
def centres() -> list[Centre]:
    CentreFactory(name=HIDDEN)
    return open_register("青禾社区服务中心", "望溪社区服务中心", "向阳村服务站")


def text(client: Client, path: str, status: int = 200, **asked: Any) -> str:
    answer = client.get(path, asked)
    assert answer.status_code == status
    return answer.content.decode()


def test_home_shows_the_provinces_with_their_centres(client: Client) -> None:
    shown = text(client, "/")
    assert "四川省：3" in shown
    assert 'href="/region/51/"' in shown
    assert HIDDEN not in shown


def test_an_empty_site_says_the_next_step(client: Client) -> None:
    Posting.objects.all().delete()
    assert "还没有公开的中心（站）" in text(client, "/")


@pytest.mark.parametrize("words", ["青禾", "qinghe", "qhsq", "青"])
def test_a_centre_is_found(client: Client, words: str) -> None:
    shown = text(client, "/", q=words)
    assert "青禾社区服务中心" in shown
    assert "望溪社区服务中心" not in shown


@pytest.mark.parametrize(
    "asked",
    [
        {"q": "桂花"},
        {"q": "ghsq"},
        {"q": "没有", "stars": "9"},
        {"stars": "5"},
        {"q": "x" * 500},
    ],
)
def test_nothing_found_says_what_to_try(client: Client, asked: dict[str, str]) -> None:
    shown = text(client, "/", **asked)
    assert "没有找到" in shown
    assert HIDDEN not in shown


@pytest.mark.parametrize(
    "asked",
    [{"page": "-1"}, {"page": "９５"}, {"page": "9" * 99}, {"stars": "²"}, {"region": "５１"}, {"kind": "x"}],
)
def test_what_is_not_understood_narrows_nothing(client: Client, asked: dict[str, str]) -> None:
    text(client, "/", **asked)


def test_regions_go_down_to_the_street(client: Client) -> None:
    shown = text(client, "/region/5101/")
    assert 'href="/region/510104/"' in shown
    assert "锦江区" in text(client, "/region/510104/")
    assert "青禾社区服务中心" in text(client, "/region/510104001/")
    for unknown in ("99", "5", "x", "510104999", "51010400"):
        assert "没有代码为" in text(client, f"/region/{unknown}/", 404)


def test_suggestions_are_the_same_search(client: Client, centres: list[Centre]) -> None:
    told = client.get("/search/suggest/", {"q": "qinghe"}).json()["centres"]
    assert [(one["name"], one["url"]) for one in told] == [("青禾社区服务中心", f"/centres/{centres[0].pk}/")]
    assert client.get("/search/suggest/", {"q": "桂花"}).json() == {"centres": []}
    assert client.get("/search/suggest/").json() == {"centres": []}


def test_visitors_pages_are_kept_by_caches_and_hold_no_secret(client: Client) -> None:
    first = client.get("/", {"q": "青禾"})
    tag = first.headers["ETag"]
    assert "csrfmiddlewaretoken" not in first.content.decode()
    assert (first.headers["Cache-Control"], first.cookies) == ("public, max-age=0, must-revalidate", {})
    assert "Cookie" in first.headers["Vary"]
    again = client.get("/", {"q": "青禾"}, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    open_register("青禾二村服务站")
    assert client.get("/", {"q": "青禾"}, headers={"If-None-Match": tag}).status_code == 200


def test_only_what_all_visitors_see_alike_is_sent_compressed(client: Client) -> None:
    plain = client.get("/")
    packed = client.get("/", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert decompress(packed.content) == plain.content
    assert packed.headers["ETag"] == plain.headers["ETag"]
    client.force_login(person_with(Role.AUDITOR, body=BodyFactory()))
    assert "Content-Encoding" not in client.get("/", headers={"Accept-Encoding": "gzip"}).headers


def test_the_page_of_somebody_signed_in_is_kept_nowhere(client: Client) -> None:
    client.force_login(person_with(Role.AUDITOR, body=BodyFactory()))
    answer = client.get("/")
    assert "no-store" in answer.headers["Cache-Control"]
    assert "ETag" not in answer.headers


def test_stars_narrow_and_lead(client: Client, centres: list[Centre]) -> None:
    awarded(centres[1], stars=4)
    assert "望溪社区服务中心" in text(client, "/", stars="4")
    shown = text(client, "/", q="社区")
    assert shown.index("望溪社区服务中心") < shown.index("青禾社区服务中心")
