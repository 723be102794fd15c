"""The result for its applicant: reasons without names, the appeal, the words beside the result."""

from __future__ import annotations

import pytest

from factories import submitted_scene
from noticing import noticed
from web.centre.browsing import browser_of
from xingping.core.lifecycle import State
from xingping.rating.models import Appeal, CentreReply
from xingping.rating.services.terminating import give_hearing

pytestmark = pytest.mark.django_db


def test_the_applicant_reads_the_result_and_appeals() -> None:
    review, _notice = noticed({"31": 100}, {"31": 100}, {"31": 100}, publish_replies=True)
    browser = browser_of(review.scene.applicant)
    page = f"/centre/cases/{review.scene.case.number}/outcome/"
    told = browser.get(page).content.decode()
    assert "999.00" in told
    assert "现场看到缺少材料（31）" in told
    assert not any(one.person.name in told for one in review.records)
    browser.post(f"{page}reply/", {"text": "欢迎监督"})
    assert CentreReply.objects.get().text == "欢迎监督"
    assert "提交申诉" in browser.get(f"{page}appeal/").content.decode()
    typed = browser.post(f"{page}appeal/", {"ground-31": "已经补齐", "reason": ""})
    assert typed.status_code == 422
    assert "已经补齐" in typed.content.decode()
    browser.post(f"{page}appeal/", {"ground-31": "已经补齐", "reason": "请复查"})
    assert review.fresh().state == State.UNDER_APPEAL
    assert Appeal.objects.get().items.get().serial == "31"
    assert "现在不能申诉" in browser.get(f"{page}appeal/").content.decode()


def test_nothing_is_told_before_the_decision() -> None:
    scene = submitted_scene()
    browser = browser_of(scene.applicant)
    page = f"/centre/cases/{scene.case.number}/outcome/"
    assert "还没有结果" in browser.get(page).content.decode()
    assert browser.get(f"{page}appeal/").status_code == 409
    give_hearing(scene.officer, scene.case.pk, "照片不实")
    assert "照片不实" in browser.get(page).content.decode()
