"""The open API: published facts, no key, bounded, and never a server error."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, settings

from factories import CentreFactory
from public_centres import awarded, open_register
from xingping.api import access
from xingping.api.access import REQUESTS
from xingping.api.main import api
from xingping.config.wsgi import application
from xingping.rating.limits import Rate, limit
from xingping.rating.models import Centre, CentreProfile

pytestmark = pytest.mark.django_db
ROOT = "/api/v1"
OPEN = ("/establishments", "/ratings", "/notices", "/standards", "/statistics/51")
HIDDEN = "秘密桂花社区服务中心"


@pytest.fixture(autouse=True)
def centre() -> Centre:
    CentreFactory(name=HIDDEN)
    made, _other = open_register("青禾社区服务中心", "望溪社区服务中心")
    CentreProfile.objects.create(centre=made, services=["legal"], groups=["minors"], reply="已改进")
    awarded(made, 4)
    return made


def told(client: Client, path: str, status: int = 200, **asked: Any) -> Any:
    answer = client.get(f"{ROOT}{path}", asked)
    assert answer.status_code == status, answer.content
    assert HIDDEN not in answer.content.decode()
    return answer.json()


def test_establishments_are_found_as_on_the_page(client: Client) -> None:
    found = told(client, "/establishments", q="qinghe")
    assert [one["name"] for one in found["establishments"]] == ["青禾社区服务中心"]
    assert (found["meta"]["total"], found["establishments"][0]["rating_value"]) == (1, 4)
    assert told(client, "/establishments", q="桂花")["meta"]["total"] == 0
    assert told(client, "/establishments", stars=4, region="51")["meta"]["total"] == 1


def test_one_establishment_with_ratings_scores_and_reply(client: Client, centre: Centre) -> None:
    one = told(client, f"/establishments/{centre.pk}")
    assert (one["right_to_reply"], one["services"], one["priority_groups"]) == (
        "已改进",
        ["法律服务"],
        ["未成年人"],
    )
    (rating,) = one["ratings"]
    assert (rating["status"], rating["rating_value"], len(rating["scores"])) == ("valid", 4, 7)
    for hidden in (Centre.objects.get(name=HIDDEN).pk, 999_999, 2**63):
        assert told(client, f"/establishments/{hidden}", 404)["code"] == "not_found"


def test_ratings_notices_standards_statistics(client: Client) -> None:
    assert told(client, "/ratings")["meta"]["total"] == 1
    assert told(client, "/notices") == {"notices": []}
    assert len(told(client, "/standards")["indicators"]) == 57
    assert told(client, "/statistics/51")["by_stars"]["4"] == 1
    assert told(client, "/statistics/x", 404)["code"] == "not_found"


@pytest.mark.parametrize(
    "asked",
    [
        {"page": 0}, {"page": 101, "page_size": 100}, {"page_size": 101}, {"page": "９"}, {"stars": 6},
        {"region": "5"}, {"kind": "x"}, {"q": "x" * 61}, {"q": "\x00"}, {"page": "NaN"}, {"page": 10**30},
    ],
)  # fmt: skip
def test_what_is_out_of_bounds_is_refused_with_a_code(client: Client, asked: dict[str, Any]) -> None:
    assert told(client, "/establishments", 422, **asked)["code"] == "invalid"


@pytest.mark.parametrize("path", OPEN)
def test_an_answer_is_kept_by_its_tag_and_read_from_any_site(client: Client, path: str) -> None:
    first = client.get(f"{ROOT}{path}")
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert first.cookies == {}
    again = client.get(f"{ROOT}{path}", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_one_address_is_slowed_down(client: Client) -> None:
    for _number in range(int(REQUESTS.burst)):
        limit(REQUESTS, "127.0.0.1")
    answer = client.get(f"{ROOT}/notices")
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_requests")
    assert answer.headers["Retry-After"] == "1"


def test_generated_requests_break_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Requests after the description and against it: no server error, every answer as described."""
    monkeypatch.setattr(access, "REQUESTS", Rate("generated", per_minute=10**9, burst=10**9))
    for signal in (request_started, request_finished):  # the test's own connection stays open
        signal.disconnect(close_old_connections)
    described = schemathesis.openapi.from_wsgi(f"{ROOT}/openapi.json", application)
    answered: list[int] = []
    for result in described.include(tag="open").get_all_operations():
        operation = result.ok()

        @settings(
            max_examples=25, deadline=None, derandomize=True, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @schemathesis_cases(operation)
        def check(case: Any) -> None:
            response = case.call_and_validate(headers={"Host": "localhost"})
            answered.append(response.status_code)

        check()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
    assert len(answered) > 100
    assert sum(status < 400 for status in answered) > len(answered) // 5


def schemathesis_cases(operation: Any) -> Any:
    from hypothesis import given

    return given(case=operation.as_strategy())


def test_every_open_operation_is_in_the_description() -> None:
    paths = api.get_openapi_schema()["paths"]
    for path in ("/establishments", "/establishments/{centre_id}", "/ratings", "/notices", "/standards"):
        assert "security" not in paths[f"{ROOT}{path}"]["get"]
