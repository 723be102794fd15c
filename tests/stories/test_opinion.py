"""An organisation opens its link on a small phone without scripts, answers once, and takes it back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from factories import submitted_scene
from stories.conftest import FaultsOf
from xingping.core.opinion import QUESTIONS, OrganisationKind
from xingping.rating.models import Opinion
from xingping.rating.services.opinions import Asked, invite_organisations

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]


def test_an_organisation_answers_once_without_scripts(
    live_server: LiveServer, browser: Browser, faults_of: FaultsOf
) -> None:
    scene = submitted_scene()
    asked = [Asked("邻里志愿服务队", OrganisationKind.SOCIAL)]
    link = invite_organisations(scene.officer, scene.case.pk, asked)[0]
    address = f"{live_server.url}{link.path}"
    for language in ("zh-hans", "en"):
        assert faults_of([(None, link.path)], (360,), language) == []
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": 360, "height": 740}, locale="zh-CN"
    )
    page = context.new_page()
    page.goto(address)
    expect(page.get_by_text(scene.case.centre.name)).to_be_visible()
    page.get_by_label("一起办过活动或项目").check()
    page.get_by_label("还想说的话").fill("办得好，电话13812345678")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("请选一项；说不准的选“不了解”。")).to_have_count(len(QUESTIONS))
    expect(page.get_by_label("还想说的话")).to_have_value("办得好，电话13812345678")  # nothing typed is lost
    for question in page.locator(".likert").all():
        question.get_by_label("同意", exact=True).check()
    page.get_by_label("我代表本单位填写", exact=False).check()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("button", name="提交").click()
    receipt = page.locator(".receipt").inner_text()
    assert Opinion.objects.get().text == "办得好，电话〔已隐去〕"
    page.goto(address)
    expect(page.get_by_role("heading", name="这个链接已经用过")).to_be_visible()
    page.get_by_role("link", name="凭回执码查看或收回").click()
    page.get_by_label("26 位回执码").fill(receipt)
    page.get_by_role("button", name="查看").click()
    page.get_by_text("收回意见").click()
    page.get_by_role("button", name="收回并删除").click()
    expect(page.get_by_text("已收回，内容已删除")).to_be_visible()
    assert Opinion.objects.get().text == ""
    context.close()
