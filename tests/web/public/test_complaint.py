"""The public's complaint: sent with a check, followed by receipt, limited, never lost."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from factories import CentreFactory, officer_of
from xingping.core.puzzle import ask
from xingping.rating.models import Centre, Channel, Complaint
from xingping.rating.services.complaints import reply, take_over, transfer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region_rows")]


def form(centre: Centre | None = None, **changes: Any) -> dict[str, Any]:
    """What a browser sends, its question answered by the sum."""
    question = ask(settings.SECRET_KEY, int(time.time()) - 10, "ab")
    values = {
        "said": "complaint",
        "category": "attitude",
        "text": "窗口推诿，电话13812345678",
        "key": "k" * 32,
        "token": question.token,
        "answer": str(question.first + question.second),
        **({"centre": centre.pk} if centre else {"region": "510104", "place": "东光中心"}),
    }
    return {**values, **changes}


def receipt_in(text: str) -> str:
    found = re.search(r'name="receipt" value="([0-9a-z]{26})"', text)
    assert found
    return found[1]


def sent(client: Client, centre: Centre) -> tuple[Complaint, str]:
    text = client.post("/complaint/", form(centre)).content.decode()
    return Complaint.objects.get(), receipt_in(text)


def test_a_complaint_by_the_code_at_the_centre_is_sent_and_followed() -> None:
    client, centre = Client(), CentreFactory()
    page = client.get(f"/complaint/?centre={centre.pk}&by=qr").content.decode()
    assert centre.name in page
    assert 'value="qr"' in page
    answer = client.post("/complaint/", form(centre, channel="qr"))
    receipt = receipt_in(answer.content.decode())
    assert Complaint.objects.get().channel == Channel.QR
    assert receipt_in(client.post("/complaint/", form(centre, channel="qr")).content.decode()) == receipt
    status = client.post("/complaint/follow/", {"receipt": receipt.upper()}).content.decode()
    assert "13812345678" not in status
    assert "办理中" in status
    assert "个工作日" in status


def test_a_place_in_words_goes_to_the_body_of_the_region() -> None:
    CentreFactory()
    client = Client()
    assert client.post("/complaint/", form()).status_code == 200
    assert (Complaint.objects.get().place, Complaint.objects.get().region) == ("东光中心", "510104000000")
    lacking = client.post("/complaint/", form(region="", place="", key="j" * 32))
    assert lacking.status_code == 422
    assert "窗口推诿" in lacking.content.decode()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"answer": "0"}, "不是机器"),
        ({"token": ""}, "不是机器"),
        ({"text": ""}, "必填"),
        ({"text": "a\x00"}, "空字符"),
        ({"said": "x"}, "不在可用的选项中"),
        ({"contact": "138"}, "需要您同意"),
        ({"key": ""}, "刷新页面"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(changes: dict[str, Any], said: str) -> None:
    centre = CentreFactory()
    answer = Client().post("/complaint/", form(centre, **{"hidden_names": "王小兰", **changes}))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "王小兰" in answer.content.decode()
    assert not Complaint.objects.exists()


def test_a_contact_with_consent_is_sealed() -> None:
    Client().post("/complaint/", form(CentreFactory(), contact="138", agrees="on", may_pass_contact="on"))
    one = Complaint.objects.get()
    assert (one.was_anonymous, one.may_pass_contact, "138" in one.sealed_contact) == (False, True, False)


def test_a_flood_is_turned_away_with_the_time_to_wait() -> None:
    client, centre = Client(), CentreFactory()
    codes = [client.post("/complaint/", form(centre, key=f"{number:032}")).status_code for number in range(9)]
    assert codes == [200] * 8 + [429]
    answer = client.post("/complaint/", form(centre))
    assert int(answer.headers["Retry-After"]) <= 30
    assert "窗口推诿" in answer.content.decode()


def test_guessing_receipts_is_slowed_down() -> None:
    client = Client()
    codes = [client.post("/complaint/follow/", {"receipt": "0" * 26}).status_code for _ in range(31)]
    assert codes == [404] * 30 + [429]
    assert client.get("/complaint/follow/").status_code == 200


def test_the_answer_is_read_rated_and_asked_about_again() -> None:
    client, centre = Client(), CentreFactory()
    officer = officer_of(centre.body)
    complaint, receipt = sent(client, centre)
    take_over(officer, complaint.pk)
    reply(officer, complaint.pk, "已约谈。")
    page = client.post("/complaint/follow/", {"receipt": receipt}).content.decode()
    assert "已约谈。" in page
    wrong = client.post("/complaint/follow/", {"receipt": receipt, "act": "rate"})
    assert wrong.status_code == 422
    rated = client.post("/complaint/follow/", {"receipt": receipt, "act": "rate", "satisfaction": "2"})
    assert "已评价" in rated.content.decode()
    again = client.post("/complaint/follow/", {"receipt": receipt, "act": "again", "text": "没有改"})
    assert "重新办理中" in again.content.decode()
    twice = client.post("/complaint/follow/", {"receipt": receipt, "act": "again", "text": "没有改"})
    assert twice.status_code == 409


def test_where_it_was_handed_over_is_said() -> None:
    client, centre = Client(), CentreFactory()
    officer = officer_of(centre.body)
    complaint, receipt = sent(client, centre)
    take_over(officer, complaint.pk)
    transfer(officer, complaint.pk, "12345 政务服务便民热线", "物业纠纷")
    page = client.post("/complaint/follow/", {"receipt": receipt}).content.decode()
    assert "12345 政务服务便民热线" in page
    assert "接收单位无法主动找您" in page


def test_a_centre_that_is_not_one_is_ignored() -> None:
    for given in ("x", "²", "9" * 30, "-1", "0"):
        assert Client().get("/complaint/", {"centre": given}).status_code == 200


def test_what_is_kept_is_listed_in_both_languages() -> None:
    client = Client()
    assert "180 天后自动删除" in client.get("/personal-data/").content.decode()
    client.cookies["xingping-language"] = "en"
    assert client.get("/personal-data/").status_code == 200
