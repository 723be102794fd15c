"""Opinions of organisations on pages: office, review team, panel, centre and public."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from pdf_reading import text_of
from reviewing import Review, before_panel, in_review
from web.desks import client_of
from xingping.core.opinion import QUESTIONS
from xingping.rating.models import Opinion, OpinionInvitation

pytestmark = pytest.mark.django_db
NAME = "金丝雀志愿服务队"


def sent(**changes: Any) -> dict[str, Any]:
    values = {
        "kind": "social",
        "known_by": "together",
        "text": "有事一起商量",
        "agrees": "on",
        "key": "k" * 32,
    }
    return {**values, **{question.id: "4" for question in QUESTIONS}, **changes}


def shown(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status, url
    return answer.content.decode()


def invite(review: Review, lines: str) -> str:
    """The page with the links."""
    url = f"/office/cases/{review.scene.case.number}/opinions/invite/"
    answer = client_of(review.officer).post(url, {"kind": "social", "lines": lines})
    assert answer.status_code == 200
    return answer.content.decode()


def test_from_the_invitation_to_what_the_team_reads() -> None:
    review = in_review()
    number, office = review.scene.case.number, client_of(review.officer)
    assert "邀请单位" in shown(office, f"/office/cases/{number}/opinions/")
    assert "邀请单位提意见" in shown(office, f"/office/cases/{number}/opinions/invite/")
    links = invite(review, f"{NAME}\n驻区学校，school@mail.example\n")
    tokens = re.findall(r'name="token" value="([\w-]{22})"', links)
    assert len(tokens) == 2
    letters = office.post(f"/office/cases/{number}/opinions/letters.pdf", {"token": tokens})
    said = text_of(letters.content)
    assert NAME in said
    assert tokens[0] in said.replace("\n", "")
    public = Client()
    page = shown(public, f"/opinion/{tokens[0]}/")
    assert review.scene.case.centre.name in page
    assert 'name="contact"' in page
    missing = public.post(f"/opinion/{tokens[0]}/", sent(heard="", agrees=""))
    assert (missing.status_code, "有事一起商量" in missing.content.decode()) == (422, True)
    receipt = public.post(f"/opinion/{tokens[0]}/", sent()).content.decode()
    assert public.post(f"/opinion/{tokens[0]}/", sent()).content.decode().count("receipt") > 0
    assert shown(public, f"/opinion/{tokens[0]}/", 409)
    code = re.findall(r'name="receipt" value="([0-9a-z]{26})"', receipt)[0]
    receipt = public.post("/opinion/receipt/", {"receipt": code}).content.decode()
    for said in ("已收到，供", "逐题回答", "我们提的意见有人听、有答复。"):
        assert said in receipt
    assert public.post("/opinion/receipt/", {"receipt": "0" * 26}).status_code == 404
    assert "26 位回执码" in shown(public, "/opinion/receipt/")

    team = client_of(review.assessors[0])
    assert NAME in shown(team, f"/assessor/cases/{number}/opinions/")
    scoring = shown(team, f"/assessor/cases/{number}/score/")
    assert scoring.count("仅供参考，不计分") == 8  # 22, 30 to 32, 34 to 37
    assert NAME not in scoring
    listed = shown(office, f"/office/opinions/?q={NAME}&standing=given")
    assert NAME in listed
    one = OpinionInvitation.objects.get(organisation=NAME)
    assert "有事一起商量" in shown(office, f"/office/opinions/{one.pk}/")
    export = office.get("/office/opinions/?export=csv").content.decode()
    assert NAME in export
    centre = client_of(review.scene.applicant)
    own = shown(centre, f"/centre/cases/{number}/opinions/")
    assert "不足 3 份" in own
    for url in (f"/centre/cases/{number}/", f"/centre/cases/{number}/opinions/"):
        assert NAME not in shown(centre, url)
    shown(centre, f"/office/opinions/{one.pk}/", 404)

    assert "收回并删除" in public.post("/opinion/receipt/", {"receipt": code}).content.decode()
    back = public.post("/opinion/receipt/", {"receipt": code, "act": "take_back"}).content.decode()
    assert "已收回" in back
    assert Opinion.objects.get().text == ""
    assert "单位已收回" in shown(office, f"/office/opinions/{one.pk}/")


def test_proposals_are_confirmed_and_acts_need_reasons() -> None:
    review = in_review()
    number, office = review.scene.case.number, client_of(review.officer)
    centre = client_of(review.scene.applicant)
    url = f"/centre/cases/{number}/opinions/"
    wrong = centre.post(url, {"kind": "unit", "lines": "甲校,a@b.example"})
    assert (wrong.status_code, "第 1 行" in wrong.content.decode()) == (422, True)
    assert centre.post(url, {"kind": "unit", "lines": "甲校\n乙院"}).status_code == 302
    page = shown(office, f"/office/cases/{number}/opinions/")
    assert "申报单位提出的名单" in page
    confirm = f"/office/cases/{number}/opinions/confirm/"
    assert office.post(confirm, {"invitation": ["x", "９"]}).status_code == 422
    first, second = OpinionInvitation.objects.order_by("pk")
    links = office.post(confirm, {"invitation": [first.pk]}).content.decode()
    token = re.findall(r'name="token" value="([\w-]{22})"', links)[0]
    renewed = office.post(f"/office/opinions/{first.pk}/link/").content.decode()
    assert token not in renewed
    assert Client().get(f"/opinion/{token}/").status_code == 404
    withdraw = f"/office/opinions/{second.pk}/withdraw/"
    assert office.post(withdraw, {"reason": ""}).status_code == 422
    assert office.post(withdraw, {"reason": "不在本区"}).status_code == 302
    assert "不在本区" in shown(office, f"/office/opinions/{second.pk}/")
    token = re.findall(r'name="token" value="([\w-]{22})"', renewed)[0]
    Client().post(f"/opinion/{token}/", sent())
    exclude = f"/office/opinions/{first.pk}/exclude/"
    assert "不予采用" in shown(office, exclude)
    assert office.post(exclude, {"reason": "不是这家单位提交的"}).status_code == 302
    assert "不是这家单位提交的" in shown(office, f"/office/opinions/{first.pk}/")
    many = invite_fault(office, number, "甲校\n,x@y.example\n坏邮箱,x@@y")
    assert "第 3 行" in many
    assert "已经邀请过" in invite_fault(office, number, "甲校")
    letters = f"/office/cases/{number}/opinions/letters.pdf"
    assert office.post(letters, {"token": ["x" * 22]}).status_code == 404
    assert office.post(letters, {}).status_code == 422


def invite_fault(office: Client, number: str, lines: str) -> str:
    answer = office.post(f"/office/cases/{number}/opinions/invite/", {"kind": "unit", "lines": lines})
    assert answer.status_code == 422
    return answer.content.decode()


def test_the_panel_reads_who_said_what() -> None:
    review = before_panel()
    links = invite(review, NAME)
    token = re.findall(r'name="token" value="([\w-]{22})"', links)[0]
    Client().post(f"/opinion/{token}/", sent(text="办得好"))
    page = shown(client_of(review.panel[0]), f"/panel/cases/{review.scene.case.number}/")
    assert NAME in page
    assert "办得好" in page


def test_a_flood_on_the_form_is_turned_away() -> None:
    client = Client()
    answers = [client.get("/opinion/unknown/").status_code for _ in range(25)]
    assert (answers[0], answers[-1]) == (404, 429)
