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
