"""A panel decides: two members vote on phones, the projector follows, the chair closes, minutes are printed;
a centre names an error of fact and the panel corrects it."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from pdf_reading import text_of
from reviewing import Review, before_panel, decided
from stories.conftest import DESK, PHONE, FaultsOf, Opened
from xingping.core.voting import Ballot as Choice
from xingping.rating.services.panel import cast_ballot, open_vote

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
LOST = {"1": 500}


@pytest.fixture(autouse=True)
def _no_second_factor(settings: LazySettings) -> None:
    settings.SECOND_FACTOR_ROLES = []


def meeting_of(review: Review) -> str:
    assert review.meeting is not None
    return f"/panel/meetings/{review.meeting.pk}/"


def test_a_panel_decides_in_a_browser(opened: Opened, live_server: LiveServer) -> None:
    review = before_panel()
    number = review.scene.case.number
    screen = opened(review.officer, f"{meeting_of(review)}screen/", DESK)
    chair = opened(review.panel[0], meeting_of(review), PHONE)
    member = opened(review.panel[1], meeting_of(review), PHONE)
    expect(screen.get_by_text("等待主持人宣布议题")).to_be_visible()
    chair.get_by_role("button", name="开始表决").click()
    expect(screen.get_by_text("正在表决")).to_be_visible()
    chair.get_by_text("赞成", exact=True).click()
    member.get_by_text("赞成", exact=True).click()
    member.get_by_role("button", name="投票").click()
    expect(member.get_by_text("您已投票")).to_be_visible()
    expect(chair.get_by_text("已投 1 / 5 票")).to_be_visible()
    expect(chair.get_by_role("radio", name="赞成"), "a choice survives another's vote").to_be_checked()
    chair.get_by_role("button", name="投票").click()
    expect(chair.get_by_text("您已投票")).to_be_visible()
    for late in review.panel[2:4]:
        cast_ballot(late, review.case_id, Choice.FOR)
    expect(screen.locator(".screen-count")).to_contain_text("4")
    assert review.panel[1].person.get_full_name() not in screen.content()
    chair.get_by_role("button", name="结束表决").click()
    expect(chair.get_by_text("表决结束。")).to_be_visible()
    expect(screen.get_by_text(review.panel[1].person.get_full_name())).to_be_visible()
    desk = opened(review.officer, f"/office/cases/{number}/panel/", DESK)
    desk.get_by_role("button", name="作出评定结论").click()
    expect(desk.get_by_text("已作出评定结论").first).to_be_visible()
    desk.goto(f"{live_server.url}/office/meetings/{review.meeting.pk}/")  # type: ignore[union-attr]
    desk.get_by_role("button", name="结束会议").click()
    with desk.expect_download() as printed:
        desk.get_by_role("link", name="PDF").click()
    assert "赞成4票" in text_of(printed.value.path().read_bytes())
    assert review.fresh().state == "in_feedback"


def test_a_centre_names_an_error_of_fact_and_the_panel_corrects_it(
    opened: Opened, live_server: LiveServer
) -> None:
    review = decided(LOST, LOST, LOST)
    number = review.scene.case.number
    centre = opened(review.scene.applicant, f"/centre/cases/{number}/result/", PHONE)
    row = centre.locator("#indicator-1")
    row.get_by_text("指出事实错误").click()
    row.get_by_label("哪里与事实不符").fill("产权证明见佐证材料")
    other = centre.locator("#indicator-2")
    other.get_by_text("指出事实错误").click()
    other.get_by_label("哪里与事实不符").fill("面积还有一间库房")
    centre.get_by_role("button", name="提交事实错误").click()
    expect(centre.get_by_text("正在核对").first).to_be_visible()
    desk = opened(review.officer, f"/office/cases/{number}/feedback/", DESK)
    expect(desk.get_by_text("产权证明见佐证材料")).to_be_visible()
    desk.locator("#reason-2").fill("库房不对居民开放")
    desk.get_by_role("button", name="答复不采纳").click()
    expect(desk.get_by_text("理由：库房不对居民开放")).to_be_visible()
    desk.locator(".decision").get_by_label("理由").fill("证明属实")
    desk.get_by_role("button", name="退回委员会").click()
    desk.goto(f"{live_server.url}/office/meetings/{review.meeting.pk}/")  # type: ignore[union-attr]
    desk.get_by_role("button", name="列入议程").click()
    desk.get_by_role("link", name=review.scene.case.centre.name).first.click()
    desk.get_by_text("更正某项得分").click()
    desk.get_by_label("更正后的得分").fill("5")
    desk.locator("#correct").get_by_label("理由").fill("证明属实")
    desk.get_by_role("button", name="更正", exact=True).click()
    expect(desk.get_by_text("已更正得分")).to_be_visible()
    open_vote(review.officer, review.case_id)
    for one in review.panel[:4]:
        cast_ballot(one, review.case_id, Choice.FOR)
    desk.reload()
    desk.get_by_role("button", name="结束表决").click()
    desk.get_by_role("button", name="作出评定结论").click()
    expect(desk.get_by_text("已作出评定结论").first).to_be_visible()
    centre.reload()
    expect(centre.get_by_text("上次结论 0.00 分")).to_be_visible()
    expect(centre.locator("#indicator-2").get_by_text("未采纳")).to_be_visible()
    expect(centre.locator("#indicator-2").get_by_text("理由：库房不对居民开放")).to_be_visible()


def test_pages_are_accessible_and_fit_the_screen(faults_of: FaultsOf) -> None:
    review, told = before_panel({"1": 100}), decided({"1": 100})
    open_vote(review.officer, review.case_id)
    office, number = f"/office/cases/{review.scene.case.number}", told.scene.case.number
    pages = [
        (review.officer, f"{office}/result/"),
        (review.officer, f"{office}/panel/"),
        (review.officer, meeting_of(review).replace("panel", "office", 1)),
        (review.officer, "/office/meetings/new/"),
        (review.panel[1], meeting_of(review)),
        (review.panel[1], f"{meeting_of(review)}screen/"),
        (review.panel[1], f"/panel/cases/{review.scene.case.number}/"),
        (told.officer, f"/office/cases/{number}/feedback/"),
        (told.scene.applicant, f"/centre/cases/{number}/result/"),
    ]
    found = faults_of(pages)
    assert found == [], "\n".join(found)
