"""The standard on the web: all of it, found by words, told apart from the guide."""

from __future__ import annotations

import pytest
from django.test import Client

from xingping.core.catalogue import find_edition, find_guide
from xingping.core.points import show_hundredths

EDITION = find_edition()
LANGUAGES = ("zh-hans", "en")


@pytest.fixture(params=LANGUAGES)
def visitor(request: pytest.FixtureRequest, client: Client) -> Client:
    client.cookies["django_language"] = request.param
    return client


def test_overview_lists_every_indicator_and_rule(visitor: Client) -> None:
    text = visitor.get("/standard/").content.decode()
    assert text.count("data-indicator ") == len(EDITION.indicators)
    assert text.count('class="erratum"') == len(EDITION.errata)
    for one in EDITION.indicators:
        assert f'href="/standard/{one.serial}/"' in text
    for band in EDITION.bands:
        assert f'<td class="number">{show_hundredths(band.points)}</td>' in text


@pytest.mark.parametrize("serial", EDITION.serials)
def test_every_indicator_has_its_page(visitor: Client, serial: str) -> None:
    answer = visitor.get(f"/standard/{serial}/")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert text.count('class="source standard"') == 1
    assert text.count('class="source body"') == 1
    for point in find_guide().by_serial[serial].scoring_points:
        assert f'id="point-{point.id}"' in text


def test_standard_and_guide_stand_apart(client: Client) -> None:
    text = client.get("/standard/31/").content.decode()
    of_standard, of_guide = text.split('id="of-guide"')
    assert "共建党组织不少于 5 个" in of_standard
    assert "附录 A 表 A.1 序号 31" in of_standard
    assert "只有本项写明多者分高" in of_standard
    assert "星评通用评分细则" in of_guide
    assert "星评通用评分细则" not in of_standard


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("消防", ["9-10"]),
        ("9", ["9-10"]),
        ("10", ["9-10"]),
        ("９－１０", ["9-10"]),
        ("联席会议 出席率", ["31"]),
    ],
)
def test_search_without_scripts(client: Client, words: str, found: list[str]) -> None:
    answer = client.get("/standard/", {"q": words})
    assert [one.serial for one in answer.context["found"]] == found


def test_search_for_nothing_known_offers_the_way_back(client: Client) -> None:
    text = client.get("/standard/", {"q": "飞碟\x00"}).content.decode()
    assert "没有找到相符的指标" in text
    assert text.count("data-indicator ") == 0


@pytest.mark.parametrize("printed", ["9", "10"])
def test_printed_serials_lead_to_the_merged_one(client: Client, printed: str) -> None:
    answer = client.get(f"/standard/{printed}/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/standard/9-10/")


def test_missing_serial_says_so(client: Client) -> None:
    answer = client.get("/standard/50/")
    assert answer.status_code == 404
    assert "标准里没有序号为“50”的指标。" in answer.content.decode()


def test_english_pages_hold_no_chinese_but_names_of_the_switch(client: Client) -> None:
    client.cookies["django_language"] = "en"
    for path in ("/about/", "/standard/", "/standard/31/", "/self-check/", "/self-check/upload/"):
        text = client.get(path).content.decode()
        shown = text.replace("中文", "").replace("“多元”", "")  # the switch, and a misprint that is quoted
        for hidden in ("data-words", "json"):
            shown = "\n".join(line for line in shown.splitlines() if hidden not in line)
        chinese = {character for character in shown if "\u4e00" <= character <= "\u9fff"}
        assert chinese == set(), (path, chinese)
