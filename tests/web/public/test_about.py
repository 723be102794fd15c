"""What the rating is, and the small files beside it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from xingping.core.catalogue import find_edition
from xingping.core.points import show_hundredths

EDITION = find_edition()


@pytest.mark.parametrize(("language", "title"), [("zh-hans", "几分是几星"), ("en", "How many points")])
def test_about_says_what_gives_which_star(client: Client, language: str, title: str) -> None:
    client.cookies["django_language"] = language
    text = client.get("/about/").content.decode()
    assert title in text
    for band in EDITION.bands:
        assert f'data-stars="{band.stars}"' in text
    for section in EDITION.level1:
        assert show_hundredths(section.points) in text


def test_about_leads_to_self_check_standard_and_sign_in(client: Client) -> None:
    text = client.get("/about/").content.decode()
    for name in ("public:self-check", "public:standard", "account_login"):
        assert f'href="{reverse(name)}"' in text


def test_browser_settings_do_not_turn_the_site_english(client: Client) -> None:
    assert "开始自测" in client.get("/about/", headers={"Accept-Language": "en-US"}).content.decode()


def test_unknown_language_is_chinese(client: Client) -> None:
    client.cookies["django_language"] = "xx"
    answer = client.get("/about/")
    assert answer.headers["Content-Language"] == "zh-hans"
    assert "Cookie" in answer.headers["Vary"]


def test_language_switch_keeps_the_choice_and_the_place(client: Client) -> None:
    answer = client.post("/language/", {"language": "en", "next": "/standard/31/"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/standard/31/")
    assert client.get("/about/").headers["Content-Language"] == "en"


def test_language_switch_never_leads_elsewhere(client: Client) -> None:
    answer = client.post("/language/", {"language": "en", "next": "https://example.org/"})
    assert answer.headers["Location"] == "/"


def test_robots_keep_out_of_links_with_tokens(client: Client) -> None:
    answer = client.get("/robots.txt")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "Disallow: /v/" in answer.content.decode()


def test_manifest_names_the_site(client: Client) -> None:
    told = client.get("/manifest.webmanifest").json()
    assert (told["short_name"], told["start_url"]) == ("星评", "/")
    assert client.get("/favicon.ico").headers["Location"] == told["icons"][0]["src"]
