"""Saving scenarios: one's own names, told in the audit log, shared within a body."""

from __future__ import annotations

import pytest

from factories import BodyFactory, CentreFactory, applicant_of, officer_of
from refusals import refused
from xingping.core.catalogue import find_edition
from xingping.national.scenario import Scenario
from xingping.rating.models import AuditEntry, SavedScenario
from xingping.rating.queries.scenarios import visible_scenarios
from xingping.rating.services.scenarios import NewScenario, remove_scenario, save_scenario
from xingping.rating.what_if import Plan, plan_json, read_plan

pytestmark = pytest.mark.django_db
PLAN = Plan(Scenario({"党建引领": 200}))


def scenario(name: str = "党建引领 200 分", *, shared: bool = False) -> NewScenario:
    return NewScenario(name, plan_json(PLAN), find_edition(), "round-1", shared)


def test_a_scenario_is_kept_with_its_edition_and_told() -> None:
    officer = officer_of(BodyFactory())
    saved = save_scenario(officer, scenario("  党建引领 200 分 "))
    saved.refresh_from_db()
    assert (saved.name, saved.owner, saved.edition_hash) == (
        "党建引领 200 分",
        officer.user,
        find_edition().hash,
    )
    assert read_plan(saved.content) == PLAN
    entry = AuditEntry.objects.latest("pk")
    assert (entry.verb, entry.object_id, entry.body) == ("scenario.save", str(saved.pk), saved.body_id)
    assert entry.detail["after"]["content"]["scenario"]["weights"] == [["党建引领", 200]]


def test_a_repeated_save_keeps_one() -> None:
    officer = officer_of(BodyFactory())
    first = save_scenario(officer, scenario(), key="once")
    assert save_scenario(officer, scenario(), key="once") == first
    assert SavedScenario.objects.count() == 1


@pytest.mark.parametrize("name", ["", "   ", "长" * 81, "空\0字"])
def test_names_that_cannot_be_kept_are_refused(name: str) -> None:
    with refused("invalid"):
        save_scenario(officer_of(BodyFactory()), scenario(name))


def test_a_name_is_used_once_by_each_person() -> None:
    body = BodyFactory()
    officer = officer_of(body)
    save_scenario(officer, scenario())
    with refused("invalid"):
        save_scenario(officer, scenario())
    save_scenario(officer_of(body), scenario())


def test_those_without_statistics_save_nothing() -> None:
    with refused("not_found"):
        save_scenario(applicant_of(CentreFactory()), scenario())


def test_shared_ones_are_seen_within_the_body_only() -> None:
    body = BodyFactory()
    owner, colleague, stranger = officer_of(body), officer_of(body), officer_of(BodyFactory())
    own = save_scenario(owner, scenario("自用"))
    shared = save_scenario(owner, scenario("共用", shared=True))
    assert set(visible_scenarios(owner)) == {own, shared}
    assert set(visible_scenarios(colleague)) == {shared}
    assert set(visible_scenarios(stranger)) == set()


def test_only_the_owner_removes_and_it_is_told() -> None:
    body = BodyFactory()
    owner = officer_of(body)
    saved = save_scenario(owner, scenario(shared=True))
    with refused("not_found"):
        remove_scenario(officer_of(body), saved.pk)
    remove_scenario(owner, saved.pk)
    assert not SavedScenario.objects.exists()
    assert AuditEntry.objects.latest("pk").verb == "scenario.remove"
