"""Assessors at the desk: scoring by keys alone, a stopped server, two devices, and two who disagree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from reviewing import FULL, SERIALS, Review, all_locked, in_review, put
from stories.applicants import ready, saved, sign_in
from stories.conftest import Guard
from xingping.api import sheets
from xingping.rating.models import Reconciliation
from xingping.rating.services.reviewing import open_reconciliation
from xingping.rating.services.saving import Edit

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
PASSWORD = "演示-口令-2026"


@pytest.fixture(autouse=True)
def _no_second_factor(settings: object) -> None:
    settings.SECOND_FACTOR_ROLES = []  # type: ignore[attr-defined]


@pytest.fixture
def second(
    browser: Browser, browser_context_args: dict[str, object], live_server: LiveServer, guard: Guard
) -> Iterator[BrowserContext]:
    """Another device, a phone."""
    phone = {**browser_context_args, "viewport": {"width": 390, "height": 844}}
    context = browser.new_context(**phone)  # type: ignore[arg-type]
    guard.watch(context, live_server.url)
    yield context
    context.close()


def opened(page: Page, server: LiveServer, review: Review, place: str = "") -> None:
    """Open the scoring page."""
    page.goto(f"{server.url}/assessor/cases/{review.fresh().number}/score/{place}")
    ready(page)


def all_but(review: Review, *left: str) -> None:
    """Full points for everything else on the first assessor's sheet."""
    fields = {f"scores.{one}": Edit(None, FULL[one]) for one in SERIALS if one not in left}
    put(review, 0, fields, device="earlier")


def test_scoring_by_keys_alone_and_locking(
    page: Page, context: BrowserContext, live_server: LiveServer
) -> None:
    review = in_review()
    all_but(review, "1", "2", SERIALS[-1])
    person = review.assessors[0].person
    person.set_password(PASSWORD)
    person.save()
    sign_in(context, live_server, person)
    opened(page, live_server, review)
    expect(page.locator("#indicator-1 [data-self]")).to_have_text("自评得分在您评分之后显示")
    page.keyboard.type("4.5")
    expect(page.locator("#indicator-1 [data-self]")).to_have_text("自评 5 分")
    page.keyboard.press("Enter")
    page.keyboard.type("选址偏")
    page.keyboard.press("Enter")
    expect(page.locator("#indicator-2")).to_be_visible()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#score-2")).to_have_value("10")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#indicator-3")).to_be_visible()
    page.locator("[data-next-unscored]").press("Enter")
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    page.locator(".foot-next").press("Enter")
    expect(page.get_by_role("heading", name="还有 1 处要补")).to_be_visible()
    page.get_by_role("link", name="从第一处开始补").press("Enter")
    ready(page)
    last = page.locator(f"#indicator-{SERIALS[-1]}")
    last.get_by_role("button", name="记录不完整").press("Enter")
    saved(page)
    expect(page.locator("[data-total]")).not_to_have_text("0.00")
    page.locator(".foot-next").press("Enter")
    page.get_by_role("button", name="锁定评分表").press("Enter")
    page.locator("input[type=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="已锁定")).to_be_visible()
    sheet = review.sheet(0)
    assert sheet.locked_at is not None
    assert (sheet.scores["1"], sheet.statements["1"]) == (450, "选址偏")
    assert sheet.statements[SERIALS[-1]] == "记录不完整"
    expect(page.get_by_text(sheet.content_hash)).to_be_visible()


def test_a_stopped_server_loses_nothing_and_a_second_device_never_overwrites(
    page: Page,
    context: BrowserContext,
    second: BrowserContext,
    live_server: LiveServer,
    guard: Guard,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    review = in_review()
    for one in (context, second):
        sign_in(one, live_server, review.assessors[0].person)
    opened(page, live_server, review)
    phone = second.new_page()
    opened(phone, live_server, review)
    desk = page.evaluate("localStorage.getItem('xingping.device')")
    working = sheets.save_sheet_by_number

    def stopped(*given: Any, **named: Any) -> Any:
        if named["device"] == desk:
            raise OSError("the server is away")
        return working(*given, **named)

    monkeypatch.setattr(sheets, "save_sheet_by_number", stopped)
    page.locator("#score-1").fill("4")
    page.locator("#reason-1").fill("服务半径偏大")
    page.locator("#indicator-1 [data-not-seen]").check()
    expect(page.locator("[data-saved]")).to_have_text("离线，3 项待保存")
    page.reload()
    ready(page)
    expect(page.locator("#score-1")).to_have_value("4")
    phone.locator("#indicator-1 [data-value='300']").click()
    saved(phone)
    monkeypatch.setattr(sheets, "save_sheet_by_number", working)
    conflict = page.locator("[data-conflict='scores.1']")
    expect(conflict).to_contain_text("另一台设备把这里改成了“3”，这台设备上是“4”", timeout=30_000)
    assert review.sheet(0).scores == {"1": 300}
    assert review.sheet(0).statements == {"1": "服务半径偏大"}
    conflict.get_by_role("button", name="保留这台的：4").click()
    saved(page)
    assert review.sheet(0).scores == {"1": 400}
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("#indicator-1 [data-history-of]").click()
    expect(page.locator("[data-history] li").first).to_contain_text("3 → 4")
    guard.errors.clear()  # the browser itself notes each request that failed


def test_two_who_disagree_reconcile_without_knowing_each_other(
    page: Page, context: BrowserContext, second: BrowserContext, live_server: LiveServer
) -> None:
    review = all_locked({}, {}, {"1": 250})
    open_reconciliation(review.officer, review.case_id)
    address = f"{live_server.url}/assessor/cases/{review.fresh().number}/reconcile/"
    sign_in(context, live_server, review.assessors[0].person)
    sign_in(second, live_server, review.assessors[2].person)
    page.goto(address)
    expect(page.locator(".voices li")).to_have_count(3)
    expect(page.get_by_text("现场看到缺少材料（1）")).to_be_visible()
    page.locator("#reason-1").fill("看过产权证，维持")
    page.get_by_role("button", name="提交这一项").click()
    expect(page.get_by_text("您维持 5 分。")).to_be_visible()
    phone = second.new_page()
    phone.goto(address)
    expect(phone.get_by_text("看过产权证")).to_have_count(0)
    phone.locator("#points-1").fill("5")
    phone.locator("#reason-1").fill("当时没有看到产权证")
    phone.get_by_role("button", name="提交这一项").click()
    expect(phone.get_by_text("您由 2.5 分改为 5 分。")).to_be_visible()
    rows = Reconciliation.objects.filter(case=review.case_id).exclude(after=None)
    assert sorted((one.before, one.after) for one in rows) == [(250, 500), (500, 500)]
    assert review.sheet(2).scores["1"] == 500
    names = [one.person.get_full_name() for one in review.assessors[:2]]
    assert not any(name in phone.content() for name in names)
