"""`/api/`: every operation with an example; nothing foreign; the links to try work."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from public_centres import open_register
from xingping.api.description import topics_of
from xingping.api.main import api
from xingping.rating.limits import BUCKETS

pytestmark = pytest.mark.django_db


def test_every_operation_is_described_in_both_languages(client: Client) -> None:
    operations = [one for topic in topics_of(api) for one in topic.operations]
    for language, words in (("zh-hans", "怎样开始"), ("en", "Getting started")):
        client.cookies["django_language"] = language
        page = client.get("/api/").content.decode()
        assert words in page
        for one in operations:
            assert f"<code>{one.path}</code>" in page
            assert one.summary
            assert one.explained
        assert not re.search(r"<script(?! src=\"/static/)|style=\"|https?://(?!127\.0\.0\.1)", page)


def test_the_description_is_openapi_31(client: Client) -> None:
    told = client.get("/api/v1/openapi.json").json()
    assert told["openapi"].startswith("3.1")
    assert {one["type"] for one in told["components"]["securitySchemes"].values()} == {"http", "apiKey"}
    assert "security" not in told["paths"]["/api/v1/notices"]["get"]


def test_open_operations_can_be_tried(client: Client) -> None:
    BUCKETS.clear()
    centre, _other = open_register("青禾社区服务中心", "望溪社区服务中心")
    for topic in topics_of(api):
        for one in topic.operations:
            if one.is_open:
                path = one.example.replace("/establishments/1", f"/establishments/{centre.pk}")
                assert client.get(path).status_code == 200, path


def test_it_says_which_scope_an_operation_needs() -> None:
    by_key = {(one.method, one.path): one for topic in topics_of(api) for one in topic.operations}
    assert [one.value for one in by_key["GET", "/api/v1/cases"].scopes] == [
        "cases:read",
        "cases:write",
        "documents:read",
    ]
    assert by_key["GET", "/api/v1/field/session"].scopes == ()
    assert by_key["GET", "/api/v1/token"].own
    assert by_key["POST", "/api/v1/register/imports"].sends_file
