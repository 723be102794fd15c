"""An officer lowers a weight, sees stars move, saves, compares; tries a draft edition; on a phone; axe."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import LazySettings
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from stories.accessibility import faults
from stories.applicants import sign_in
from stories.conftest import Guard
from web.scenario_round import NAMES, ScenarioRound, make_scenario_round
from xingping.rating.models import SavedScenario

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
DRAFTS = Path(__file__).resolve().parents[1] / "data" / "editions"
FIRST_LOAD = 30_000
"""The first answer of a process loads what computes."""


@pytest.fixture(autouse=True)
def _no_second_factor(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.SECOND_FACTOR_ROLES = []
    monkeypatch.setenv("XINGPING_EDITIONS", str(DRAFTS))


@pytest.fixture
def world(db: None) -> ScenarioRound:
    return make_scenario_round()


def opened(page: Page, context: BrowserContext, server: LiveServer, world: ScenarioRound) -> None:
    sign_in(context, server, world.officer.person)
    page.goto(f"{server.url}/scenarios/", timeout=FIRST_LOAD)
    expect(page.locator(".scenario.live")).to_be_attached()


def save_as(page: Page, name: str) -> None:
    page.get_by_label("方案名称").fill(name)
    page.get_by_role("button", name="保存方案").click()
    expect(page.get_by_text(f"已保存方案“{name}”")).to_be_visible()


def test_a_weight_is_lowered_saved_and_compared(
    page: Page, context: BrowserContext, live_server: LiveServer, world: ScenarioRound
) -> None:
    opened(page, context, live_server, world)
    expect(page.get_by_role("status")).to_have_text("还没有改动：4 件按现行标准计算。")
    page.get_by_label("党建引领", exact=True).fill("0")
    sentence = page.get_by_role("status")
    expect(sentence).to_contain_text("4 件中 3 件升星，0 件降星，1 件不变")
    expect(page.locator("[data-flow-chart] svg")).to_be_attached()
    expect(page.get_by_role("link", name=NAMES[0])).to_be_visible()
    assert page.url.endswith(f"?source=round-{world.round.pk}&w3=0")

    # The address is the scenario: somebody else who opens it sees the same.
    other = context.new_page()
    other.goto(page.url)
    expect(other.get_by_label("党建引领", exact=True)).to_have_value("0")
    expect(other.get_by_role("status")).to_contain_text("3 件升星")
    other.close()

    save_as(page, "不计党建引领")
    page.goto(f"{live_server.url}/scenarios/?b3=90&b4=95&b5=99")
    expect(page.get_by_role("status")).to_contain_text("件降星")
    save_as(page, "提高门槛")
    assert SavedScenario.objects.count() == 2
    for name in ("不计党建引领", "提高门槛"):
        page.get_by_role("checkbox", name=name).check()
    page.get_by_role("button", name="比较").click()
    expect(page.get_by_role("columnheader", name="提高门槛")).to_be_visible()
    expect(page.get_by_role("row", name="升星").get_by_role("cell").nth(2)).to_have_text("3")


def test_sliders_regions_and_the_way_a_number_came_about(
    page: Page, context: BrowserContext, live_server: LiveServer, world: ScenarioRound
) -> None:
    opened(page, context, live_server, world)
    slider = page.get_by_role("slider", name="党建引领的分值")
    slider.fill("0")
    expect(page.get_by_label("党建引领", exact=True)).to_have_value("0")
    expect(page.get_by_role("status")).to_contain_text("3 件升星")
    page.get_by_role("link", name="锦江区").first.click()
    expect(page.get_by_role("status")).to_contain_text("2 件中 2 件升星")
    page.get_by_role("link", name=NAMES[0]).click()
    expect(page.get_by_role("heading", name=NAMES[0])).to_be_visible()
    expect(page.get_by_role("cell", name="680.00").first).to_be_visible()


def test_typing_is_kept_when_the_server_is_away_and_faults_are_said(
    page: Page, guard: Guard, context: BrowserContext, live_server: LiveServer, world: ScenarioRound
) -> None:
    opened(page, context, live_server, world)
    away = True

    def answer(route: Route) -> None:
        if away:
            route.abort()
        else:
            route.continue_()

    context.route("**/scenarios/results/**", answer)
    field = page.get_by_label("党建引领", exact=True)
    field.fill("0")
    expect(page.get_by_role("alert")).to_contain_text("填写的内容都还在")
    away = False
    expect(page.get_by_role("status")).to_contain_text("3 件升星")
    field.fill("多")
    expect(page.get_by_text("“多”不是整数")).to_be_visible()
    expect(field).to_have_value("多")
    guard.errors = [one for one in guard.errors if "ERR_FAILED" not in one and "422" not in one]


def test_a_draft_edition_is_simulated(
    page: Page, context: BrowserContext, live_server: LiveServer, world: ScenarioRound
) -> None:
    opened(page, context, live_server, world)
    page.get_by_label("按哪个标准").select_option("T/DEMO 0001-2025")
    expect(page.get_by_role("heading", name="新旧指标对照")).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("换成 T/DEMO 0001-2025")
    first = page.locator(".map-list input").first
    first.fill("31")
    page.locator("#assume").fill("100")
    expect(page).to_have_url(re.compile("assume=100&m-"))
    page.get_by_text("怎么算出来的").click()
    expect(page.get_by_text("假设满分 50.5 分")).to_be_visible()
    save_as(page, "草案试算")


def test_it_reads_without_scripts(browser: Browser, live_server: LiveServer, world: ScenarioRound) -> None:
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    sign_in(context, live_server, world.officer.person)
    page.goto(f"{live_server.url}/scenarios/", timeout=FIRST_LOAD)
    page.get_by_label("党建引领", exact=True).fill("0")
    page.get_by_role("button", name="计算").click()
    expect(page.get_by_text("4 件中 3 件升星")).to_be_visible()
    context.close()


def test_axe_finds_nothing(browser: Browser, live_server: LiveServer, world: ScenarioRound) -> None:
    context = browser.new_context(locale="zh-CN", bypass_csp=True, reduced_motion="reduce")
    page = context.new_page()
    sign_in(context, live_server, world.officer.person)
    case = world.cases[0].case.pk
    for address in (
        "/scenarios/?w3=0",
        "/scenarios/?w3=0&at=",
        "/scenarios/?draft=T/DEMO 0001-2025",
        f"/scenarios/cases/{case}/?w3=0",
        "/scenarios/saved/",
    ):
        page.goto(live_server.url + address, timeout=FIRST_LOAD)
        page.wait_for_load_state("networkidle")
        assert faults(page) == []
    context.close()
