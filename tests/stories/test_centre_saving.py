"""Nothing typed is lost: without a network, over a reload, and when two people fill in the same case."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from factories import Scene, applicant_of, complete, draft_scene
from stories.applicants import ready, saved, sign_in, workspace
from stories.conftest import Guard
from xingping.api import cases
from xingping.rating.models import SelfAssessment
from xingping.rating.services.returning import return_for_correction
from xingping.rating.services.submitting import submit

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]


def kept(scene: Scene) -> SelfAssessment:
    """The self-assessment as it is in the database."""
    return SelfAssessment.objects.get(case=scene.case)


@pytest.fixture
def colleague(
    browser: Browser, browser_context_args: dict[str, object], live_server: LiveServer, guard: Guard
) -> Iterator[BrowserContext]:
    """Another person's browser."""
    context = browser.new_context(**browser_context_args)  # type: ignore[arg-type]
    guard.watch(context, live_server.url)
    yield context
    context.close()


def test_what_is_typed_without_a_server_survives_a_reload_and_is_saved_later(
    page: Page,
    context: BrowserContext,
    live_server: LiveServer,
    guard: Guard,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    scene = draft_scene()
    sign_in(context, live_server, scene.applicant.person)
    page.goto(workspace(live_server, scene.case.number))
    ready(page)

    def down(*_given: object, **_named: object) -> None:
        raise OSError("the database is away")

    working = cases.save_by_number
    monkeypatch.setattr(cases, "save_by_number", down)
    page.locator("#score-1").fill("4.5")
    page.locator("#fact-2-households").fill("2,860")
    page.locator("#indicator-1 summary").click()
    page.locator("#statement-1").fill("服务半径八百米")
    page.locator("[data-tick]").first.check()
    page.locator("#score-2").fill("999")
    expect(page.locator("[data-saved]")).to_have_text("离线，4 项待保存")
    page.reload()
    ready(page)
    expect(page.locator("#score-1")).to_have_value("4.5")
    expect(page.locator("#score-2")).to_have_value("999")
    expect(page.locator("#statement-1")).to_have_value("服务半径八百米")
    assert kept(scene).scores == {}
    monkeypatch.setattr(cases, "save_by_number", working)
    saved(page)
    sheet = kept(scene)
    assert sheet.scores == {"1": 450}
    assert sheet.facts["households"]["value"] == "2860"
    assert sheet.statements == {"1": "服务半径八百米"}
    assert list(sheet.points.values()) == [True]
    expect(page.locator("#fault-2")).to_contain_text("0 至 10 之间")
    guard.errors.clear()  # the browser itself notes each request that failed


def test_a_lost_answer_is_no_conflict(
    page: Page, context: BrowserContext, live_server: LiveServer, guard: Guard
) -> None:
    scene = draft_scene()
    sign_in(context, live_server, scene.applicant.person)
    page.goto(workspace(live_server, scene.case.number))
    ready(page)

    def lost(route: Route) -> None:
        if route.request.method == "POST":
            route.fetch()
        route.abort()

    context.route("**/api/v1/**", lost)
    page.locator("#score-1").fill("3")
    expect(page.locator("[data-saved][data-state=offline]")).to_be_visible()
    page.locator("#score-1").fill("4")
    context.unroute("**/api/v1/**", lost)
    saved(page)
    expect(page.locator("[data-conflict]")).to_have_count(0)
    assert kept(scene).scores == {"1": 400}
    guard.errors.clear()


def test_two_people_at_once_lose_no_field_and_choose_where_they_disagree(
    page: Page, context: BrowserContext, colleague: BrowserContext, live_server: LiveServer
) -> None:
    scene = draft_scene()
    address = workspace(live_server, scene.case.number)
    sign_in(context, live_server, scene.applicant.person)
    sign_in(colleague, live_server, applicant_of(scene.case.centre).person)
    other = colleague.new_page()
    for one in (page, other):
        one.goto(address)
        ready(one)
    page.locator("#score-1").fill("5")
    saved(page)
    other.locator("#score-3").fill("2")
    saved(other)
    assert kept(scene).scores == {"1": 500, "3": 200}
    expect(other.locator("#score-1")).to_have_value("5")  # a colleague's field arrives by itself

    other.locator("#score-2").fill("7")
    saved(other)
    page.locator("#score-2").fill("9")
    conflict = page.locator("[data-conflict='scores.2']")
    expect(conflict).to_contain_text("同事把这里改成了“7”，您填的是“9”")
    assert kept(scene).scores["2"] == 700
    expect(page.locator("[data-saved]")).to_have_text("有 1 处和同事的修改不一致，请选择保留哪一个")
    conflict.get_by_role("button", name="保留我的：9").click()
    saved(page)
    expect(conflict).to_have_count(0)
    assert kept(scene).scores == {"1": 500, "2": 900, "3": 200}


def test_a_returned_case_opens_only_what_was_named(
    page: Page, context: BrowserContext, live_server: LiveServer
) -> None:
    scene = draft_scene(chain=[])
    complete(scene)
    submit(scene.applicant, scene.case.pk)
    return_for_correction(scene.officer, scene.case.pk, {"2": "面积与产权证不一致", "34": "请说明备案情况"})
    sign_in(context, live_server, scene.applicant.person)
    page.goto(workspace(live_server, scene.case.number))
    ready(page)
    expect(page.locator("#indicator-2")).to_contain_text("面积与产权证不一致")
    assert page.locator("[data-score]:enabled").evaluate_all("all => all.map(one => one.dataset.score)") == [
        "2",
        "34",
    ]
    assert page.locator("[data-card]:not([data-open]) [data-files]").count() == 0
    page.locator("#score-2").fill("8")
    saved(page)
    assert kept(scene).scores["2"] == 800
    page.goto(f"{live_server.url}/centre/cases/{scene.case.number}/check/")
    page.get_by_role("button", name="提交申报").click()
    page.get_by_role("button", name="确认提交").click()
    expect(page.get_by_text("已提交。")).to_be_visible()
    assert scene.fresh().state == "submitted"
