"""An applicant finishes a prepared case in one sitting, on a desk and on a phone."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from factories import BodyFactory, CentreFactory, applicant_of, open_round_of
from stories.applicants import pdf, ready, saved, sign_in, workspace
from xingping.core.catalogue import find_edition
from xingping.core.lifecycle import State
from xingping.core.points import show_hundredths
from xingping.rating.models import Case, SelfAssessment
from xingping.rating.models.organisation import Centre

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]

LONGEST_SITTING = 120
"""Seconds that the whole story may take a script: a person types more slowly, but waits no longer."""


@pytest.mark.parametrize("width", [1440, 390])
def test_a_prepared_case_is_finished_in_one_sitting(
    page: Page, context: BrowserContext, live_server: LiveServer, width: int
) -> None:
    body = BodyFactory()
    centre: Centre = CentreFactory(body=body)
    open_round_of(body)
    applicant = applicant_of(centre)
    sign_in(context, live_server, applicant.person)
    page.set_viewport_size({"width": width, "height": 844})
    began = time.monotonic()

    page.goto(f"{live_server.url}/centre/")
    page.get_by_role("link", name="发起申报").last.click()
    page.get_by_role("button", name="开始填报").click()
    number = Case.objects.get().number
    fill_form(page)
    for kind in ("form", "pledge"):
        upload_scan(page, kind)
    page.goto(workspace(live_server, number))
    ready(page)
    score_everything(page, phone=width < 900)
    saved(page)
    page.goto(f"{live_server.url}/centre/cases/{number}/check/")
    page.get_by_role("button", name="提交申报").click()
    page.get_by_role("button", name="确认提交").click()
    expect(page.get_by_text("已提交。")).to_be_visible()

    taken = time.monotonic() - began
    case = Case.objects.get()
    assert (case.state, case.level) == (State.SUBMITTED, "street")
    scores = SelfAssessment.objects.get(case=case).scores
    assert scores == {one.serial: one.points for one in find_edition().indicators}
    assert taken < LONGEST_SITTING
    page.goto(workspace(live_server, number))
    ready(page)
    expect(page.locator("#score-1")).to_be_disabled()
    expect(page.get_by_text("内容已锁定，只能查看")).to_be_visible()


def fill_form(page: Page) -> None:
    """Target stars and eligibility."""
    page.get_by_role("radio", name="三星级").check()
    for item in page.locator(".eligibility li").all():
        item.get_by_role("radio", name=re.compile("^(符合|没有)$")).check()
    page.get_by_role("button", name="保存申报表").click()
    expect(page.get_by_text("申报表已保存。")).to_be_visible()


def upload_scan(page: Page, kind: str) -> None:
    """A stamped scan."""
    scan = page.locator(f"#{kind}")
    scan.locator("input[type=file]").set_input_files(
        {"name": f"{kind}.pdf", "mimeType": "application/pdf", "buffer": pdf()}
    )
    scan.get_by_role("button", name="上传").click()
    expect(page.locator(f"#{kind}").get_by_text("已上传")).to_be_visible()


def score_everything(page: Page, *, phone: bool) -> None:
    """Digits and Enter, section after section."""
    edition = find_edition()
    for place, section in enumerate(edition.level1, start=1):
        if place > 1:
            page.locator(f"[data-section-link='{place}']").click()
        own = [one for one in edition.indicators if one.level1 == section.name]
        field = page.locator(f"#score-{own[0].serial}")
        expect(field).to_be_visible()
        field.click()
        for indicator in own:
            expect(page.locator(f"#score-{indicator.serial}")).to_be_focused()
            page.keyboard.type(show_hundredths(indicator.points))
            page.keyboard.press("Enter")
    if phone:
        expect(page.locator(".foot-bar [data-whole]")).to_have_text("1000")
    expect(page.locator("#result [data-whole]")).to_have_text("1000")
