"""On site: scored without network and server, over a closed tab; synced, proved by a receipt, cleared."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from reviewing import Review, in_review
from stories.applicants import photo
from stories.phones import open_field, phone, pill, reopen, site, taken_along
from xingping.rating.models import FieldPackage, Sheet, SitePhoto

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
WITHOUT_SERVER = ["1 / 57", "仅有通知"]


def kept(review: Review) -> Sheet:
    """The first assessor's sheet in the database."""
    sheet = review.sheet(0)
    sheet.refresh_from_db()
    return sheet


def score_first(page: Page, points: str) -> None:
    """Go to the next indicator and give a score."""
    page.get_by_role("link", name="下一项未评").click()
    page.get_by_role("button", name=points, exact=True).click()


def test_scored_without_a_server_over_a_closed_tab_then_synced_and_cleared(
    browser: Browser, browser_context_args: dict[str, Any], tmp_path: Path
) -> None:
    review = in_review()
    with site(tmp_path) as server, phone(browser, browser_context_args) as (context, _):
        page = open_field(context, server, review.assessors[0].person)
        taken_along(page)
        server.stop()
        context.set_offline(True)
        score_first(page, "4")
        page.get_by_role("button", name="现场未见到").click()
        page.locator(".field-answer").nth(2).click()
        page.get_by_label("仅有什么").fill("通知")
        page.get_by_label("仅有什么").blur()
        page.locator("#camera").set_input_files(
            files=[{"name": "IMG.jpg", "mimeType": "image/jpeg", "buffer": photo()}]
        )
        expect(page.locator("figcaption")).to_contain_text("现场拍摄")
        pill(page, "离线")
        page.close()

        page = reopen(context, server)  # no network, no server: the shell and the data are the device's
        page.get_by_role("link", name=review.scene.case.centre.name).click()
        expect(page.get_by_text("4 / 5")).to_be_visible()
        page.get_by_role("link", name="同步与回执").click()
        expect(page.get_by_text("还没有回执")).to_be_visible()
        assert kept(review).scores == {}

        context.set_offline(False)  # there is a network again, but nobody answers
        page.get_by_role("button", name="现在同步").click()
        pill(page, "离线")
        server.start()
        page.get_by_role("button", name="现在同步").click()
        expect(page.get_by_text("全部到达，逐项核对一致")).to_be_visible(timeout=30_000)
        pill(page, "已全部同步")
        sheet, package, taken = kept(review), FieldPackage.objects.get(), SitePhoto.objects.get()
        assert (sheet.scores, sheet.statements["1"][:5]) == ({"1": 400}, "现场未见到")
        assert package.receipt["complete"] is True
        expect(page.locator("code")).to_have_text(package.receipt["manifest"])
        assert package.receipt["photos"] == {str(taken.pk): "arrived"}
        assert (taken.place["latitude"], taken.serial) == ("30.660000", "1")

        page.goto(f"{server.url}/assessor/field/#/")
        page.reload()
        page.get_by_label("本机口令").fill("246810")
        page.get_by_role("button", name="打开").click()
        page.get_by_role("button", name="退出登录并清除本机").click()
        expect(page).to_have_url(f"{server.url}/account/sign-in/?next=/assessor/field/")
        assert page.evaluate("indexedDB.databases().then(all => all.map(one => one.name))") == []
