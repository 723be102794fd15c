"""Rounds in the browser: prepared, copied, opened, closed; the policy editor with where each rule is from."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from factories import BodyFactory, officer_of, open_round_of, submitted_scene
from web.desks import ask, client_of
from xingping.core.policy import ChainLevel, RoundPolicy, policy_json, rule_info
from xingping.rating.calendar import today
from xingping.rating.models import Round, RoundState
from xingping.rating.services.rounds import create_round, set_quotas
from xingping.web.body.policy_form import PolicyForm
from xingping.web.body.round_form import RoundForm, default_rules, rule_choices

pytestmark = pytest.mark.django_db


def form_values(policy: RoundPolicy | None = None, **changes: Any) -> dict[str, Any]:
    """What a browser sends for a new round."""
    form = PolicyForm(policy or RoundPolicy())
    sent = {form.add_prefix(name): form[name].value() for name in form.fields}
    sent = {name: value for name, value in sent.items() if value is not False and value is not None}
    return {
        **sent,
        "name": "演示 2027 年度第一批",
        "opens_on": f"{today()}",
        "closes_on": f"{today() + timedelta(days=60)}",
        "facts_on": f"{today()}",
        "kinds": ["urban", "rural"],
        "rules": rule_choices()[0][0],
        **changes,
    }


@pytest.fixture
def officer_client() -> Client:
    """An officer of a body of one province."""
    return client_of(officer_of(BodyFactory(name="演示评定机构")))


def test_a_round_is_prepared_with_every_default(officer_client: Client) -> None:
    answer = officer_client.post("/office/rounds/new/", form_values())
    made = Round.objects.get()
    assert answer.headers["Location"] == f"/office/rounds/{made.pk}/"
    assert made.policy == policy_json(RoundPolicy())
    assert (made.regions, made.state) == (["51"], RoundState.DRAFT)


def test_the_editor_shows_every_rule_with_label_explanation_default_and_source(
    officer_client: Client,
) -> None:
    text = ask(officer_client, "/office/rounds/new/").text
    for rule in fields(RoundPolicy):
        info = rule_info(rule.name)
        assert info.label in text
        assert info.explanation in text
    assert text.count("本机构规定</span>") == len(fields(RoundPolicy))
    assert text.count("标准规定 6") == 3
    assert "默认：10 工作日" in text


def test_every_rule_that_is_changed_is_kept(officer_client: Client) -> None:
    changes = {
        "policy-chain": ["street", "city"],
        "policy-star_limits-street": "3",
        "policy-quorum": "3/4",
        "policy-reminders": "60，7、30",
        "policy-correction_days": "15",
        "policy-target_binds": "on",
        "policy-eligibility-condition": "开放满两年\n场所来源合法、可以稳定使用",
        "policy-eligibility-exclusion": "近两年内发生过重大责任事故",
    }
    sent = form_values(**changes)
    sent.pop("policy-pledge_required")
    officer_client.post("/office/rounds/new/", sent)
    policy = Round.objects.get().policy
    assert policy["chain"] == ["street", "city"]
    assert policy["star_limits"] == {"street": 3}
    assert (policy["quorum"], policy["reminders"]) == ("3/4", [60, 30, 7])
    assert (policy["correction_days"], policy["target_binds"], policy["pledge_required"]) == (15, True, False)
    assert policy["eligibility"] == [
        {"id": "item_1", "text": "开放满两年", "kind": "condition"},
        {"id": "premises", "text": "场所来源合法、可以稳定使用", "kind": "condition"},
        {"id": "accident", "text": "近两年内发生过重大责任事故", "kind": "exclusion"},
    ]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"closes_on": f"{today() - timedelta(days=9)}"}, "早于申报开始日"),
        ({"name": " "}, "必填"),
        ({"policy-notice_days": "3"}, "大于或等于7"),
        ({"policy-coverage_minimum": "9"}, "多于每件专家人数下限"),
        ({"policy-reminders": "九十"}, "若干整数"),
        ({"kinds": []}, "必填"),
        ({"policy-acceptance_days": "１０a"}, "整数"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    officer_client: Client, changes: dict[str, Any], said: str
) -> None:
    sent = form_values(**{"policy-appeal_days": "17", **changes})
    answer = officer_client.post("/office/rounds/new/", sent)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert said in text
    assert 'name="policy-appeal_days" value="17"' in text
    assert Round.objects.count() == 0


def test_a_name_taken_is_said_at_the_name(officer_client: Client) -> None:
    officer_client.post("/office/rounds/new/", form_values())
    answer = officer_client.post("/office/rounds/new/", form_values())
    assert answer.status_code == 409
    assert "本机构已有同名的批次" in answer.content.decode()


def test_a_copy_takes_rules_and_quotas_and_asks_for_name_and_dates() -> None:
    body = BodyFactory()
    officer = officer_of(body)
    source = create_round(
        officer, body, {"name": "演示旧批次", "policy": {"chain": ["county"], "correction_days": 20}}
    )
    set_quotas(officer, source.pk, {(ChainLevel.COUNTY, "510104"): 4})
    client = client_of(officer)
    page = ask(client, f"/office/rounds/{source.pk}/copy/").text
    assert 'name="policy-correction_days" value="20"' in page
    sent = form_values(RoundPolicy(correction_days=20, chain=(ChainLevel.COUNTY,)), name="演示新批次")
    assert client.post(f"/office/rounds/{source.pk}/copy/", sent).status_code == 302
    made = Round.objects.get(name="演示新批次")
    assert (made.copied_from, made.policy["correction_days"]) == (source, 20)
    assert list(made.quotas.values_list("unit", "places")) == [("510104", 4)]


def test_opening_says_what_is_fixed_and_closing_what_ends() -> None:
    body = BodyFactory()
    officer = officer_of(body)
    round_ = create_round(officer, body, {"name": "演示批次", "closes_on": today()})
    client, address = client_of(officer), f"/office/rounds/{round_.pk}/"
    assert "从此固定，不能再改" in ask(client, f"{address}open/").text
    assert client.post(f"{address}open/").status_code == 302
    again = client.post(f"{address}open/")
    assert (again.status_code, "批次已经开放" in again.content.decode()) == (409, True)
    assert "不再接收新的申报" in ask(client, f"{address}close/").text
    assert client.post(f"{address}close/").status_code == 302
    assert Round.objects.get().state == RoundState.CLOSED


def test_an_opened_round_takes_only_what_hurts_nobody(region_rows: None) -> None:
    body = BodyFactory()
    round_ = open_round_of(body)
    client, address = client_of(officer_of(body)), f"/office/rounds/{round_.pk}/edit/"
    page = ask(client, address).text
    assert 'name="closes_on"' in page
    assert 'name="policy-correction_days"' not in page
    later = round_.closes_on + timedelta(days=7)
    kept = {"version": round_.version, "kinds": ["urban", "rural"], "region-0": "51"}
    assert client.post(address, {**kept, "closes_on": f"{later}"}).status_code == 302
    fresh = Round.objects.get()
    assert (fresh.closes_on, fresh.name) == (later, round_.name)
    earlier = {**kept, "version": fresh.version, "closes_on": f"{round_.closes_on}"}
    assert client.post(address, earlier).status_code == 409
    assert Round.objects.get().closes_on == later


def test_two_people_editing_one_round_do_not_overwrite_each_other() -> None:
    body = BodyFactory()
    officer = officer_of(body)
    round_ = create_round(officer, body, {"name": "演示批次", "closes_on": today()})
    client, address = client_of(officer), f"/office/rounds/{round_.pk}/edit/"
    assert client.post(address, form_values(name="甲", version="0")).status_code == 302
    answer = client.post(address, form_values(name="乙", version="0"))
    assert answer.status_code == 409
    assert "内容已被改动" in answer.content.decode()
    assert 'value="乙"' in answer.content.decode()
    assert Round.objects.get().name == "甲"


def test_the_round_page_shows_rules_hashes_quotas_and_cases() -> None:
    scene = submitted_scene(correction_days=12)
    round_ = scene.case.round
    text = ask(client_of(scene.officer), f"/office/rounds/{round_.pk}/").text
    for expected in (
        round_.edition_hash[:16],
        round_.guide_hash[:16],
        "12 工作日",
        "与默认不同",
        "一星级 600 分起",
    ):
        assert expected in text
    assert f"/office/?round={round_.pk}&amp;state=submitted" in text


def test_quotas_are_set_for_units_of_the_chain(region_rows: None) -> None:
    body = BodyFactory()
    officer = officer_of(body)
    round_ = create_round(officer, body, {"name": "演示批次", "policy": {"chain": ["county"]}})
    client, address = client_of(officer), f"/office/rounds/{round_.pk}/quotas/"
    assert client.post(address, {"unit-0": "510104", "new-0": "6"}).status_code == 302
    assert list(round_.quotas.values_list("level", "unit", "places")) == [("county", "510104", 6)]
    for sent, said in (
        ({"unit-0": "51", "new-0": "6"}, "请选择县级的地区"),
        ({"unit-0": "510104", "new-0": ""}, "请填写名额"),
        ({"new-0": "6"}, "请选择推荐单位所在地区"),
    ):
        one = round_.quotas.get()
        answer = client.post(address, {f"places-{one.pk}": "6", **sent})
        assert (answer.status_code, said in answer.content.decode()) == (422, True)


def test_rounds_of_another_body_are_not_found() -> None:
    round_ = open_round_of(BodyFactory())
    client = client_of(officer_of(BodyFactory()))
    for place in ("", "edit/", "copy/", "quotas/", "open/", "close/"):
        assert (place, client.get(f"/office/rounds/{round_.pk}/{place}").status_code) == (place, 404)
    assert round_.name not in ask(client, "/office/rounds/").text


def test_an_officer_of_one_county_cannot_change_a_round_of_the_province() -> None:
    body = BodyFactory()
    round_ = open_round_of(body)
    client = client_of(officer_of(body, "510104"))
    assert client.get(f"/office/rounds/{round_.pk}/").status_code == 200
    assert client.get(f"/office/rounds/{round_.pk}/edit/").status_code == 403


def test_the_list_takes_as_many_queries_for_three_rounds_as_for_one() -> None:
    body = BodyFactory()
    client = client_of(officer_of(body))
    open_round_of(body)
    one = ask(client, "/office/rounds/").queries
    open_round_of(body)
    open_round_of(body)
    assert ask(client, "/office/rounds/").queries == one


def test_the_form_of_a_round_keeps_regions_apart(region_rows: None) -> None:
    body = BodyFactory()
    form = RoundForm(
        body,
        default_rules(),
        {**form_values(), "region-0": "510104", "region-1": "", "region-3": "510104", "region-2": "5101"},
    )
    assert form.is_valid(), form.errors
    assert form.values()["regions"] == ["510104", "5101"]
