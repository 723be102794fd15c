"""The public notice: its list, an objection with its receipt, the announcement; nothing of the rest."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from noticing import announced, noticed, outsider, past
from reviewing import decided
from xingping.rating.jobs.runner import run_job
from xingping.rating.models import Notice, NoticeItem, Objection
from xingping.rating.services.notices import extend_notice
from xingping.rating.services.objections import reply_objection, take_objection
from xingping.rating.services.submitting import withdraw
from xingping.rating.services.terminating import reply_in_public

pytestmark = pytest.mark.django_db


def test_from_the_list_to_an_objection_and_its_answer(client: Client) -> None:
    review, notice = noticed(publish_replies=True)
    reply_in_public(review.scene.applicant, review.case_id, "欢迎监督")
    extend_notice(review.officer, notice.pk, notice.ends_on.replace(year=notice.ends_on.year + 1), "另行核实")  # type: ignore[union-attr]
    centre = review.scene.case.centre.name
    assert notice.number in client.get("/notice/").content.decode()
    page = client.get(f"/notice/{notice.pk}/").content.decode()
    assert centre in page
    assert "另行核实" in page
    item = NoticeItem.objects.get()
    place = f"/notice/{notice.pk}/{item.pk}/"
    assert "欢迎监督" in client.get(place).content.decode()
    empty = client.post(place, {"reason": "", "contact": "保留的联系方式"})
    assert empty.status_code == 422
    assert "保留的联系方式" in empty.content.decode()
    answer = client.post(place, {"reason": "没有坡道", "contact": "张三"}).content.decode()
    receipt = "".join(re.findall(r"[0-9a-f]{8}", answer.split('class="receipt"')[1].split("</p>")[0]))
    assert len(receipt) == 32
    objection = Objection.objects.get()
    handler = outsider(review)
    take_objection(handler, objection.pk)
    reply_objection(handler, objection.pk, upheld=False, reply="坡道在东门")
    seen = client.post("/notice/receipt/", {"receipt": f"{receipt[:8]} {receipt[8:]}"})
    assert "坡道在东门" in seen.content.decode()
    assert seen.headers["Cache-Control"] == "no-store"
    assert client.post("/notice/receipt/", {"receipt": "0" * 32}).status_code == 422
    assert client.get("/notice/receipt/").status_code == 200


def test_drafts_and_undecided_cases_are_not_there(client: Client) -> None:
    review = decided()
    other, _notice = noticed()
    draft = Notice.objects.create(
        body=other.scene.body, round=other.scene.case.round, number="草稿", contact="-",
        created_by=other.officer.person,
    )  # fmt: skip
    for path in (f"/notice/{draft.pk}/", f"/notice/{draft.pk}/notice.pdf", "/notice/999999/"):
        assert client.get(path).status_code == 404
    assert review.scene.case.centre.name not in client.get("/notice/?export=csv").content.decode()


def test_files_and_announcements(client: Client) -> None:
    review, notice = noticed()
    assert client.get(f"/notice/{notice.pk}/notice.pdf").content.startswith(b"%PDF")
    past(notice)
    item = NoticeItem.objects.get()
    assert "公示期已满" in client.get(f"/notice/{notice.pk}/{item.pk}/").content.decode()
    made = announced([review])
    assert client.get(made.get_absolute_url()).status_code == 404, "not before it was carried out"
    assert made.job is not None
    run_job(made.job.pk)
    assert made.number in client.get("/notice/announcements/").content.decode()
    page = client.get(made.get_absolute_url()).content.decode()
    assert review.scene.case.centre.name in page
    assert client.get(f"{made.get_absolute_url()}announcement.pdf").content.startswith(b"%PDF")
    assert "0001" in client.get(f"{made.get_absolute_url()}?export=csv").content.decode()


def test_a_case_that_was_withdrawn_is_shown_no_more(client: Client) -> None:
    review, notice = noticed()
    withdraw(review.scene.applicant, review.case_id, "不评了")
    page = client.get(f"/notice/{notice.pk}/").content.decode()
    assert review.scene.case.centre.name not in page
    assert "移出" in page
