"""The permission table: deny by default, out of sight is not found, conflicts, and the lifecycle's rows."""

from __future__ import annotations

import pytest
from django.utils import timezone

from factories import (
    REGION,
    BodyFactory,
    CentreFactory,
    PersonFactory,
    applicant_of,
    draft_scene,
    officer_of,
    open_round_of,
    person_with,
    recommender_of,
    submitted_scene,
)
from xingping.core.lifecycle import TRANSITIONS, State
from xingping.core.roles import Role
from xingping.rating.actor import ANYBODY, SYSTEM, Actor, actor_of
from xingping.rating.errors import RefusedError
from xingping.rating.models import Case, RoleGrant
from xingping.rating.permissions import TABLE, allowed, decide, require, verbs_on
from xingping.rating.services.accepting import accept
from xingping.rating.services.submitting import submit
from xingping.rating.verbs import Kind, Relation, Verb

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def code(actor: Actor, verb: Verb, subject: Case | Kind) -> str:
    refusal = allowed(actor, verb, subject)
    return refusal.code if refusal else "allowed"


def with_role(role: Role, case: Case, prefix: str = "") -> Actor:
    """Somebody with a role that could reach the case."""
    centre = case.centre if role in (Role.APPLICANT, Role.STAKEHOLDER) else None
    region = prefix or (REGION[:9] if role in (Role.RECOMMENDER, Role.SUPERVISOR) else "")
    body = None if centre else case.body
    return actor_of(person_with(role, body=body, region_prefix=region, centre=centre))


def test_every_row_of_the_lifecycle_is_in_the_table() -> None:
    missing = [
        row
        for row in TRANSITIONS
        if row.role is not Role.SYSTEM
        and not any(
            rule.role is row.role and rule.kind is Kind.CASE and Verb(row.action.value) in rule.verbs
            for rule in TABLE
        )
    ]
    assert missing == []


def test_the_table_gives_no_move_that_the_lifecycle_does_not_have() -> None:
    moves = {(row.role, row.action.value) for row in TRANSITIONS}
    actions = {row.action.value for row in TRANSITIONS}
    given = {(rule.role, verb.value) for rule in TABLE if rule.kind is Kind.CASE for verb in rule.verbs}
    assert {pair for pair in given if pair[1] in actions} == moves


def test_nobody_may_act_in_conflict_or_outside_the_region() -> None:
    relations = {relation for rule in TABLE for relation in rule.relations}
    assert relations == {Relation.OWN, Relation.OWN_REGION}


def test_auditors_only_read() -> None:
    verbs = {verb for rule in TABLE if rule.role is Role.AUDITOR for verb in rule.verbs}
    assert verbs == {Verb.LIST, Verb.VIEW, Verb.HISTORY, Verb.EXPORT, Verb.VERIFY}


def test_administrators_neither_score_nor_decide() -> None:
    assert not [rule for rule in TABLE if rule.role is Role.ADMINISTRATOR and rule.kind is Kind.CASE]


def test_what_nobody_granted_is_not_found() -> None:
    case = submitted_scene().case
    for actor in (ANYBODY, actor_of(PersonFactory())):
        for verb in Verb:
            assert code(actor, verb, case) == "not_found"
            for kind in Kind:
                assert code(actor, verb, kind) == "not_found"


@pytest.mark.parametrize("role", [Role.ASSESSOR, Role.PANEL, Role.STAKEHOLDER, Role.SUPERVISOR])
def test_belonging_to_the_body_alone_shows_no_case(role: Role) -> None:
    case = submitted_scene().case
    assert {code(with_role(role, case), verb, case) for verb in Verb} == {"not_found"}


def test_an_applicant_sees_the_own_centre_only() -> None:
    scene = draft_scene()
    other = applicant_of(CentreFactory(body=scene.body))
    assert code(scene.applicant, Verb.FILL, scene.case) == "allowed"
    assert code(other, Verb.VIEW, scene.case) == "not_found"
    assert code(other, Verb.FILL, scene.case) == "not_found"


def test_filling_in_ends_with_submission() -> None:
    scene = submitted_scene()
    refusal = allowed(scene.applicant, Verb.FILL, scene.fresh())
    assert refusal is not None
    assert refusal.code == "wrong_state"
    assert State.SUBMITTED.label in refusal.message


def test_an_officer_of_another_body_or_region_finds_nothing() -> None:
    scene = submitted_scene()
    assert code(officer_of(scene.body, "5101"), Verb.ACCEPT, scene.case) == "allowed"
    for stranger in (officer_of(BodyFactory()), officer_of(scene.body, "5102")):
        assert code(stranger, Verb.VIEW, scene.case) == "not_found"
        assert code(stranger, Verb.ACCEPT, scene.case) == "not_found"


