"""The API as a whole: every operation declares its permission, and the description is complete."""

from __future__ import annotations

import pytest
from django.test import Client

from xingping.api.access import declared_access
from xingping.api.main import api


def test_every_operation_declares_for_whom_it_is() -> None:
    operations = [
        operation
        for _prefix, router in api._routers
        for view in router.path_operations.values()
        for operation in view.operations
    ]
    assert len(operations) > 10
    assert [one.view_func.__name__ for one in operations if declared_access(one.view_func) is None] == []


@pytest.mark.django_db
def test_the_description_is_served() -> None:
    told = Client().get("/api/v1/openapi.json").json()
    assert "/api/v1/cases/{number}/self-assessment" in told["paths"]
    assert all(one.get("summary") for path in told["paths"].values() for one in path.values())


@pytest.mark.django_db
def test_an_address_that_no_operation_has_is_answered_to_programs_in_json() -> None:
    for path in ("/api/v1/nothing", "/api/v1/cases/é", "/api/v1/register/imports/-1"):
        answer = Client().get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.django_db
def test_a_post_without_token_of_the_form_is_refused_with_a_code() -> None:
    answer = Client(enforce_csrf_checks=True).post("/api/v1/uploads", b"{}", content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf_missing")


def test_every_closed_operation_says_how_it_refuses() -> None:
    for by_method in api.get_openapi_schema()["paths"].values():
        for one in by_method.values():
            if "security" in one:
                assert {401, 403, 404, 409, 422, 429} <= {int(status) for status in one["responses"]}
