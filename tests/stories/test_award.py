"""From the notice to the certificate that is scanned, an objection upheld on the way; an appeal that changes
a star; and every page of it on a wide screen and on a phone."""

from __future__ import annotations

import pypdfium2
import pytest
import segno
from django.conf import LazySettings, settings
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from noticing import (
    announced,
    appealed,
    confirmed,
    full,
    hearers,
    noticed,
    objected,
    outsider,
    past,
    publish,
)
from reviewing import Review, vote
from stories.conftest import DESK, PHONE, FaultsOf, Opened
from xingping.core.lifecycle import State
from xingping.core.voting import Ballot
from xingping.rating.actor import Actor
from xingping.rating.jobs.runner import run_job
from xingping.rating.models import Announcement, Certificate, Job, Notice, Objection
from xingping.rating.queries.printing import printed_certificate
from xingping.rating.services.deciding import correct_points, decide
from xingping.rating.services.feedback import give_feedback
from xingping.rating.services.notices import Heading
from xingping.rating.services.panel import put_on_agenda
from xingping.rating.services.terminating import give_hearing

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _no_second_factor(settings: LazySettings) -> None:
    settings.SECOND_FACTOR_ROLES = []


def decided_again(review: Review, serial: str, points: int, stars: int) -> None:
    """The panel corrects a point, decides again, and the applicant confirms."""
    assert review.meeting is not None
    put_on_agenda(review.officer, review.meeting.pk, review.case_id)
    correct_points(review.officer, review.case_id, serial, points, "现场确无坡道")
    vote(review, *[Ballot.FOR] * 4)
    decide(review.officer, review.case_id, stars=stars)
    give_feedback(review.scene.applicant, review.case_id, {})


