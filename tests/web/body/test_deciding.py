"""Officers decide: accept, return, refuse, notes, who is in charge; nothing typed is lost on a refusal."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from factories import officer_of, submitted_scene
from web.desks import chain_scene, client_of, copies
from xingping.core.lifecycle import State
from xingping.core.roles import Role
from xingping.rating.models import CaseEvent, IndicatorReturn, Note, RoleGrant
from xingping.rating.services.accepting import accept

pytestmark = pytest.mark.django_db


def key_of(client: Client, address: str) -> str:
    """The key that a form carries."""
    found = re.search(r'name="key" value="([0-9a-f]{32})"', client.get(address).content.decode())
    assert found
    return found[1]


def test_accepting_says_what_follows_and_does_it_once_for_a_repeated_click() -> None:
    scene = submitted_scene()
    client, address = client_of(scene.officer), f"/office/cases/{scene.case.number}/accept/"
    page = client.get(address).content.decode()
    assert "受理不能撤销" in page
    key = key_of(client, address)
    for _ in range(2):
        assert client.post(address, {"key": key}).status_code == 302
    assert scene.fresh().state == State.ACCEPTED
    assert CaseEvent.objects.filter(case=scene.case, action="accept").count() == 1


def test_the_second_of_two_officers_is_told_and_keeps_the_text() -> None:
    scene = submitted_scene()
    colleague = client_of(officer_of(scene.body))
    address = f"/office/cases/{scene.case.number}/refuse/"
    key = key_of(colleague, address)
    accept(scene.officer, scene.case.pk)
    answer = colleague.post(address, {"key": key, "reason": "开放未满一年"})
    text = answer.content.decode()
    assert answer.status_code == 409
    for expected in ("现在的状态是“已受理”，不能不予受理", "开放未满一年", "查看最新进展"):
        assert expected in text
    assert scene.fresh().state == State.ACCEPTED


def test_refusing_needs_reasons_and_tells_them() -> None:
    scene = submitted_scene()
    client, address = client_of(scene.officer), f"/office/cases/{scene.case.number}/refuse/"
    assert client.post(address, {"reason": "  "}).status_code == 422
    assert scene.fresh().state == State.SUBMITTED
    assert client.post(address, {"reason": "不在本批次地区"}).status_code == 302
    assert CaseEvent.objects.get(case=scene.case, action="refuse").reason == "不在本批次地区"


def test_returning_opens_only_the_indicators_with_a_reason() -> None:
    scene = submitted_scene()
    client, address = client_of(scene.officer), f"/office/cases/{scene.case.number}/return/"
    given = {"reason-3": "请补坡道照片", "reason-9-10": "请补消防记录", "reason-form": "", "reason": ""}
    assert client.post(address, given).status_code == 302
    case = scene.fresh()
    assert (case.state, case.open_serials) == (State.RETURNED, ["3", "9-10"])
    assert dict(IndicatorReturn.objects.values_list("serial", "reason")) == {
        "3": "请补坡道照片",
        "9-10": "请补消防记录",
    }


def test_returning_without_reasons_is_refused_and_keeps_what_was_typed() -> None:
    scene = submitted_scene()
    client, address = client_of(scene.officer), f"/office/cases/{scene.case.number}/return/"
    answer = client.post(address, {"reason": "写了总的说明，没有写指标"})
    text = answer.content.decode()
    assert answer.status_code == 422
    for expected in ("没有写明理由", "写了总的说明，没有写指标"):
        assert expected in text
    assert scene.fresh().state == State.SUBMITTED


def test_a_case_in_the_chain_can_be_refused_but_not_accepted_or_returned_by_the_body() -> None:
    scene = chain_scene("street")
    client, address = client_of(scene.officer), f"/office/cases/{scene.case.number}"
    answer = client.post(f"{address}/accept/", {})
    assert answer.status_code == 409
    assert "推荐还没有完成，现在在街道（乡镇）" in answer.content.decode()
    assert client.post(f"{address}/return/", {"reason-3": "x"}).status_code == 409
    assert scene.fresh().state == State.SUBMITTED


def test_a_deep_link_opens_the_field_of_its_indicator() -> None:
    scene = submitted_scene()
    text = client_of(scene.officer).get(f"/office/cases/{scene.case.number}/return/?at=31").content.decode()
    assert 'id="indicator-31" open' in text
    assert 'id="indicator-3" open' not in text


@pytest.mark.parametrize("text", ["", "   ", "字" * 2_001, "不可见\x00"])
def test_a_note_that_cannot_be_kept_is_shown_again(text: str) -> None:
    scene = submitted_scene()
    answer = client_of(scene.officer).post(f"/office/cases/{scene.case.number}/notes/", {"text": text})
    assert answer.status_code == 422
    assert Note.objects.count() == 0


def test_notes_and_the_officer_in_charge_are_kept() -> None:
    scene = submitted_scene()
    client, address = client_of(scene.officer), f"/office/cases/{scene.case.number}/"
    assert client.post(f"{address}notes/", {"text": "周三前答复"}).status_code == 302
    assert client.post(f"{address}officer/", {"officer": scene.officer.person.pk}).status_code == 302
    assert (Note.objects.get().text, scene.fresh().officer) == ("周三前答复", scene.officer.person)
    assert client.post(f"{address}officer/", {"officer": scene.applicant.person.pk}).status_code == 422
    assert client.post(f"{address}officer/", {"officer": ""}).status_code == 302
    assert scene.fresh().officer is None


def test_somebody_who_stands_for_the_centre_is_told_to_stay_out() -> None:
    scene = submitted_scene()
    RoleGrant.objects.create(person=scene.officer.person, role=Role.APPLICANT, centre=scene.case.centre)
    answer = client_of(scene.officer).post(f"/office/cases/{scene.case.number}/accept/", {})
    assert answer.status_code == 403
    assert "应当回避" in answer.content.decode()


def test_a_bulk_action_shows_first_who_is_affected_and_who_is_not() -> None:
    scene = submitted_scene()
    other, done = copies(scene.case, 2)
    accept(scene.officer, done.pk)
    client = client_of(scene.officer)
    chosen = {"action": "accept", "scope": "ticked", "case": [scene.case.pk, other.pk, done.pk], "query": ""}
    preview = client.post("/office/bulk/", chosen).content.decode()
    assert "将办理 2 件" in preview
    assert "不办理的 1 件" in preview
    assert "现在的状态是“已受理”，不能受理" in preview
    assert scene.fresh().state == State.SUBMITTED
    answer = client.post("/office/bulk/", {**chosen, "confirmed": "1", "key": "k"}, follow=True)
    assert "受理：办好 2 件。" in answer.content.decode()
    assert CaseEvent.objects.filter(action="accept").count() == 3


def test_a_bulk_action_on_the_whole_list_follows_the_lists_filters() -> None:
    scene = submitted_scene()
    copies(scene.case, 2)
    client = client_of(scene.officer)
    asked = {"action": "assign", "scope": "all", "query": f"q={scene.case.number}-1"}
    preview = client.post("/office/bulk/", asked).content.decode()
    assert "将办理 1 件" in preview
    answer = client.post(
        "/office/bulk/", {**asked, "confirmed": "1", "officer": scene.officer.person.pk}, follow=True
    )
    assert "指定经办人：办好 1 件。" in answer.content.decode()
    assert answer.redirect_chain[0][0] == f"/office/?q={scene.case.number}-1"


def test_a_bulk_action_never_reaches_another_bodys_case() -> None:
    scene, other = submitted_scene(), submitted_scene()
    answer = client_of(scene.officer).post(
        "/office/bulk/",
        {"action": "accept", "scope": "ticked", "case": [other.case.pk], "confirmed": "1"},
        follow=True,
    )
    assert "没有选中申报件" in answer.content.decode()
    assert other.fresh().state == State.SUBMITTED


@pytest.mark.parametrize("given", [{}, {"action": "drop"}, {"action": "accept", "case": ["x", "²"]}])
def test_a_bulk_action_that_makes_no_sense_changes_nothing(given: dict[str, object]) -> None:
    scene = submitted_scene()
    assert client_of(scene.officer).post("/office/bulk/", given).status_code in (302, 422)
    assert scene.fresh().state == State.SUBMITTED
