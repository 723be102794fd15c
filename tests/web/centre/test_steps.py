"""What is missing, submitting, withdrawing, corrections, history."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from factories import (
    Scene,
    complete,
    submitted_scene,
)
from web.centre.browsing import address, browser_of
from xingping.core.sheet_content import FORM
from xingping.rating.services.returning import return_for_correction

pytestmark = pytest.mark.django_db


def test_the_list_of_gaps_leads_to_each(own: Client, scene: Scene) -> None:
    text = own.get(address(scene.case, "check/")).content.decode()
    links = set(re.findall(r'href="([^"]*#[^"]+)"', text))
    workspace = address(scene.case, "self-assessment/")
    assert {f"{workspace}#indicator-{one}" for one in ("1", "9-10", "62")} <= links
    assert {
        address(scene.case, f"form/#{one}") for one in ("target", "form", "pledge", "item-accident")
    } <= links
    for link in links:
        page, _hash, anchor = link.partition("#")
        if page.startswith("/centre/"):
            assert f'id="{anchor}"' in own.get(page).content.decode(), link


def test_submitting_is_refused_while_something_is_missing(own: Client, scene: Scene) -> None:
    answer = own.post(address(scene.case, "check/"), {"key": "1"})
    assert answer.status_code == 409
    assert "申报材料还不齐全" in answer.content.decode()
    assert scene.fresh().state == "draft"


def test_submitting_twice_is_one_submission(own: Client, scene: Scene) -> None:
    complete(scene)
    for _time in range(2):
        assert own.post(address(scene.case, "check/"), {"key": "a"}).status_code == 302
    assert scene.fresh().state == "submitted"
    assert "已经提交" in own.get(address(scene.case, "check/")).content.decode()


def test_withdrawing(own: Client, scene: Scene) -> None:
    assert own.post(address(scene.case, "withdraw/"), {"reason": "换一批"}).status_code == 302
    assert scene.fresh().state == "withdrawn"
    text = own.get(address(scene.case)).content.decode()
    assert "换一批" in text
    assert own.post(address(scene.case, "withdraw/")).status_code == 409


def test_a_returned_case_shows_its_reasons_and_opens_only_those() -> None:
    scene = submitted_scene()
    return_for_correction(scene.officer, scene.case.pk, {"2": "面积不符", FORM: "公章不清"})
    own = browser_of(scene.applicant)
    page = own.get(address(scene.case, "self-assessment/"))
    opened = [card.indicator.serial for one in page.context["sections"] for card in one.cards if card.open]
    assert opened == ["2"]
    assert page.content.decode().count("面积不符") == 2
    assert "公章不清" in own.get(address(scene.case, "form/")).content.decode()


def test_a_submitted_case_is_read_only() -> None:
    scene = submitted_scene()
    own = browser_of(scene.applicant)
    page = own.get(address(scene.case, "self-assessment/"))
    assert not any(card.open for one in page.context["sections"] for card in one.cards)
    assert "data-files" not in page.content.decode()
    assert own.post(address(scene.case, "form/"), {"target_stars": "5"}).status_code == 422
    assert scene.fresh().target_stars == 3


def test_the_history_tells_what_the_table_tells_the_applicant() -> None:
    scene = submitted_scene()
    return_for_correction(scene.officer, scene.case.pk, {"2": "面积不符"})
    history = browser_of(scene.applicant).get(address(scene.case)).context["history"]
    assert [(one.what, one.by, one.reason) for one in history] == [
        ("退回补正", "评定机构工作人员", "面积不符"),
        ("提交", "申报单位", ""),
    ]
