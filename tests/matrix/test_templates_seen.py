"""The note of rendered templates: it notes, it fails a whole run, and leaves a part of the suite alone."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from matrix.templates_seen import OUTPUT, TemplatesSeen, templates


def session(**config: Any) -> Any:
    return SimpleNamespace(config=SimpleNamespace(**config), exitstatus=pytest.ExitCode.OK)


@pytest.mark.django_db
def test_what_is_rendered_is_noted_parts_included(request: pytest.FixtureRequest) -> None:
    noting = request.config.pluginmanager.get_plugin("templates seen")
    before = set(noting.seen)
    noting.seen.clear()
    Client().get("/account/sign-in/")
    assert {"account/login.html", "base.html", "components/footer.html"} <= noting.seen
    noting.seen |= before


def test_a_whole_run_fails_for_a_template_never_rendered() -> None:
    noting, run = TemplatesSeen(), session()
    noting.is_whole, noting.seen = True, templates() - {"base.html"}
    noting.pytest_sessionfinish(run, 0)
    assert (noting.unvisited, run.exitstatus) == ({"base.html"}, pytest.ExitCode.TESTS_FAILED)


def test_a_part_of_the_suite_may_leave_templates_out() -> None:
    noting, run = TemplatesSeen(), session()
    noting.pytest_sessionfinish(run, 0)
    assert (noting.unvisited, run.exitstatus) == (set(), pytest.ExitCode.OK)


def test_workers_hand_over_what_they_saw() -> None:
    worker, starter = TemplatesSeen(), TemplatesSeen()
    worker.seen = {"base.html"}
    given: dict[str, Any] = {}
    worker.pytest_sessionfinish(session(workeroutput=given), 0)
    starter.pytest_testnodedown(SimpleNamespace(workeroutput=given), None)
    assert (given[OUTPUT], starter.seen) == (["base.html"], {"base.html"})
