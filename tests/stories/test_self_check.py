"""A community worker checks the own centre: no account, nothing lost, every figure from core."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Download, Page, expect
from pytest_django.live_server_helper import LiveServer

from stories.conftest import Guard
from xingping.core.catalogue import find_edition
from xingping.core.points import round_down, show_hundredths
from xingping.core.scoring import score
from xingping.documents.score_file import read_scores

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
KEPT = "xingping.self-check.1"


@pytest.fixture
def sheet() -> dict[str, int]:
    """A complete sheet: 80 % and more, on the step."""
    return {
        one.serial: one.points * (8 + place % 2) // 500 * 50
        for place, one in enumerate(find_edition().indicators)
    }


def open_page(page: Page, live_server: LiveServer, place: str = "") -> None:
    page.goto(f"{live_server.url}/self-check/{place}")
    expect(page.locator("html.ready")).to_have_count(1)


def fill_all(page: Page, sheet: dict[str, int]) -> None:
    """As if the visitor had scored everything on an earlier day."""
    scores = {serial: show_hundredths(value) for serial, value in sheet.items()}
    page.evaluate(
        "([key, scores]) => localStorage.setItem(key, JSON.stringify({scores, at: '2026-01-05T01:00:00Z'}))",
        [KEPT, scores],
    )
    page.reload()


def test_facts_ticks_and_scores_give_total_star_and_advice(live_server: LiveServer, page: Page) -> None:
    open_page(page, live_server)
    card = page.locator("#indicator-2")
    card.get_by_label("综合服务设施面积").fill("412")
    card.get_by_label("常住户数").fill("2,860")
    expect(
        card.locator("[data-point='2.1'] [data-working], [data-point] [data-working]").first
    ).to_contain_text("412")
    expect(card).to_contain_text("还差 1,018")
    expect(card).to_contain_text("仅供参考，标准未规定要点分值")
    card.get_by_role("button", name=re.compile("采用")).click()
    expect(card.get_by_label("自评得分")).to_have_value("5")
    expect(page.locator(".result [data-whole]")).to_have_text("5")
    expect(page.locator(".result [data-progress]")).to_have_text("已评 1 / 57 项")
    expect(page.locator(".result [data-headline]")).to_have_text("推算：未达星级")


def test_keyboard_scores_and_moves_on(live_server: LiveServer, page: Page) -> None:
    open_page(page, live_server)
    page.locator("#score-1").focus()
    page.keyboard.type("4.5")
    page.keyboard.press("Enter")
    expect(page.locator("#score-2")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#score-2")).to_have_value("10")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#score-2")).to_have_value("9.5")
    expect(page.locator(".result [data-total]")).to_have_text("14.00")
    slider = page.locator("[data-slider='3']")
    slider.fill("2.5")
    expect(page.locator("#score-3")).to_have_value("2.5")
    expect(page.locator(".result [data-total]")).to_have_text("16.50")


def test_wrong_score_is_said_at_its_place_and_left_out(live_server: LiveServer, page: Page) -> None:
    open_page(page, live_server)
    page.locator("#score-1").fill("5.3")
    expect(page.locator("#fault-1")).to_have_text("请填 0 至 5 之间、0.5 的整数倍")
    expect(page.locator("#score-1")).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".result [data-progress]")).to_have_text("已评 0 / 57 项")
    page.locator("#score-1").fill("４．５")
    expect(page.locator("#fault-1")).to_be_hidden()
    expect(page.locator(".result [data-total]")).to_have_text("4.50")


def test_complete_result_equals_core_and_shows_the_way(
    live_server: LiveServer, page: Page, sheet: dict[str, int]
) -> None:
    result = score(find_edition(), {"自测": sheet})
    open_page(page, live_server)
    fill_all(page, sheet)
    expect(page.locator(".result [data-total]")).to_have_text(round_down(result.total))
    expect(page.locator(".result [data-stars] .stars .star-shape:not(.off)")).to_have_count(result.stars or 0)
    first = page.locator(".way-steps > li").first
    expect(first).to_be_visible()
    serial = first.locator("a").inner_text().split()[0]
    first.get_by_role("button", name="这项先不动").click()
    expect(page.locator("[data-way-fixed]")).to_contain_text(serial)
    expect(page.locator(f".way-steps [data-keep='{serial}']")).to_have_count(0)
    page.get_by_role("button", name=f"指标 {serial} 可以调整").click()
    expect(page.locator("[data-way-fixed]")).to_be_hidden()
    page.get_by_label("目标").select_option("5")
    expect(page.locator("[data-way-text]")).to_contain_text("五星级")


def test_entries_stay_between_visits_and_can_be_cleared(
    live_server: LiveServer, page: Page, context: BrowserContext
) -> None:
    open_page(page, live_server)
    page.get_by_label("村", exact=True).check()
    page.get_by_label("中心（站）名称").fill("演示村服务站")
    page.locator("[data-tick='1.1']").check()
    page.locator("#score-1").fill("3")
    expect(page.locator("[data-saved]")).to_contain_text("已保存在本机")
    again = context.new_page()
    open_page(again, live_server)
    expect(again.locator("#score-1")).to_have_value("3")
    expect(again.locator("[data-tick='1.1']")).to_be_checked()
    expect(again.get_by_label("村", exact=True)).to_be_checked()
    expect(again.get_by_label("中心（站）名称")).to_have_value("演示村服务站")
    again.get_by_role("button", name="清空重填").click()
    again.get_by_role("button", name="清空", exact=True).click()
    expect(again.locator("#score-1")).to_have_value("")
    assert again.evaluate(f"localStorage.getItem('{KEPT}')") is None


def test_two_tabs_show_the_same(live_server: LiveServer, page: Page, context: BrowserContext) -> None:
    open_page(page, live_server)
    other = context.new_page()
    open_page(other, live_server)
    page.locator("#score-1").fill("4")
    expect(other.locator("#score-1")).to_have_value("4")
    expect(other.locator(".result [data-total]")).to_have_text("4.00")


def test_server_away_is_said_nothing_is_lost_and_it_catches_up(
    live_server: LiveServer, page: Page, context: BrowserContext, guard: Guard
) -> None:
    open_page(page, live_server)
    page.locator("#score-1").fill("2")
    expect(page.locator(".result [data-total]")).to_have_text("2.00")
    away = re.compile("/self-check/(compute|way)")
    context.route(away, lambda route: route.abort())
    page.locator("#score-1").fill("4")
    expect(page.locator("[data-trouble]")).to_contain_text("服务器暂时连不上")
    page.locator("#score-3").fill("3")
    assert json.loads(page.evaluate(f"localStorage.getItem('{KEPT}')"))["scores"] == {"1": "4", "3": "3"}
    context.unroute(away)
    expect(page.locator(".result [data-total]")).to_have_text("7.00", timeout=15_000)
    expect(page.locator("[data-trouble]")).to_be_hidden()
    guard.errors = [error for error in guard.errors if "ERR_FAILED" not in error]


def test_sections_follow_address_and_back(live_server: LiveServer, page: Page) -> None:
    open_page(page, live_server)
    expect(page.locator("#indicator-1")).to_be_visible()
    page.get_by_role("link", name=re.compile("党建引领")).first.click()
    expect(page.locator("#indicator-23")).to_be_visible()
    expect(page.locator("#indicator-1")).to_be_hidden()
    page.go_back()
    expect(page.locator("#indicator-1")).to_be_visible()
    open_page(page, live_server, "#indicator-57")
    expect(page.locator("#score-57")).to_be_focused()


def saved(download: Download, folder: Path) -> bytes:
    path = folder / download.suggested_filename
    download.save_as(path)
    return path.read_bytes()


def test_workbook_and_report_come_back_with_the_same_scores(
    live_server: LiveServer, page: Page, sheet: dict[str, int], tmp_path: Path
) -> None:
    open_page(page, live_server)
    fill_all(page, sheet)
    expect(page.locator(".result [data-progress]")).to_have_text("已评 57 / 57 项")
    with page.expect_download() as started:
        page.get_by_role("button", name="下载工作簿").click()
    book = saved(started.value, tmp_path)
    assert list(read_scores(book, "自测.xlsx", find_edition()).sheets.values()) == [sheet]
    with page.expect_download() as started:
        page.get_by_role("button", name="下载报告").click()
    assert saved(started.value, tmp_path).startswith(b"%PDF")
    page.get_by_role("button", name="上传工作簿").click()
    page.locator("#upload input[type=file]").set_input_files(tmp_path / next(tmp_path.glob("*.xlsx")).name)
    page.get_by_role("button", name="计算").click()
    expect(page.locator(".figure-number")).to_have_text(
        round_down(score(find_edition(), {"自测": sheet}).total)
    )


def test_uploaded_sheet_can_be_taken_over(live_server: LiveServer, page: Page, tmp_path: Path) -> None:
    path = tmp_path / "评分.csv"
    path.write_text("指标,评审专家,得分\n1,甲,4.5\n9,甲,8\n", encoding="utf-8")
    page.goto(f"{live_server.url}/self-check/upload/")
    page.locator("#file").set_input_files(path)
    expect(page.locator("[data-file-name]")).to_have_text("评分.csv")
    page.get_by_role("button", name="计算").click()
    page.get_by_role("button", name="带入“甲”").click()
    expect(page.locator("#score-1")).to_have_value("4.5")
    expect(page.locator("#score-9-10")).to_have_value("8")


def test_phone_shows_total_and_leads_to_the_result(live_server: LiveServer, page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    open_page(page, live_server)
    page.locator("#score-1").fill("4")
    foot = page.locator(".foot-bar")
    expect(foot).to_contain_text("4.00")
    foot.get_by_role("link", name="看结果").click()
    expect(page.locator(".result")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
