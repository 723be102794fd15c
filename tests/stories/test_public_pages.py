"""Every public page, wide and on a phone: readable by everybody, nothing cut, nothing from elsewhere."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from stories.conftest import FaultsOf

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]

PAGES = (
    "/",
    "/?q=服务",
    "/about/",
    "/compare/",
    "/standard/",
    "/standard/?q=消防",
    "/standard/31/",
    "/standard/34/",
    "/self-check/",
    "/self-check/upload/",
)


@pytest.mark.parametrize(("language", "widths"), [("zh-hans", (1440, 390, 360)), ("en", (390,))])
def test_axe_finds_nothing(faults_of: FaultsOf, language: str, widths: tuple[int, ...]) -> None:
    assert faults_of([(None, path) for path in PAGES], widths, language) == []


def test_no_error_and_no_other_host_on_any_page(live_server: LiveServer, page: Page) -> None:
    for path in PAGES:
        page.goto(f"{live_server.url}{path}")
        page.wait_for_load_state("networkidle")


def test_language_switch_stays_on_the_page_and_is_remembered(live_server: LiveServer, page: Page) -> None:
    page.goto(f"{live_server.url}/standard/31/")
    expect(page.get_by_role("heading", level=1)).to_have_text("联席会议制度")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Joint meeting")
    page.goto(f"{live_server.url}/")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("button", name="中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")


def test_standard_narrows_while_typing(live_server: LiveServer, page: Page) -> None:
    page.goto(f"{live_server.url}/standard/")
    shown = page.locator("[data-indicator]:visible")
    expect(shown).to_have_count(57)
    page.get_by_label("查找指标").fill("消防")
    expect(page.locator("[data-filter-status]")).to_have_text("找到 1 项指标")
    expect(shown).to_have_count(1)
    page.get_by_label("查找指标").fill("10")
    expect(shown).to_contain_text(["安全设施保障"])
    page.get_by_label("查找指标").fill("")
    expect(shown).to_have_count(57)


def test_phone_menu_opens_and_leads_on(live_server: LiveServer, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{live_server.url}/")
    link = page.get_by_role("navigation", name="主导航").get_by_role("link", name="自测")
    expect(link).to_be_hidden()
    page.get_by_role("button", name="菜单").click()
    link.click()
    expect(page).to_have_url(f"{live_server.url}/self-check/")


def test_skip_link_is_the_first_stop_of_the_keyboard(live_server: LiveServer, page: Page) -> None:
    page.goto(f"{live_server.url}/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
