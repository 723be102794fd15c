"""Pages of assessors, of officers about them and of panel members, by axe, on a desk and a narrow phone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext
from pytest_django.live_server_helper import LiveServer

from onsite import closing, phone_of
from reviewing import Review, accepted_scene, fill_and_lock, in_review, make_assessor, with_meeting
from stories.applicants import sign_in
from stories.test_centre_accessibility import faults
from xingping.rating.services.assigning import assign_round
from xingping.rating.services.field_visits import close_on_site
from xingping.rating.services.panel import open_vote
from xingping.rating.services.reviewing import to_panel
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
    both = ("/assessor/", f"{case}score/", f"{case}visit/", "/assessor/field/")
    narrow = (case, f"{case}lock/", f"{case}paper/", "/assessor/conflicts/")
    found = []
    for context, pages in zip(contexts, (both, both + narrow), strict=True):
        sign_in(context, live_server, review.assessors[0].person)
        page = context.new_page()
        found += [one for path in pages for one in faults(page, live_server.url + path)]
    assert found == []


def test_officers_and_members_pages(contexts: list[BrowserContext], live_server: LiveServer) -> None:
    review = visited()
    for number in range(3):
        fill_and_lock(review, number)
    scene = accepted_scene()
    for number in range(4):
        make_assessor(scene.officer, scene.body, number)
    run = assign_round(scene.officer, scene.case.round_id, seed=1)
    to_panel(review.officer, review.case_id)
    meeting = with_meeting(review).meeting
    assert meeting is not None
    open_vote(review.officer, review.case_id)
    case = f"/panel/cases/{review.fresh().number}/"
    own = {
        review.officer: (f"/office/cases/{review.fresh().number}/visit/material/",),
        scene.officer: (
            "/office/assessors/",
            f"/office/rounds/{scene.case.round_id}/assignment/{run.pk}/",
            f"/office/cases/{scene.case.number}/team/",
        ),
        review.panel[0]: (f"/panel/meetings/{meeting.pk}/",),
    }
    narrow = {
        review.panel[0]: ("/panel/", case, f"{case}recuse/"),
        scene.officer: ("/office/assessors/import/",),
    }
    found = []
    for context in contexts:
        page = context.new_page()
        for person, pages in (*own.items(), *(narrow.items() if context is contexts[1] else ())):
            sign_in(context, live_server, person.person)
            found += [one for path in pages for one in faults(page, live_server.url + path)]
    assert found == []
