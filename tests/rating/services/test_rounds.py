"""Rounds: prepared, opened, closed, copied."""

from datetime import timedelta

import pytest

from factories import (
    BodyFactory,
    applicant_of,
    draft_scene,
    officer_of,
    open_round_of,
    person_with,
    round_values,
)
from refusals import refused
from xingping.core.policy import ChainLevel, RoundPolicy, policy_hash
from xingping.core.roles import Role
from xingping.rating.actor import actor_of
from xingping.rating.calendar import today
from xingping.rating.models import AuditEntry, PinnedDocument, RecommendationQuota, Round
from xingping.rating.queries.pinned import rules_of
from xingping.rating.services.rounds import (
    change_round,
    close_round,
    copy_round,
    create_round,
    open_round,
    set_quotas,
)

pytestmark = pytest.mark.django_db
COUNTY = (ChainLevel.COUNTY, "510104")


def test_a_round_is_prepared_with_its_defaults() -> None:
    body = BodyFactory()
    values = round_values()
    made = create_round(officer_of(body), body, values)
    assert (made.state, made.edition_code, made.guide_name) == ("draft", "T/ZSX 0005-2024", "general")
    assert (made.chain, made.regions, made.kinds) == (",street,county,", ["51"], ["urban", "rural"])
    assert made.policy_hash == policy_hash(RoundPolicy())


def test_an_administrator_prepares_rounds_and_an_applicant_does_not() -> None:
    body = BodyFactory()
    create_round(actor_of(person_with(Role.ADMINISTRATOR, body=body)), body, round_values())
    scene = draft_scene()
    with refused("not_found"):
        create_round(applicant_of(scene.case.centre), body, round_values())


def test_every_fault_comes_at_once() -> None:
    body = BodyFactory()
    wrong = {
        **round_values(appeal_days=1),
        "name": " ",
        "regions": ["52", "x"],
        "kinds": [],
        "closes_on": today() - timedelta(days=5),
        "colour": "red",
    }
    with refused("invalid") as caught:
        create_round(officer_of(body), body, wrong)
    assert sorted(caught.places) == ["colour", "名称", "地区", "地区", "申报截止日", "申诉期限", "类型"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("regions", "51"),
        ("kinds", "urban"),
        ("kinds", ["town"]),
        ("opens_on", "2027-01-01"),
        ("name", "a\0b"),
    ],
)
def test_values_of_other_kinds_are_refused(name: str, value: object) -> None:
    body = BodyFactory()
    with refused("invalid"):
        create_round(officer_of(body), body, {**round_values(), name: value})


def test_an_unknown_edition_or_guide_is_refused() -> None:
    body = BodyFactory()
    for name, value in (("edition_code", "T/ZSX 9999"), ("guide_name", "none")):
        with refused("invalid"):
            create_round(officer_of(body), body, {**round_values(), name: value})


def test_names_are_used_once_per_body() -> None:
    body = BodyFactory()
    values = round_values()
    create_round(officer_of(body), body, values)
    with refused("name_taken"):
        create_round(officer_of(body), body, values)


def test_a_prepared_round_can_be_changed() -> None:
    body = BodyFactory()
    officer = officer_of(body)
    made = create_round(officer, body, round_values())
    changed = change_round(officer, made.pk, 0, {"policy": {"chain": []}, "kinds": ["urban"]})
    assert (changed.chain, changed.kinds, changed.version) == ("", ["urban"], 1)
    with refused("changed_meanwhile"):
        change_round(officer, made.pk, 0, {"kinds": ["rural"]})


def test_an_opened_round_pins_its_rules() -> None:
    opened = open_round_of(BodyFactory(), appeal_days=9)
    assert opened.state == "open"
    assert PinnedDocument.objects.count() == 3
    rules = rules_of(opened)
    assert (rules.edition.hash, rules.guide.hash) == (opened.edition_hash, opened.guide_hash)
    assert rules.policy.appeal_days == 9


def test_opening_twice_or_too_late_is_refused() -> None:
    body = BodyFactory()
    officer = officer_of(body)
    opened = open_round_of(body)
    with refused("round_not_draft"):
        open_round(officer, opened.pk)
    past = {
        **round_values(),
        "opens_on": today() - timedelta(days=9),
        "closes_on": today() - timedelta(days=1),
    }
    with refused("round_ended"):
        open_round(officer, create_round(officer, body, past).pk)