def test_an_officer_does_not_act_for_the_applicant() -> None:
    scene = draft_scene()
    for verb in (Verb.FILL, Verb.SUBMIT, Verb.WITHDRAW):
        assert code(scene.officer, verb, scene.case) == "not_allowed"


def test_drafts_are_hidden_from_recommending_units() -> None:
    scene = draft_scene()
    assert code(scene.street, Verb.VIEW, scene.case) == "not_found"


def test_only_the_unit_with_the_case_in_its_queue_acts() -> None:
    scene = submitted_scene(chain=["street", "county"])
    case = scene.fresh()
    assert code(scene.street, Verb.FORWARD, case) == "allowed"
    assert code(scene.county, Verb.VIEW, case) == "allowed"
    assert code(scene.county, Verb.FORWARD, case) == "not_allowed"
    assert code(recommender_of("510104027"), Verb.VIEW, case) == "not_found"
    assert code(recommender_of("5101"), Verb.VIEW, case) == "not_found", "the chain leaves the city out"


def test_a_role_that_ended_gives_nothing() -> None:
    scene = submitted_scene()
    RoleGrant.objects.filter(person=scene.officer.person).update(end=timezone.now())
    assert code(actor_of(scene.officer.person), Verb.VIEW, scene.case) == "not_found"


def test_nobody_acts_twice_on_a_case_in_conflicting_roles() -> None:
    scene = submitted_scene()
    RoleGrant.objects.create(person=scene.applicant.person, role=Role.OFFICER, body=scene.body)
    both = actor_of(scene.applicant.person)
    assert code(both, Verb.ACCEPT, scene.fresh()) == "conflicted"
    with pytest.raises(RefusedError) as caught:
        accept(both, scene.case.pk)
    assert caught.value.refusal.code == "conflicted"
    assert scene.fresh().state == State.SUBMITTED


def test_who_submitted_a_case_never_decides_it_even_after_leaving_the_centre() -> None:
    scene = submitted_scene()
    person = scene.applicant.person
    RoleGrant.objects.filter(person=person).update(end=timezone.now())
    RoleGrant.objects.create(person=person, role=Role.OFFICER, body=scene.body)
    assert code(actor_of(person), Verb.ACCEPT, scene.fresh()) == "conflicted"


def test_an_officer_who_decided_does_not_apply_afterwards() -> None:
    scene = submitted_scene()
    accept(scene.officer, scene.case.pk)
    RoleGrant.objects.create(person=scene.officer.person, role=Role.APPLICANT, centre=scene.case.centre)
    assert code(actor_of(scene.officer.person), Verb.WITHDRAW, scene.fresh()) == "conflicted"


def test_a_round_is_changed_only_by_who_covers_all_of_it() -> None:
    body = BodyFactory()
    round_ = open_round_of(body)
    assert code(officer_of(body), Verb.CHANGE, round_) == "allowed"
    assert code(officer_of(body, "5101"), Verb.VIEW, round_) == "allowed"
    assert code(officer_of(body, "5101"), Verb.CHANGE, round_) == "not_allowed"


def test_the_system_verifies_and_does_nothing_else() -> None:
    case = submitted_scene().case
    assert decide(SYSTEM, Verb.VERIFY, Kind.AUDIT) is Role.SYSTEM
    assert code(SYSTEM, Verb.ACCEPT, case) == "not_found"
    assert code(Actor(None), Verb.VERIFY, Kind.AUDIT) == "not_found"


def test_require_returns_the_role_that_acts() -> None:
    scene = draft_scene()
    assert require(scene.applicant, Verb.SUBMIT, scene.case) is Role.APPLICANT
    with pytest.raises(RefusedError):
        require(scene.officer, Verb.SUBMIT, scene.case)


def test_buttons_are_what_is_allowed() -> None:
    scene = draft_scene()
    assert verbs_on(scene.applicant, scene.case) >= {Verb.VIEW, Verb.FILL, Verb.SUBMIT, Verb.WITHDRAW}
    assert Verb.ACCEPT not in verbs_on(scene.applicant, scene.case)


def test_submitting_needs_the_own_centre() -> None:
    scene = draft_scene()
    with pytest.raises(RefusedError) as caught:
        submit(applicant_of(CentreFactory(body=scene.body)), scene.case.pk)
    assert caught.value.refusal.code == "not_found"
