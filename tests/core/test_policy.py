"""The policy of a round: defaults, bounds, and every fault at once."""

import json
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xingping.core.catalogue import find_edition
from xingping.core.faults import FaultsError
from xingping.core.policy import (
    ChainLevel,
    EligibilityItem,
    ItemKind,
    Quorum,
    RoundPolicy,
    policy_hash,
    policy_json,
    rule_info,
    standard_rules,
)
from xingping.core.policy_reading import read_policy

DEFAULT = RoundPolicy()
NUMBERS = [one.name for one in fields(RoundPolicy) if type(one.default) is int]
SWITCHES = [one.name for one in fields(RoundPolicy) if type(one.default) is bool]


def places(values: dict[str, Any]) -> list[str]:
    with pytest.raises(FaultsError) as caught:
        read_policy(values)
    return [fault.place for fault in caught.value.faults]


def test_the_defaults_are_those_of_the_workflow() -> None:
    assert (DEFAULT.assessors_minimum, DEFAULT.coverage_minimum, DEFAULT.divergence_percent) == (3, 2, 30)
    assert (DEFAULT.acceptance_days, DEFAULT.feedback_days, DEFAULT.hearing_days) == (10, 5, 5)
    assert (DEFAULT.notice_days, DEFAULT.notice_working_days, DEFAULT.plaque_return_days) == (7, 5, 15)
    assert (DEFAULT.reminders, DEFAULT.quorum) == ((90, 60, 30, 7), Quorum.TWO_THIRDS)
    assert (DEFAULT.publish_points, DEFAULT.publish_subtotals) == (False, False)


def test_json_and_back_is_the_same_policy() -> None:
    assert read_policy(json.loads(json.dumps(policy_json(DEFAULT)))) == DEFAULT
    assert read_policy({}) == DEFAULT


@given(
    st.fixed_dictionaries(
        {},
        optional={
            **{
                name: st.integers(rule_info(name).least, rule_info(name).most)
                for name in NUMBERS
                if name not in ("assessors_minimum", "coverage_minimum")
            },
            **{
                name: st.booleans()
                for name in SWITCHES
                if name not in ("publish_points", "publish_subtotals")
            },
            "chain": st.sets(st.sampled_from(list(ChainLevel))).map(
                lambda chosen: [level.value for level in ChainLevel if level in chosen]
            ),
            "star_limits": st.dictionaries(
                st.sampled_from([one.value for one in ChainLevel]), st.integers(1, 5)
            ),
            "reminders": st.lists(st.integers(1, 365), max_size=5),
            "quorum": st.sampled_from([one.value for one in Quorum]),
        },
    )
)
def test_any_allowed_policy_survives_json(values: dict[str, Any]) -> None:
    policy = read_policy(values)
    again = read_policy(json.loads(json.dumps(policy_json(policy))))
    assert again == policy
    assert policy_hash(again) == policy_hash(policy)


@pytest.mark.parametrize("name", NUMBERS)
def test_numbers_keep_within_their_bounds(name: str) -> None:
    info = rule_info(name)
    for wrong in (info.least - 1, info.most + 1, True, "7", 7.0, None):
        assert places({name: wrong}) == [info.label]


@pytest.mark.parametrize("name", SWITCHES)
def test_switches_are_yes_or_no(name: str) -> None:
    assert places({name: 1}) == [rule_info(name).label]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("chain", ["county", "street"]),
        ("chain", ["street", "street"]),
        ("chain", ["village"]),
        ("chain", "street"),
        ("star_limits", {"street": 6}),
        ("star_limits", {"village": 3}),
        ("star_limits", ["street"]),
        ("reminders", [0]),
        ("reminders", 30),
        ("quorum", "5/8"),
        ("eligibility", {}),
        ("eligibility", [{"id": "a", "text": "x", "kind": "wish"}]),
        ("eligibility", [{"id": "A b", "text": "x", "kind": "condition"}]),
        ("eligibility", [{"id": "a", "text": " ", "kind": "condition"}]),
        ("eligibility", [{"id": "a", "text": "x\0", "kind": "condition"}]),
        ("eligibility", [{"id": "a", "text": "x", "kind": "condition"}] * 2),
        ("eligibility", [7]),
    ],
)
def test_other_values_are_refused_with_their_place(name: str, value: object) -> None:
    assert set(places({name: value})) == {rule_info(name).label}


def test_all_faults_come_at_once() -> None:
    assert places({"appeal_days": 1, "chain": 7, "colour": "red"}) == ["colour", "推荐层级", "申诉期限"]


def test_contradictions_are_found() -> None:
    assert places({"assessors_minimum": 2, "coverage_minimum": 3}) == ["每项指标评分专家人数下限"]
    assert places({"publish_subtotals": True}) == ["公开一级指标得分"]


def test_a_changed_rule_changes_the_hash() -> None:
    hashes = {
        policy_hash(DEFAULT),
        policy_hash(RoundPolicy(appeal_days=8)),
        policy_hash(RoundPolicy(chain=())),
    }
    assert len(hashes) == 3


def test_every_rule_is_explained() -> None:
    infos = [rule_info(one.name) for one in fields(RoundPolicy)]
    assert all(info.label and info.explanation.endswith("。") and info.group for info in infos)
    assert len({info.label for info in infos}) == len(infos)


def test_what_the_standard_sets_is_told_with_its_clause() -> None:
    rules = standard_rules(find_edition())
    assert [(rule.label, rule.value) for rule in rules[1:]] == [
        ("星级有效期", "3 年"),
        ("复核申请", "到期前 3 个月内"),
    ]
    assert all(rule.clause for rule in rules)


def test_the_chain_leads_upwards() -> None:
    policy = RoundPolicy(chain=(ChainLevel.STREET, ChainLevel.CITY))
    assert [policy.next_level(""), policy.next_level("street"), policy.next_level("city")] == [
        ChainLevel.STREET,
        ChainLevel.CITY,
        None,
    ]
    assert RoundPolicy(chain=()).next_level("") is None


def test_star_limits_hold_for_their_level_only() -> None:
    policy = RoundPolicy(star_limits=((ChainLevel.STREET, 3),))
    assert [policy.star_limit(ChainLevel.STREET), policy.star_limit(ChainLevel.COUNTY)] == [3, None]


@pytest.mark.parametrize(("members", "needed"), [(3, 2), (5, 4), (6, 4), (7, 5), (9, 6)])
def test_two_thirds_are_rounded_up_to_people(members: int, needed: int) -> None:
    assert Quorum.TWO_THIRDS.members_needed(members) == needed


def test_conditions_must_be_met_and_exclusions_not() -> None:
    condition = EligibilityItem("a", "x", ItemKind.CONDITION)
    exclusion = EligibilityItem("b", "y", ItemKind.EXCLUSION)
    assert [condition.met(one) for one in (True, False, None)] == [True, False, False]
    assert [exclusion.met(one) for one in (True, False, None)] == [False, True, False]


def test_names_are_all_there() -> None:
    assert all(level.label and level.digits for level in ChainLevel)
    assert all(quorum.label for quorum in Quorum)