def test_a_guide_changed_since_is_noticed() -> None:
    body = BodyFactory()
    officer = officer_of(body)
    made = create_round(officer, body, round_values())
    Round.objects.filter(pk=made.pk).update(guide_hash="0" * 64)
    with refused("pinned_changed"):
        open_round(officer, made.pk)


def test_afterwards_only_additions_that_hurt_nobody() -> None:
    body = BodyFactory()
    officer = officer_of(body)
    opened = open_round_of(body, chain=[])
    later = opened.closes_on + timedelta(days=10)
    changed = change_round(officer, opened.pk, opened.version, {"closes_on": later})
    assert changed.closes_on == later
    harmful = (
        {"closes_on": later - timedelta(days=20)},
        {"kinds": ["urban"]},
        {"regions": ["5101"]},
        {"policy": {"chain": [], "appeal_days": 30}},
        {"name": "改名"},
    )
    for values in harmful:
        with refused("round_not_draft"):
            change_round(officer, opened.pk, changed.version, values)


def test_a_round_is_closed_once() -> None:
    body = BodyFactory()
    officer = officer_of(body)
    opened = open_round_of(body)
    assert close_round(officer, opened.pk).state == "closed"
    with refused("round_not_closable"):
        close_round(officer, opened.pk)


def test_quotas_fit_the_chain_and_only_grow_once_open() -> None:
    body = BodyFactory()
    officer = officer_of(body)
    made = create_round(officer, body, round_values())
    set_quotas(officer, made.pk, {COUNTY: 5})
    wrong = {
        (ChainLevel.CITY, "5101"): 3,
        (ChainLevel.COUNTY, "5101"): 3,
        (ChainLevel.STREET, "510104026"): -1,
    }
    with refused("invalid") as caught:
        set_quotas(officer, made.pk, wrong)
    assert len(caught.places) == 3
    open_round(officer, made.pk)
    set_quotas(officer, made.pk, {COUNTY: 6})
    with refused("round_not_draft"):
        set_quotas(officer, made.pk, {COUNTY: 4})
    with refused("round_not_draft"):
        set_quotas(officer, made.pk, {(ChainLevel.COUNTY, "510105"): 4})
    assert RecommendationQuota.objects.get(round=made).places == 6


def test_a_copy_has_the_rules_and_quotas_of_its_source() -> None:
    body = BodyFactory()
    officer = officer_of(body)
    source = create_round(officer, body, round_values(appeal_days=9))
    set_quotas(officer, source.pk, {COUNTY: 5})
    values = {name: value for name, value in round_values().items() if name != "policy"}
    copied = copy_round(officer, source.pk, values, key="c")
    assert copy_round(officer, source.pk, values, key="c").pk == copied.pk
    assert (copied.policy, copied.copied_from_id, copied.state) == (source.policy, source.pk, "draft")
    assert list(copied.quotas.values_list("level", "unit", "places")) == [("county", "510104", 5)]


def test_another_bodys_round_is_not_found() -> None:
    opened = open_round_of(BodyFactory())
    stranger = officer_of(BodyFactory())
    for act in (
        lambda: copy_round(stranger, opened.pk, {}),
        lambda: change_round(stranger, opened.pk, 0, {}),
        lambda: close_round(stranger, opened.pk),
        lambda: open_round(stranger, 10**9),
    ):
        with refused("not_found"):
            act()


def test_no_change_writes_nothing() -> None:
    body = BodyFactory()
    officer = officer_of(body)
    made = create_round(officer, body, round_values())
    assert change_round(officer, made.pk, 0, {"kinds": made.kinds}).version == 0
    with refused("not_found"):
        copy_round(officer, 10**9, {})


def test_every_step_is_in_the_log() -> None:
    body = BodyFactory()
    officer = officer_of(body)
    made = create_round(officer, body, round_values())
    change_round(officer, made.pk, 0, {"kinds": ["urban"]})
    set_quotas(officer, made.pk, {COUNTY: 5})
    open_round(officer, made.pk)
    close_round(officer, made.pk)
    verbs = AuditEntry.objects.filter(object_type="round").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["round.create", "round.change", "round.quotas", "round.open", "round.close"]
