"""Pages of assessors, and of officers about assessors, by axe, on a desk and on the narrowest phone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext
from pytest_django.live_server_helper import LiveServer

from onsite import closing, phone_of
from reviewing import Review, accepted_scene, fill_and_lock, in_review, make_assessor
from stories.applicants import sign_in
from stories.test_centre_accessibility import faults
from xingping.rating.services.assigning import assign_round
from xingping.rating.services.field_visits import close_on_site
from xingping.rating.services.visits import plan_visit

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def contexts(
    browser: Browser, browser_context_args: dict[str, object], settings: LazySettings
) -> Iterator[list[BrowserContext]]:
    """A wide and a narrow browser in which axe may run."""
    settings.SECOND_FACTOR_ROLES = []
    made = [
        browser.new_context(  # type: ignore[arg-type]
            **{**browser_context_args, "viewport": {"width": width, "height": 900}, "bypass_csp": True}
        )
        for width in (1440, 360)
    ]
    yield made
    for one in made:
        one.close()


def visited() -> Review:
    """A visit held, a photo sent; the first assessor's sheet is open."""
    review = in_review()
    now = timezone.now()
    plan_visit(review.officer, review.case_id, now, now + timedelta(hours=6), "演示中心一楼")
    close_on_site(review.assessors[0], review.case_id, closing())
    phone_of(review, 1).shoot()
    return review


def test_assessors_pages(contexts: list[BrowserContext], live_server: LiveServer) -> None:
    review = visited()
    case = f"/assessor/cases/{review.fresh().number}/"
    pages = ("/assessor/", f"{case}score/", f"{case}visit/", "/assessor/field/")
    found = []
    for context in contexts:
        sign_in(context, live_server, review.assessors[0].person)
        page = context.new_page()
        found += [one for path in pages for one in faults(page, live_server.url + path)]
    assert found == []


def test_officers_pages_about_assessors(contexts: list[BrowserContext], live_server: LiveServer) -> None:
    review = visited()
    for number in range(3):
        fill_and_lock(review, number)
    scene = accepted_scene()
    for number in range(4):
        make_assessor(scene.officer, scene.body, number)
    run = assign_round(scene.officer, scene.case.round_id, seed=1)
    own = {
        review.officer: (f"/office/cases/{review.fresh().number}/visit/material/",),
        scene.officer: (
            "/office/assessors/",
            f"/office/rounds/{scene.case.round_id}/assignment/{run.pk}/",
            f"/office/cases/{scene.case.number}/team/",
        ),
    }
    found = []
    for context in contexts:
        page = context.new_page()
        for officer, pages in own.items():
            sign_in(context, live_server, officer.person)
            found += [one for path in pages for one in faults(page, live_server.url + path)]
    assert found == []
