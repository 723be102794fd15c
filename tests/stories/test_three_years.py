"""The three years after an award: a re-review from its reminder to the new certificate, a cancellation by two
people until the plaque is void, and a centre that works on its improvement plan on a phone."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.conf import LazySettings
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from awards import award, awarded
from factories import Scene, days_ago, officer_of, open_round_of
from planning import told
from reviewing import Review, fill_and_lock, vote, with_meeting
from stories.accessibility import faults
from stories.applicants import photo
from stories.conftest import DESK, PHONE, Opened
from xingping.core.plaque_lifecycle import PlaqueAction
from xingping.core.policy import ItemKind, RoundPolicy
from xingping.core.voting import Ballot
from xingping.rating.actor import Actor
from xingping.rating.calendar import today
from xingping.rating.files import keep_bytes
from xingping.rating.models import Case, CaseFileKind, Certificate, ImprovementTask, Round
from xingping.rating.queries.improvement import public_commitments
from xingping.rating.services.accepting import accept
from xingping.rating.services.applications import fill_form
from xingping.rating.services.deciding import decide
from xingping.rating.services.evidence import attach_file
from xingping.rating.services.plaques import PlaqueMove, move_plaque
from xingping.rating.services.reminding import remind
from xingping.rating.services.reviewing import start_review, to_panel
from xingping.rating.services.team import add_member, announce_team
from xingping.web.public.verification import forget_pages

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _no_second_factor(settings: LazySettings) -> None:
    settings.SECOND_FACTOR_ROLES = []


@pytest.fixture
def opened(opened: Opened) -> Opened:
    """Pages on which axe may run."""
    return partial(opened, bypass_csp=True)


def looks_right(page: Page) -> None:
    """Nothing wider than the screen, and nothing that axe finds."""
    page.wait_for_load_state("networkidle")
    assert page.viewport_size
    assert faults(page, [page.viewport_size["width"]]) == []


def scanned(page: Page, token: str, plaque: str = "") -> None:
    """Look at the verification page as it is now."""
    forget_pages()
    origin = "/".join(page.url.split("/")[:3])
    page.goto(f"{origin}/v/{token}" + (f"?p={plaque}" if plaque else ""))


def test_from_the_reminder_to_the_new_certificate(opened: Opened, live_server: LiveServer) -> None:
    review, old = awarded()
    Certificate.objects.filter(pk=old.pk).update(
        awarded_on=days_ago(1070), last_day=today() + timedelta(days=20)
    )
    Round.objects.update(state="closed")
    open_round_of(old.body, chain=[])
    assert remind(today()) == 1
    centre = opened(review.scene.applicant, "/inbox/", PHONE)
    centre.get_by_role("link", name="请申请复核").first.click()
    centre.goto(f"{live_server.url}/centre/certificates/{old.pk}/")
    looks_right(centre)
    centre.get_by_role("button", name="申请复核").click()
    expect(centre.get_by_text("复核申报已建立")).to_be_visible()
    case = Case.objects.get(previous=old.case)
    ready_to_submit(review.scene.applicant, case)
    centre.goto(f"{live_server.url}/centre/cases/{case.number}/check/")
    centre.get_by_role("button", name="提交").first.click()
    confirm = centre.get_by_role("dialog").get_by_role("button", name="提交")
    if confirm.count():
        confirm.first.click()
    expect(centre.get_by_text("已提交").first).to_be_visible()
    office = opened(review.officer, "/office/certificates/due/", DESK)
    expect(office.locator(".tag", has_text="已申请")).to_be_visible()
    looks_right(office)

    again = reviewed_again(review, Case.objects.get(pk=case.pk))
    new = award(again, number="演评告〔2026〕9 号")
    resident = opened(None, f"/v/{old.token}", PHONE)
    expect(resident.get_by_text("已换发新证书").first).to_be_visible()
    scanned(resident, new.token)
    expect(resident.locator(".verification-word")).to_have_text("有效")
    centre.goto(f"{live_server.url}/centre/certificates/")
    expect(centre.get_by_text(new.number)).to_be_visible()


def ready_to_submit(applicant: Actor, case: Case) -> None:
    """What a re-review asks for beside the old data: form and pledge."""
    answers = {item.id: item.kind is ItemKind.CONDITION for item in RoundPolicy().eligibility}
    fill_form(applicant, case.pk, target_stars=5, eligibility=answers)
    for kind in (CaseFileKind.FORM, CaseFileKind.PLEDGE):
        attach_file(applicant, case.pk, kind, keep_bytes(b"%PDF-1.4 demo", "application/pdf"), f"{kind}.pdf")


def reviewed_again(first: Review, case: Case) -> Review:
    """The re-review led to its decision by the same assessors and services."""
    scene = Scene(case, first.scene.applicant, first.officer, first.scene.street, first.scene.county)
    review = Review(scene, first.assessors, first.records)
    accept(review.officer, case.pk)
    for number, record in enumerate(review.records):
        add_member(review.officer, case.pk, record.pk, lead=number == 0)
    announce_team(review.officer, case.pk)
    start_review(review.officer, case.pk)
    for number in range(len(review.records)):
        fill_and_lock(review, number)
    to_panel(review.officer, case.pk)
    with_meeting(review)
    vote(review, *[Ballot.FOR] * 4)
    decide(review.officer, case.pk, stars=5)
    return review


def test_from_the_incident_to_the_void_plaque(opened: Opened, live_server: LiveServer) -> None:
    review, certificate = awarded()
    first = certificate.plaques.get()
    picture = keep_bytes(photo(), "image/jpeg")
    given = PlaqueMove(today(), receiver="演示签收人", signature=picture)
    move_plaque(review.officer, first.pk, PlaqueAction.PRODUCE, PlaqueMove(today()))
    move_plaque(review.officer, first.pk, PlaqueAction.HAND_OVER, given)
    page = f"/office/certificates/{certificate.pk}/"
    office = opened(review.officer, page, DESK)
    office.get_by_role("link", name="暂停使用星级标志").click()
    fill(office, reason="场所维修，暂停服务", document_number="演评函 1 号", document_on=str(today()))
    office.get_by_role("button", name="暂停").click()
    resident = opened(None, f"/v/{certificate.token}", PHONE)
    expect(resident.locator(".verification-word")).to_have_text("暂停使用星级标志")
    expect(resident.get_by_text("场所维修，暂停服务")).to_be_visible()

    office.get_by_role("link", name="登记事件").click()
    office.locator("[name=source]").select_option("authority")
    fill(office, reference="演函 2 号", description="检查发现申报材料不实")
    office.get_by_role("button", name="登记").click()
    office.get_by_role("link", name="主管部门通报").click()
    office.get_by_role("link", name="书面告知").click()
    fill(office, reason="申报材料不实，拟取消星级")
    office.get_by_role("button", name="发出告知").click()
    expect(office.get_by_text("现在不能提出取消")).to_be_visible()
    centre = opened(review.scene.applicant, f"/centre/certificates/{certificate.pk}/", PHONE)
    looks_right(centre)
    centre.get_by_role("link", name="陈述申辩").click()
    fill(centre, statement="材料由临时人员整理，我们没有异议")
    centre.get_by_role("button", name="提交").click()
    office.reload()
    office.get_by_role("link", name="提出取消星级").click()
    fill(office, reason="申报材料不实，经核查属实", document_number="演评决 3 号", document_on=str(today()))
    office.get_by_role("button", name="提出").click()
    expect(office.get_by_text("须由另一位同事复核")).to_be_visible()
    expect(office.get_by_role("link", name="复核并取消星级")).to_have_count(0)
    incident = office.url.removeprefix(live_server.url)
    colleague = opened(officer_of(certificate.body), incident, DESK)
    looks_right(colleague)
    colleague.get_by_role("link", name="复核并取消星级").click()
    colleague.get_by_role("button", name="取消星级").click()
    scanned(resident, certificate.token)
    expect(resident.locator(".verification-word")).to_have_text("已取消")
    expect(resident.get_by_text("申报材料不实，经核查属实")).to_be_visible()
    assert (
        resident.locator(".verification-word").evaluate("e => parseFloat(getComputedStyle(e).fontSize)") >= 24
    )
    looks_right(resident)

    office.goto(f"{live_server.url}{page}")
    expect(office.get_by_text("前交回")).to_be_visible()
    office.get_by_role("link", name="公告作废").click()
    fill(office, announcement_number="演评告 7 号", reason="逾期没有交回")
    office.get_by_role("button", name="公告作废").click()
    expect(office.get_by_text("公告：演评告 7 号")).to_be_visible()
    scanned(resident, certificate.token, first.serial)
    expect(resident.get_by_text("这块标志牌已公告作废")).to_be_visible()


def test_the_plaque_comes_back_with_its_photo_on_a_phone(opened: Opened) -> None:
    review, certificate = awarded()
    first = certificate.plaques.get()
    move_plaque(review.officer, first.pk, PlaqueAction.PRODUCE, PlaqueMove(today()))
    office = opened(review.officer, f"/office/certificates/{certificate.pk}/", PHONE)
    office.get_by_role("link", name="交付", exact=True).click()
    fill(office, receiver="演示签收人")
    picture: Any = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    office.locator("input[name=signature]").set_input_files(picture)
    office.locator("input[name=photo]").set_input_files(picture)
    office.get_by_role("button", name="交付").click()
    expect(office.get_by_text("签收人：演示签收人")).to_be_visible()
    office.get_by_role("link", name="收回", exact=True).click()
    office.get_by_role("button", name="收回").click()
    office.locator("input[name=photo]").set_input_files(picture)
    office.get_by_role("button", name="收回").click()
    expect(office.get_by_text("已收回", exact=True)).to_be_visible()
    looks_right(office)


def test_a_centre_works_on_its_plan_on_a_phone(opened: Opened, live_server: LiveServer) -> None:
    review = told(announced=True)
    centre = opened(review.scene.applicant, "/centre/", PHONE)
    centre.get_by_role("link", name="看失分与提升办法").click()
    expect(centre.get_by_text("失 40.00 分")).to_be_visible()
    centre.get_by_role("button", name="建立计划").click()
    expect(centre.get_by_text("计划已建立")).to_be_visible()
    looks_right(centre)
    centre.get_by_role("link", name="新增任务").click()
    centre.get_by_label("指标").select_option("1")
    fill(centre, title="门前铺设坡道", owner="副主任", due_on=str(today() + timedelta(days=30)))
    centre.get_by_role("button", name="加入计划").click()
    centre.get_by_role("link", name="门前铺设坡道").click()
    fill(centre, percent="45", note="施工单位已经进场")
    centre.get_by_role("button", name="登记进展").click()
    expect(centre.get_by_text("施工单位已经进场")).to_be_visible()
    looks_right(centre)
    centre.get_by_role("link", name="公开承诺").click()
    fill(centre, text="一个月内门前能推轮椅进出")
    centre.get_by_role("button", name="公开").click()
    expect(centre.get_by_text("一个月内门前能推轮椅进出")).to_be_visible()
    task = ImprovementTask.objects.get(title="门前铺设坡道")
    assert (task.percent, task.owner) == (45, "副主任")
    assert [one.text for one in public_commitments(task.plan.centre_id)] == ["一个月内门前能推轮椅进出"]
    desk = opened(review.officer, "/office/plans/", DESK)
    expect(desk.get_by_role("link", name=review.scene.case.centre.name)).to_be_visible()
    looks_right(desk)


def fill(page: Page, **values: str) -> None:
    """Fill in fields by their names."""
    for name, value in values.items():
        page.locator(f"form [name={name}]").fill(value)
