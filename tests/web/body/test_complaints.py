"""Complaints in the office and at the centre: list, handling, the sealed part, the sheet, the desk."""

from __future__ import annotations

from typing import Any

import pytest

from factories import CentreFactory, applicant_of, officer_of
from web.desks import client_of
from xingping.core.complaint import Category, ComplaintState, Said
from xingping.rating.actor import Actor
from xingping.rating.models import AuditEntry, Centre, Complaint
from xingping.rating.services.complaining import Sent, send_complaint

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region_rows")]
WORDS = "窗口推诿，打13812345678"


@pytest.fixture
def centre() -> Centre:
    made: Centre = CentreFactory()
    return made


@pytest.fixture
def officer(centre: Centre) -> Actor:
    return officer_of(centre.body)


def came_in(centre: Centre | None, number: int = 0, **changes: Any) -> Complaint:
    values = {"said": Said.COMPLAINT, "category": Category.ATTITUDE, "text": WORDS, "centre": centre,
              "contact": "13812345678", "may_pass_contact": True, **changes}  # fmt: skip
    return send_complaint(Sent(**values), f"{number:032}")[0]


def test_the_list_shows_masked_words_only(centre: Centre, officer: Actor) -> None:
    one = came_in(centre)
    client = client_of(officer)
    for path in (
        "/office/complaints/",
        "/office/complaints/?export=csv",
        "/office/complaints/?q=推诿&standing=open",
    ):
        text = client.get(path).content.decode()
        assert one.number in text
        assert "13812345678" not in text
    assert one.number not in client.get("/office/complaints/?standing=late").content.decode()
    assert one.number not in client.get("/office/complaints/?standing=done").content.decode()
    assert one.number in client.get(f"/office/complaints/?q={one.number}").content.decode()


def test_taken_opened_and_answered(centre: Centre, officer: Actor) -> None:
    one, client = came_in(centre), client_of(officer)
    path = f"/office/complaints/{one.pk}/"
    assert "由我办理" in client.get(path).content.decode()
    assert client.post(f"{path}reveal/").status_code == 403
    assert client.post(f"{path}take/").status_code == 302
    assert "13812345678" not in client.get(path).content.decode()
    assert "13812345678" in client.post(f"{path}reveal/").content.decode()
    assert AuditEntry.objects.filter(verb="complaint.reveal").count() == 1
    assert client.post(f"{path}do/reply/", {"text": ""}).status_code == 422
    assert client.post(f"{path}do/reply/", {"text": "已改进。"}).status_code == 302
    late = client.post(f"{path}do/reply/", {"text": "再来一次，写了很久"})
    assert late.status_code == 409
    assert Complaint.objects.get().state == ComplaintState.REPLIED
    assert client.post(f"{path}do/nothing/").status_code == 404


def test_the_centre_explains_what_it_was_given(centre: Centre, officer: Actor) -> None:
    one, client, own = came_in(centre), client_of(officer), client_of(applicant_of(centre))
    path, theirs = f"/office/complaints/{one.pk}/", f"/centre/feedback/{one.pk}/"
    client.post(f"{path}take/")
    assert own.get(theirs).status_code == 404
    assert "没有需要说明的来件" in own.get("/centre/feedback/").content.decode()
    client.post(f"{path}do/share/", {"text": "有居民反映窗口推诿"})
    shown = own.get("/centre/feedback/").content.decode() + own.get(theirs).content.decode()
    assert "有居民反映窗口推诿" in shown
    assert "13812345678" not in shown
    assert one.number not in shown
    Complaint.objects.update(shared_at="2026-03-01T17:00:00+00:00")
    assert "2026-03-02" in own.get("/centre/feedback/").content.decode(), "the day in China"
    assert own.post(theirs, {"text": ""}).status_code == 422
    assert own.post(theirs, {"text": "当天缺人"}).status_code == 302
    assert "当天缺人" in client.get(path).content.decode()
    client.post(f"{path}do/reply/", {"text": "已改进。"})
    assert "不能再改说明" in own.get(theirs).content.decode()
    assert own.post(theirs, {"text": "再改"}).status_code == 409
    assert client_of(applicant_of(CentreFactory(body=centre.body))).get(theirs).status_code == 404


def test_handed_over_with_a_sheet(centre: Centre, officer: Actor) -> None:
    one, client = came_in(centre), client_of(officer)
    path = f"/office/complaints/{one.pk}/"
    client.post(f"{path}take/")
    assert client.get(f"{path}transfer.pdf").status_code == 404
    assert client.post(f"{path}do/transfer/", {"known": "", "receiver": "", "ground": "x"}).status_code == 422
    client.post(f"{path}do/transfer/", {"known": "信访部门", "ground": "属于信访事项"})
    sheet = client.get(f"{path}transfer.pdf")
    assert sheet.content.startswith(b"%PDF")
    assert AuditEntry.objects.filter(verb="complaint.reveal").count() == 1
    assert client_of(officer_of(centre.body)).get(f"{path}transfer.pdf").status_code == 403


def test_the_other_acts(centre: Centre, officer: Actor) -> None:
    first, second, colleague = came_in(centre), came_in(centre, 1), officer_of(centre.body)
    client = client_of(officer)
    for one in (first, second):
        client.post(f"/office/complaints/{one.pk}/take/")
    path = f"/office/complaints/{second.pk}/"
    assert first.number in client.get(path).content.decode()
    assert client.post(f"{path}do/group/", {"number": "TS-x"}).status_code == 422
    client.post(f"{path}do/group/", {"number": first.number})
    assert second.number in client.get(f"/office/complaints/{first.pk}/").content.decode()
    assert "首件" in client.get(path).content.decode()
    client.post(f"{path}do/serious/", {"text": "有人摔伤"})
    assert "严重" in client.get(path).content.decode()
    client.post(f"{path}do/handler/", {"handler": colleague.person.pk})
    assert client.post(f"{path}do/reply/", {"text": "不再是我"}).status_code == 403
    figures = client.get("/office/complaints/figures/").content.decode()
    assert centre.name in figures


def test_a_place_in_words_is_given_its_centre(centre: Centre, officer: Actor) -> None:
    one, client = came_in(None, region=centre.region, place="东光那个站"), client_of(officer)
    path = f"/office/complaints/{one.pk}/"
    client.post(f"{path}take/")
    wrong = client.post(f"{path}do/centre/", {"code": "NIX"})
    assert (wrong.status_code, "没有找到" in wrong.content.decode()) == (404, True)
    client.post(f"{path}do/centre/", {"code": centre.code})
    assert Complaint.objects.get().centre == centre


def test_the_telephone_desk(centre: Centre, officer: Actor) -> None:
    client = client_of(officer)
    words = {"said": "praise", "category": "service", "text": "办事很快", "key": "d" * 32}
    sent = {"region": "510104", "place": "东光", **words}
    assert client.get("/office/complaints/new/").status_code == 200
    assert client.post("/office/complaints/new/", {**sent, "text": ""}).status_code == 422
    assert client.post("/office/complaints/new/", {**sent, "region": "1101"}).status_code in (403, 404, 422)
    answer = client.post("/office/complaints/new/", sent)
    assert "念给来件人" in answer.content.decode()
    assert Complaint.objects.get().channel == "desk"
