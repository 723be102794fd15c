"""Applicants' pages by axe (WCAG 2.2 AA), on a desk and on the narrowest phone; nothing scrolls sideways."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from factories import Scene, complete, draft_scene, open_round_of
from stories.applicants import sign_in
from stories.conftest import AXE_RULES
from xingping.rating.services.returning import return_for_correction
from xingping.rating.services.submitting import submit

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]


@pytest.fixture(params=[1440, 360])
def reader(
    request: pytest.FixtureRequest, browser: Browser, browser_context_args: dict[str, object]
) -> Iterator[Page]:
    """A page of one width in which axe may run."""
    size = {"width": request.param, "height": 900}
    context = browser.new_context(**{**browser_context_args, "viewport": size, "bypass_csp": True})  # type: ignore[arg-type]
    yield context.new_page()
    context.close()


def faults(page: Page, url: str) -> list[str]:
    """What axe finds, and scrolling sideways."""
    page.goto(url)
    page.wait_for_load_state("networkidle")
    width = page.viewport_size["width"] if page.viewport_size else 0
    wide = page.evaluate("document.documentElement.scrollWidth") > width
    found = Axe().run(page, options=AXE_RULES).response["violations"]
    return ([f"{url}: sideways"] if wide else []) + [
        f"{url}: {one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]
    ]


def test_every_page_can_be_used_by_everybody(reader: Page, live_server: LiveServer) -> None:
    scene: Scene = draft_scene(chain=[])
    open_round_of(scene.body)
    sign_in(reader.context, live_server, scene.applicant.person)
    case = f"{live_server.url}/centre/cases/{scene.case.number}/"
    pages = ["", "form/", "workbook/", "check/", "self-assessment/"]
    found = [one for page in pages for one in faults(reader, case + page)]
    for page in ("", "apply/", f"centres/{scene.case.centre_id}/", f"centres/{scene.case.centre_id}/edit/"):
        found += faults(reader, f"{live_server.url}/centre/{page}")
    complete(scene)
    submit(scene.applicant, scene.case.pk)
    return_for_correction(scene.officer, scene.case.pk, {"2": "面积不符"})
    found += faults(reader, f"{case}self-assessment/")
    assert found == []
