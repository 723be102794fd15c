"""The register in the browser: record, change, history, facts, closing, look-alikes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from factories import REGION, BodyFactory, CentreFactory, applicant_of, officer_of
from web.desks import ask, client_of
from xingping.core.catalogue import find_guide
from xingping.rating.calendar import today
from xingping.rating.models import Centre, CentreChange, CentreFact

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region_rows")]


def record(**changes: Any) -> dict[str, Any]:
    """What a browser sends for a centre."""
    return {
        "name": "演示·东光社区服务中心",
        "code": "D001",
        "form": "centre",
        "kind": "urban",
        "region": REGION,
        "contact_phone": "028-0000000",
        **changes,
    }


def test_a_centre_is_recorded_found_and_exported() -> None:
    body = BodyFactory()
    client = client_of(officer_of(body))
    assert client.post("/office/centres/new/", record()).status_code == 302
    centre = Centre.objects.get()
    assert (centre.name, centre.region, centre.body) == ("演示·东光社区服务中心", REGION, body)
    for words in ("东光", "dongguang", "dgsq", "D001", "督院街"):
        assert (words, centre.name in ask(client, f"/office/centres/?q={words}").text) == (words, True)
    assert "没有符合条件的记录" in ask(client, "/office/centres/?q=xiguang").text
    assert centre.name in client.get("/office/centres/?export=csv").content.decode()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": ""}, "必填"),
        ({"code": "编号 一"}, "应当是 1 至 32 位字母"),
        ({"region": "北京"}, "没有找到"),
        ({"region": "51"}, "请选择"),
        ({"latitude": "九十"}, "数字"),
        ({"address": "路\x00"}, "空字符"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    changes: dict[str, Any], said: str
) -> None:
    client = client_of(officer_of(BodyFactory()))
    answer = client.post("/office/centres/new/", record(**{"opening_hours": "每天九点至五点", **changes}))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert said in text
    assert "每天九点至五点" in text
    assert Centre.objects.count() == 0


def test_a_look_alike_in_the_same_street_is_asked_about_first() -> None:
    body = BodyFactory()
    client = client_of(officer_of(body))
    client.post("/office/centres/new/", record())
    twin = record(code="D002", name="演示 东光社区服务中心（东区）")
    answer = client.post("/office/centres/new/", twin)
    assert (answer.status_code, "可能已经登记过" in answer.content.decode()) == (422, True)
    assert client.post("/office/centres/new/", {**twin, "not_alike": "1"}).status_code == 302
    answer = client.post("/office/centres/new/", record(not_alike="1"))
    assert (answer.status_code, "本机构已登记编号为" in answer.content.decode()) == (409, True)
    assert Centre.objects.count() == 2


def test_changes_are_kept_with_reason_and_two_people_do_not_overwrite_each_other() -> None:
    centre = CentreFactory(name="演示旧名")
    client, address = client_of(officer_of(centre.body)), f"/office/centres/{centre.pk}/"
    sent = record(code=centre.code, name="演示新名", reason="更名批复", version="0")
    assert client.post(f"{address}edit/", sent).status_code == 302
    answer = client.post(f"{address}edit/", {**sent, "name": "演示第三名"})
    assert (answer.status_code, "内容已被改动" in answer.content.decode()) == (409, True)
    text = ask(client, address).text
    for expected in ("演示旧名 → 演示新名", "更名批复"):
        assert expected in text
    assert CentreChange.objects.count() == 1


def test_facts_are_recorded_with_their_day() -> None:
    centre = CentreFactory()
    client, address = client_of(officer_of(centre.body)), f"/office/centres/{centre.pk}/"
    fact = next(one for one in find_guide().facts if not one.choices)
    sent = {"fact": fact.name, "value": "12", "true_on": f"{today() - timedelta(days=3)}"}
    assert client.post(address, sent).status_code == 302
    assert CentreFact.objects.get().value == "12"
    answer = client.post(address, {**sent, "value": "很多"})
    assert (answer.status_code, "很多" in answer.content.decode()) == (422, True)
    answer = client.post(address, {**sent, "true_on": f"{today() + timedelta(days=3)}"})
    assert answer.status_code == 422
    assert CentreFact.objects.count() == 1


def test_closing_needs_a_reason_and_takes_the_button_away() -> None:
    centre = CentreFactory()
    client, address = client_of(officer_of(centre.body)), f"/office/centres/{centre.pk}/"
    assert client.post(f"{address}close/", {"closed_on": f"{today()}", "reason": ""}).status_code == 422
    assert client.post(f"{address}close/", {"closed_on": f"{today()}", "reason": "撤并"}).status_code == 302
    text = ask(client, address).text
    assert "已撤销" in text
    assert f"{address}close/" not in text


def test_another_bodys_centre_is_not_found_and_applicants_stay_outside() -> None:
    centre = CentreFactory()
    client = client_of(officer_of(BodyFactory()))
    for place in ("", "edit/", "close/"):
        assert (place, client.get(f"/office/centres/{centre.pk}/{place}").status_code) == (place, 404)
    assert client_of(applicant_of(centre)).get("/office/centres/").status_code == 404


def test_the_register_takes_as_many_queries_for_three_centres_as_for_one() -> None:
    centre = CentreFactory()
    client = client_of(officer_of(centre.body))
    one = ask(client, "/office/centres/").queries
    CentreFactory(body=centre.body)
    CentreFactory(body=centre.body)
    assert ask(client, "/office/centres/").queries == one