def printed_qr(pdf: bytes) -> list[list[bool]]:
    """The modules of the QR code in the lower left of a certificate, as a camera sees them."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        picture = document[0].render(scale=4).to_pil().convert("L")
    finally:
        document.close()
    width, height = picture.size
    corner = picture.crop((int(width * 0.07), int(height * 0.72), int(width * 0.19), int(height * 0.92)))
    dark = corner.point(lambda value: 255 if value < 128 else 0)
    _left, top, _right, bottom = dark.getbbox()
    above = dark.crop((0, 0, dark.width, (top + bottom) // 2))  # below the code stands its caption
    left, top, right, _bottom = above.getbbox()
    side = right - left
    modules = segno.make(_address(), error="m", micro=False).symbol_size(border=0)[0]
    step = side / modules
    return [
        [bool(dark.getpixel((left + (x + 0.5) * step, top + (y + 0.5) * step))) for x in range(modules)]
        for y in range(modules)
    ]


def _address() -> str:
    return f"{settings.SITE_URL}{Certificate.objects.get().get_absolute_url()}"


def test_from_the_notice_over_an_objection_to_the_certificate_that_is_scanned(
    opened: Opened, live_server: LiveServer
) -> None:
    review = confirmed()
    centre, round_id = review.scene.case.centre.name, review.scene.case.round_id
    desk = opened(review.officer, "/office/notices/", DESK)
    desk.get_by_role("link", name="拟写公示").click()
    desk.get_by_label("公示文号").fill("演评公示〔2026〕8 号")
    desk.get_by_label("书面异议的联系方式").fill("演示路 1 号")
    desk.get_by_role("button", name="保存并预览").click()
    desk.get_by_role("button", name="发布公示").click()
    expect(desk.get_by_text("公示已发布")).to_be_visible()

    visitor = opened(None, "/notice/", PHONE)
    visitor.get_by_role("link", name="演评公示〔2026〕8 号").click()
    visitor.get_by_role("link", name=centre).click()
    visitor.get_by_label("异议理由").fill("门口没有无障碍坡道，轮椅进不去")
    visitor.get_by_label("联系方式（选填）").fill("张三 13800000000")
    visitor.get_by_role("button", name="提交异议").click()
    receipt = visitor.locator(".receipt").inner_text()
    visitor.get_by_role("link", name="查异议进度").click()
    visitor.get_by_label("回执号").fill(receipt)
    visitor.get_by_role("button", name="查看进度").click()
    expect(visitor.get_by_text("正在办理")).to_be_visible()

    desk.goto(f"{live_server.url}/office/objections/{Objection.objects.get().pk}/")
    expect(desk.get_by_text("您应当回避")).to_be_visible()
    assert "13800000000" not in desk.content()
    handler = opened(outsider(review), "/office/objections/", DESK)
    handler.get_by_role("link", name=centre).click()
    handler.get_by_role("button", name="办理").click()
    expect(handler.get_by_text("张三 13800000000")).to_be_visible()
    handler.get_by_label("异议成立").check()
    handler.get_by_role("textbox", name="答复").fill("已到现场，确实没有坡道，退回重新审议。")
    handler.get_by_role("button", name="答复并办结").click()
    expect(handler.get_by_text("异议成立").first).to_be_visible()
    assert review.fresh().state == State.IN_PANEL
    visitor.get_by_label("回执号").fill(receipt)
    visitor.get_by_role("button", name="查看进度").click()
    expect(visitor.get_by_text("确实没有坡道")).to_be_visible()
    visitor.goto(f"{live_server.url}/notice/{Notice.objects.get().pk}/")
    expect(visitor.get_by_text("已从名单中移出")).to_be_visible()

    decided_again(review, "3", 0, stars=5)
    past(publish(review, Heading("演评公示〔2026〕9 号", "演示路 1 号")))
    desk.goto(f"{live_server.url}/office/announcements/")
    desk.get_by_role("link", name="公告授予星级").click()
    desk.get_by_label("公告文号").fill("演评公告〔2026〕8 号")
    desk.get_by_role("button", name="公告并授予").click()
    expect(desk.get_by_role("heading", name="演评公告〔2026〕8 号")).to_be_visible()
    run_job(Job.objects.get(kind="announce").pk)
    desk.reload()
    expect(desk.get_by_text("已公告")).to_be_visible()
    certificate = Certificate.objects.get()
    assert (certificate.stars, certificate.case.round_id) == (5, round_id)

    visitor.goto(f"{live_server.url}{Announcement.objects.get().get_absolute_url()}")
    expect(visitor.get_by_text(certificate.number)).to_be_visible()
    expected = [[bool(one) for one in row] for row in segno.make(_address(), error="m", micro=False).matrix]
    assert printed_qr(printed_certificate(certificate)) == expected, "the QR carries the page's address"
    visitor.goto(_address().replace(settings.SITE_URL, live_server.url))
    expect(visitor.locator(".verification-sign.ok")).to_contain_text("有效")
    expect(visitor.get_by_role("heading", name=centre)).to_be_visible()


def test_an_appeal_changes_a_star_and_everybody_sees_before_and_after(
    opened: Opened, live_server: LiveServer
) -> None:
    less = {"31": full("31"), "1": full("1")}
    review = confirmed(less, less, less, stars=4, publish_replies=True)
    publish(review)
    number = review.scene.case.number
    centre = opened(review.scene.applicant, f"/centre/cases/{number}/outcome/", PHONE)
    centre.get_by_role("link", name="提出申诉").click()
    centre.get_by_label("申诉请求").fill("请到现场复查联席会议记录")
    centre.locator("summary", has_text="31 ").click()
    centre.locator("#id_ground-31").fill("签到表在档案柜第二格")
    centre.get_by_role("button", name="提交申诉").click()
    expect(centre.get_by_text("申诉已提交")).to_be_visible()

    people = hearers(review)
    desk = opened(outsider(review), f"/office/cases/{number}/appeal/", DESK)
    expect(desk.get_by_text("签到表在档案柜第二格")).to_be_visible()
    desk.get_by_label("复查后得分").fill("50")
    desk.get_by_label("理由").fill("已核对签到表，应当计分")
    for person in people:
        desk.get_by_label(person.get_full_name()).check()
    desk.get_by_label("复查结论").fill("申诉成立")
    desk.get_by_role("button", name="作出复查结论").click()
    expect(desk.get_by_text("复查后", exact=True)).to_be_visible()

    centre.reload()
    stars = centre.locator(".before-after .stars")
    expect(stars.nth(0)).to_have_attribute("aria-label", "四星级")
    expect(stars.nth(1)).to_have_attribute("aria-label", "五星级")
    centre.get_by_label("对结果的说明（公开在公示页面）").fill("感谢复查，欢迎监督")
    centre.get_by_role("button", name="公开说明").click()
    again = publish(review, Heading("演评公示〔2026〕10 号（星级变更）", "演示路 1 号"))
    visitor = opened(None, f"/notice/{again.pk}/", PHONE)
    visitor.get_by_role("link", name=review.scene.case.centre.name).click()
    changed = visitor.locator(".before-after .stars")
    expect(changed.nth(0)).to_have_attribute("aria-label", "四星级")
    expect(changed.nth(1)).to_have_attribute("aria-label", "五星级")
    expect(visitor.get_by_text("感谢复查，欢迎监督")).to_be_visible()


def test_pages_are_accessible_and_fit_the_screen(faults_of: FaultsOf) -> None:
    review, notice = noticed()
    objection, _receipt = objected(review)
    waiting, over = confirmed(), noticed()
    past(over[1])
    made = announced([over[0]])
    assert made.job_id
    run_job(made.job_id)
    heard = noticed()[0]
    appealed(heard)
    office = f"/office/cases/{heard.scene.case.number}"
    handler = outsider(review)
    give_hearing(waiting.officer, waiting.case_id, "照片不实")
    pages: list[tuple[Actor | None, str]] = [
        (None, "/notice/"),
        (None, f"/notice/{notice.pk}/"),
        (None, f"/notice/{notice.pk}/{notice.items.get().pk}/"),
        (None, "/notice/receipt/"),
        (None, made.get_absolute_url()),
        (review.officer, f"/office/notices/{notice.pk}/"),
        (waiting.officer, f"/office/rounds/{waiting.scene.case.round_id}/notice/"),
        (waiting.officer, f"/office/cases/{waiting.scene.case.number}/terminate/"),
        (handler, f"/office/objections/{objection.pk}/"),
        (over[0].officer, f"/office/announcements/{made.pk}/"),
        (outsider(heard), f"{office}/appeal/"),
        (heard.scene.applicant, f"/centre/cases/{heard.scene.case.number}/outcome/"),
    ]
    found = faults_of(pages)
    assert found == [], "\n".join(found)
