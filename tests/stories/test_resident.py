"""A resident finds a centre, understands its result and compares; every public page is open to all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from factories import submitted_scene
from public_centres import awarded, open_register
from stories.conftest import DESK, PHONE, FaultsOf
from xingping.core.complaint import Category, Said
from xingping.rating.calendar import today
from xingping.rating.models import (
    Announcement,
    AnnouncementItem,
    Case,
    Centre,
    CentreProfile,
    Certificate,
    Notice,
    NoticeItem,
)
from xingping.rating.services.complaining import Sent, send_complaint
from xingping.rating.services.open_data import publish_open_data

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]


@dataclass(frozen=True)
class Town:
    """Three centres with results, a notice, an announcement and a day of open data."""

    centre: Centre
    certificate: Certificate
    notice: Notice
    announcement: Announcement
    item: NoticeItem

    def addresses(self) -> list[str]:
        """Every kind of public page that needs data."""
        token = self.certificate.token
        return [
            "/region/51/",
            f"/centres/{self.centre.pk}/",
            f"/compare/?c={self.centre.pk}",
            "/notice/",
            f"/notice/{self.notice.pk}/",
            f"/notice/{self.notice.pk}/{self.item.pk}/",
            "/notice/receipt/",
            "/notice/announcements/",
            f"/notice/announcements/{self.announcement.pk}/",
            "/v/",
            f"/v/{token}",
            f"/v/{'0' * 32}",
            f"/badge/{token}/",
            "/complaint/",
            "/complaint/follow/",
            "/personal-data/",
            "/open-data/",
            "/api/",
            "/account/sign-in/",
        ]


@pytest.fixture
def town(settings: object) -> Town:
    centre, *others = open_register("青禾社区服务中心", "望溪社区服务中心", "青云社区服务站")
    CentreProfile.objects.create(
        centre=centre, services=["legal", "health"], groups=["elderly"], public_hours="每天 9:00–17:00",
        public_phone="028-00000000", reply="我们已增加晚间开放。",
    )  # fmt: skip
    certificate = awarded(centre, 4)
    for one in others:
        awarded(one, 3)
    scene = submitted_scene()
    day, officer = today(), scene.officer.person
    about = {"body": scene.body, "round": scene.case.round, "created_by": officer}
    notice = Notice.objects.create(
        **about, number="演评示〔2026〕1 号", contact="028-00000000", published_on=day,
        first_end=day + timedelta(days=9), ends_on=day + timedelta(days=9), published_at=timezone.now(),
    )  # fmt: skip
    Case.objects.filter(pk=scene.case.pk).update(state="in_notice")
    item = NoticeItem.objects.create(
        notice=notice, case=scene.case, stars=4, centre_name=scene.case.centre.name, region=scene.case.region
    )
    announcement = Announcement.objects.create(
        **about, number="演评告〔2026〕1 号", announced_on=day, finished_at=timezone.now()
    )
    AnnouncementItem.objects.create(
        announcement=announcement, case=certificate.case, position=1, certificate=certificate,
        awarded_at=timezone.now(),
    )  # fmt: skip
    send_complaint(Sent(Said.PRAISE, Category.SERVICE, "窗口热情", centre), "m" * 32)
    publish_open_data()
    return Town(centre, certificate, notice, announcement, item)


def fits(page: Page) -> bool:
    """Whether nothing of the page lies beyond its right edge."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["1440", "390"])
def test_from_two_characters_to_the_badge(
    live_server: LiveServer, page: Page, town: Town, size: ViewportSize
) -> None:
    page.set_viewport_size(size)
    page.goto(f"{live_server.url}/")
    assert fits(page)
    page.locator("#find").press_sequentially("青禾")
    expect(page.locator("#suggestions li")).to_have_count(1)
    page.keyboard.press("Enter")
    page.wait_for_url("**q=**")
    expect(page.get_by_role("heading", name="共 1 个中心（站）")).to_be_visible()
    page.goto(f"{live_server.url}/")
    page.get_by_role("link", name="四川省：3 个").first.click()
    page.get_by_role("link", name="成都市").click()
    page.get_by_role("link", name="锦江区").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("锦江区")
    assert fits(page)
    page.get_by_label("比较青禾社区服务中心").check()
    page.get_by_label("比较望溪社区服务中心").check()
    page.get_by_role("button", name="比较勾选的").click()
    expect(page.get_by_role("columnheader")).to_have_count(2)
    expect(page.get_by_role("row", name="法律服务")).to_contain_text("✓")
    assert fits(page)
    page.get_by_role("link", name="青禾社区服务中心").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("青禾社区服务中心")
    expect(page.get_by_text("四星级", exact=True).first).to_be_visible()
    expect(page.get_by_role("img", name="一级指标得分率雷达图")).to_be_visible()
    expect(page.get_by_role("columnheader", name="锦江区平均")).to_be_visible()
    page.get_by_text("把星级徽章放到自己的网站").click()
    page.get_by_role("link", name="青禾社区服务中心：四星级").click()
    expect(page.get_by_role("img", name="四星级")).to_be_visible()
    page.go_back()
    assert fits(page)
    if size == PHONE:
        page.get_by_role("button", name="菜单").click()
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("link", name="Complaint, praise or suggestion").click()
    expect(page).to_have_url(f"{live_server.url}/complaint/?centre={town.centre.pk}")
    for path in ("/", f"/v/{town.certificate.token}", f"/notice/{town.notice.pk}/", "/personal-data/"):
        page.goto(f"{live_server.url}{path}")
        assert fits(page), path


def test_reading_needs_no_scripts(live_server: LiveServer, browser: Browser, town: Town) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(f"{live_server.url}/")
    page.get_by_role("searchbox").fill("青禾")
    page.get_by_role("button", name="查找").click()
    page.get_by_role("link", name="青禾社区服务中心").click()
    expect(page.get_by_text("每天 9:00–17:00")).to_be_visible()
    page.goto(f"{live_server.url}/api/")
    page.get_by_text("/api/v1/establishments", exact=True).first.click()
    page.get_by_role("link", name="试一试 /api/v1/establishments", exact=True).click()
    expect(page.locator("body")).to_contain_text('"rating_value": 4')
    context.close()


def test_axe_finds_nothing_on_pages_with_data_in_both_languages(faults_of: FaultsOf, town: Town) -> None:
    pages = [(None, path) for path in town.addresses()]
    assert faults_of(pages, (390,)) == []
    assert faults_of(pages[::2], (1440,), "en") == []
