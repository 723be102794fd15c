"""Every public address answers in both languages, and all of them say whom they are for."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from xingping.web.access import Access, access_of
from xingping.web.public.urls import urlpatterns

PATTERNS = [one for one in urlpatterns if isinstance(one, URLPattern)]
POSTED = {"language", "self-check-compute", "self-check-way", "self-check-workbook", "self-check-report"}
ARGUMENTS = {"indicator": {"serial": "31"}}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.name)
def test_answers(client: Client, db: None, pattern: URLPattern, language: str) -> None:
    client.cookies["django_language"] = language
    answer = client.get(reverse(f"public:{pattern.name}", kwargs=ARGUMENTS.get(pattern.name or "")))
    expected = {"language": 302, "favicon": 301}.get(
        pattern.name or "", 405 if pattern.name in POSTED else 200
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
