"""Residents answer on a phone, at a kiosk and on paper; an officer reads what they found."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from factories import applicant_of
from stories.applicants import sign_in
from stories.conftest import FaultsOf, Guard
from surveys import answered, begun
from xingping.core import puzzle
from xingping.core.sample_plan import OnceBy, Quota, SamplePlan
from xingping.documents.household_letter import letter_address
from xingping.rating.models import SurveyAnswer, SurveyChannel
from xingping.rating.services.survey_letters import add_households, make_letters
from xingping.rating.services.surveys import end_survey

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
PLACES = SamplePlan((), (Quota("p1", "1号楼", 20, 300), Quota("p2", "2号楼", 20, 200)))


def fill(page: Page, door: str) -> None:
    """What a resident answers who never went there."""
    for option in ("60 岁及以上", "知道一些", "没有去过", "没有听说过"):
        page.get_by_label(option, exact=True).check()
    page.get_by_label("您住在哪里").select_option("2号楼")
    page.get_by_label("门牌号").fill(door)
    page.get_by_label("出生年份").fill("1950")
    page.get_by_label("我看过上面的说明").check()
    expect(page.get_by_text("已由浏览器完成验证")).to_be_visible(timeout=30_000)


def test_residents_answer_by_code_and_at_a_kiosk_each_once(
    live_server: LiveServer, page: Page, guard: Guard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(puzzle, "FEWEST_SECONDS", 0)  # a script fills in faster than anybody reads
    _officer, survey = begun(sample=PLACES)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{live_server.url}/s/{survey.token}/?by=qr")
    satisfied = page.get_by_text("总的来说，您对服务中心（站）满意吗？")
    expect(satisfied).to_be_hidden()
    page.get_by_label("去过多次", exact=True).check()
    expect(satisfied).to_be_visible()
    fill(page, "2-501")
    expect(satisfied).to_be_hidden()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", name="谢谢您的回答")).to_be_visible()

    page.goto(f"{live_server.url}/s/{survey.token}/kiosk/")
    fill(page, "２单元501室")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("已经答过这次调查")).to_be_visible()
    guard.errors.clear()
    fill(page, "2-502")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("请下一位作答")).to_be_visible()
    expect(page.get_by_text("1. 您的年龄")).to_be_visible(timeout=15_000)
    expect(page.get_by_label("门牌号")).to_have_value("")
    channels = list(SurveyAnswer.objects.order_by("pk").values_list("channel", "place"))
    assert channels == [(SurveyChannel.QR, "p2"), (SurveyChannel.KIOSK, "p2")]

    officer, by_letter = begun(once_by=OnceBy.CODE)
    add_households(officer, by_letter.pk, "1-101")
    [letter] = make_letters(officer, by_letter.pk)
    page.goto(letter_address(f"{live_server.url}/s/{by_letter.token}/", letter.code))
    expect(page.get_by_label("邀请码")).to_have_value(letter.code)
    page.goto(f"{live_server.url}/s/{by_letter.token}/")
    expect(page.get_by_label("邀请码")).to_have_value(letter.code)


def test_an_officer_enters_papers_leaves_one_out_ends_and_reads_the_results(
    live_server: LiveServer, page: Page, context: BrowserContext, settings: LazySettings
) -> None:
    settings.SECOND_FACTOR_ROLES = []
    officer, survey = begun()
    answered(survey, 30)
    answered(survey, 20, 30, age="under35", knows="no", visited="often", satisfied="4")
    sign_in(context, live_server, officer.person)
    page.goto(f"{live_server.url}/office/surveys/")
    page.get_by_role("link", name=survey.centre.name).click()
    page.get_by_role("link", name="录入纸质问卷").click()
    page.locator("[name=form-0-q_age]").focus()
    for answer in ("2", "1", "3", "2", "", "", "13", "", "活动再多些", "7-701", "1960"):
        page.keyboard.type(answer)
        page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("已录入 1 份")).to_be_visible()
    page.get_by_role("button", name="撤回这一份").click()
    expect(page.get_by_text("请重新录入")).to_be_visible()
    page.goto(f"{live_server.url}/office/surveys/{survey.pk}/odd/")
    page.get_by_role("checkbox").first.check()
    page.get_by_label("为什么排除").fill("同一分钟内大量")
    page.get_by_role("button", name="排除勾选的答卷").click()
    expect(page.get_by_text("已排除 1 份")).to_be_visible()
    page.get_by_role("link", name=survey.centre.name).click()
    page.get_by_role("link", name="结束调查").click()
    page.get_by_role("button", name="结束调查").click()
    expect(page.get_by_text("密钥已销毁").first).to_be_visible()
    page.get_by_role("link", name="看结果").click()
    expect(page.get_by_text("95% 区间").first).to_be_visible()
    expect(page.get_by_text("另有 1 份由工作人员写明理由排除")).to_be_visible()


def test_axe_finds_nothing(faults_of: FaultsOf, settings: LazySettings) -> None:
    settings.SECOND_FACTOR_ROLES = []
    _somebody, survey = begun(sample=PLACES)
    officer, ended = begun()
    answered(ended, 30)
    end_survey(officer, ended.pk)
    writer, by_letter = begun(once_by=OnceBy.CODE)
    add_households(writer, by_letter.pk, "1-101")
    letters = f"/office/surveys/{by_letter.pk}/letters/"
    applicant = applicant_of(ended.centre)
    signed_in = [
        (applicant, "/centre/surveys/"),
        (applicant, f"/centre/surveys/{ended.pk}/"),
        (writer, letters),
        (writer, f"{letters}{by_letter.households.get().pk}/"),
    ]
    assert faults_of(signed_in) == []
    paths = [
        f"/s/{survey.token}/",
        f"/s/{survey.token}/kiosk/",
        f"/s/{survey.token}/thanks/",
        f"/s/{ended.token}/",
    ]
    for language in ("zh-hans", "en"):
        assert faults_of([(None, path) for path in paths], (360,), language) == []
