"""Every public address answers in both languages, and all of them say whom they are for."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from xingping.web.access import Access, access_of
from xingping.web.public.urls import urlpatterns

PATTERNS = [one for one in urlpatterns if isinstance(one, URLPattern)]
POSTED = {"language", "self-check-compute", "self-check-way", "self-check-workbook", "self-check-report"}
VALUES = {
    "serial": "31", "prefix": "51", "centre_id": 1,
    "certificate_token": "0" * 32, "body_id": 1, "issuer_id": 1, "page": 1,
    "stars": 3, "day": "2026-01-01", "file_name": "x.csv",
}  # fmt: skip
"""For the parameters of an address; none of them names anything that is there, but a serial."""


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.name)
def test_answers(client: Client, db: None, pattern: URLPattern, language: str) -> None:
    client.cookies["django_language"] = language
    given = {name: VALUES[name] for name in pattern.pattern.converters}
    answer = client.get(reverse(f"public:{pattern.name}", kwargs=given))
    found = 404 if set(given) - {"serial"} else 200
    expected = {"language": 302, "favicon": 301}.get(
        pattern.name or "", 405 if pattern.name in POSTED else found
    )
    assert answer.status_code == expected


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.name)
def test_is_open_to_everybody(pattern: URLPattern) -> None:
    assert access_of(pattern.callback) == Access(everybody=True)


@pytest.mark.parametrize("name", sorted(POSTED - {"language"}))
def test_writes_need_the_token(name: str) -> None:
    answer = Client(enforce_csrf_checks=True).post(
        reverse(f"public:{name}"), "{}", content_type="application/json"
    )
    assert answer.status_code == 403
