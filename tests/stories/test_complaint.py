"""A resident complains on a phone and follows with the receipt; an officer replies; the resident rates it."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from factories import CentreFactory, officer_of
from stories.conftest import FaultsOf
from xingping.rating.models import Complaint
from xingping.rating.services.complaints import reply, take_over

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]


def test_a_resident_complains_follows_and_rates(
    live_server: LiveServer, page: Page, settings: LazySettings
) -> None:
    centre = CentreFactory()
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{live_server.url}/complaint/?centre={centre.pk}&by=qr")
    expect(page.get_by_text(centre.name)).to_be_visible()
    expect(page.get_by_text("已由浏览器完成验证")).to_be_visible(timeout=30_000)
    page.get_by_label("发生了什么").fill("窗口推诿，电话13812345678")
    page.wait_for_timeout(2500)
    page.get_by_role("button", name="提交").click()
    receipt = page.locator(".receipt").inner_text()
    complaint = Complaint.objects.get()
    officer = officer_of(centre.body)
    take_over(officer, complaint.pk)
    reply(officer, complaint.pk, "已约谈窗口人员。")
    page.goto(f"{live_server.url}/complaint/follow/")
    page.get_by_label("26 位查询码").fill(receipt)
    page.get_by_role("button", name="查询", exact=True).click()
    expect(page.get_by_text("已约谈窗口人员。")).to_be_visible()
    page.get_by_label("满意", exact=True).check()
    page.get_by_role("button", name="提交评价").click()
    expect(page.get_by_text("您已评价这次办理")).to_be_visible()


def test_axe_finds_nothing(faults_of: FaultsOf) -> None:
    paths = ("/complaint/", "/complaint/follow/", "/personal-data/")
    for language in ("zh-hans", "en"):
        assert faults_of([(None, path) for path in paths], (390,), language) == []
