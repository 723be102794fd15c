"""An officer prepares a round from last year's, changes its rules and opens it."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from factories import BodyFactory, officer_of
from stories.applicants import sign_in
from stories.conftest import Guard
from xingping.core.policy import ChainLevel
from xingping.rating.calendar import today
from xingping.rating.models import Region, Round, RoundState
from xingping.rating.services.rounds import create_round, set_quotas

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]


def test_an_officer_copies_a_round_changes_its_rules_and_opens_it(
    page: Page, context: BrowserContext, live_server: LiveServer, settings: LazySettings, guard: Guard
) -> None:
    settings.SECOND_FACTOR_ROLES = []
    Region.objects.create(
        prefix="51", code="510000000000", name="四川省", level=1, pinyin="", initials="", sort_key="51"
    )
    body = BodyFactory(name="演示评定机构")
    officer = officer_of(body)
    source = create_round(officer, body, {"name": "演示 2026 年度第一批", "policy": {"chain": ["county"]}})
    set_quotas(officer, source.pk, {(ChainLevel.COUNTY, "510104"): 4})
    sign_in(context, live_server, officer.person)

    page.goto(f"{live_server.url}/office/rounds/")
    page.get_by_role("link", name="演示 2026 年度第一批").click()
    page.get_by_role("link", name="复制").click()
    page.get_by_label("批次名称").fill("演示 2027 年度第一批")
    page.get_by_label("申报开始日").fill(f"{today()}")
    page.get_by_label("申报截止日").fill("2026-01-01")
    page.locator("[name=policy-correction_days]").fill("15")
    page.get_by_role("button", name="保存批次").click()
    expect(page.get_by_text("早于申报开始日").first).to_be_visible()
    expect(page.locator("[name=policy-correction_days]")).to_have_value("15")
    guard.errors.clear()
    page.get_by_label("申报截止日").fill(f"{today().replace(year=today().year + 1)}")
    page.get_by_role("button", name="保存批次").click()

    expect(page.get_by_role("heading", name="演示 2027 年度第一批")).to_be_visible()
    expect(page.get_by_text("与默认不同").first).to_be_visible()
    page.get_by_role("link", name="开放申报").click()
    expect(page.get_by_text("从此固定，不能再改")).to_be_visible()
    page.get_by_role("button", name="确认开放").click()
    expect(page.get_by_text("批次已开放，申报单位现在可以申报。")).to_be_visible()

    made = Round.objects.get(name="演示 2027 年度第一批")
    assert (made.state, made.copied_from, made.policy["correction_days"]) == (RoundState.OPEN, source, 15)
    assert made.quotas.get().places == 4
