"""Starting a case and filling in its form."""

from datetime import date, timedelta

import pytest

from factories import (
    BodyFactory,
    CentreFactory,
    Scene,
    applicant_of,
    draft_scene,
    officer_of,
    open_round_of,
    round_values,
    submitted_scene,
)
from refusals import refused
from xingping.core.catalogue import find_guide
from xingping.core.guide import FactType
from xingping.rating.calendar import today
from xingping.rating.models import AuditEntry, Case, Round
from xingping.rating.services.applications import assign_officer, create_case, fill_form
from xingping.rating.services.centres import close_centre, set_facts
from xingping.rating.services.rounds import close_round, create_round
from xingping.rating.services.submitting import withdraw

pytestmark = pytest.mark.django_db
FACT = next(fact for fact in find_guide().facts if fact.type is FactType.INTEGER and fact.applies is None)


def test_a_case_pins_what_it_is_rated_by() -> None:
    body = BodyFactory()
    centre = CentreFactory(body=body)
    round_ = open_round_of(body)
    case = create_case(applicant_of(centre), round_.pk, centre.pk)
    assert (case.edition_hash, case.guide_hash, case.policy_hash) == (
        round_.edition_hash,
        round_.guide_hash,
        round_.policy_hash,
    )
    assert (case.state, case.body_id, case.region, case.kind) == ("draft", body.pk, centre.region, "urban")
    assert case.number == f"{round_.opens_on.year}-{round_.pk:04d}-000001"


def test_facts_of_the_register_are_filled_in() -> None:
    body = BodyFactory()
    centre = CentreFactory(body=body)
    value = str(int(FACT.minimum) + 1)
    applicant = applicant_of(centre)
    set_facts(applicant, centre.pk, {FACT.name: (value, date(2026, 3, 31))})
    set_facts(applicant, centre.pk, {FACT.name: (str(int(FACT.minimum)), date(2025, 3, 31))})
    case = create_case(applicant, open_round_of(body).pk, centre.pk)
    assert case.self_assessment.facts == {FACT.name: {"value": value, "true_on": "2026-03-31"}}


def test_one_case_per_centre_and_round() -> None:
    scene = draft_scene()
    with refused("already_applied") as caught:
        create_case(scene.applicant, scene.case.round_id, scene.case.centre_id)
    assert scene.case.number in caught.refusal.message


def test_after_a_withdrawal_the_centre_may_apply_again() -> None:
    scene = draft_scene()
    withdraw(scene.applicant, scene.case.pk, "填错")
    again = create_case(scene.applicant, scene.case.round_id, scene.case.centre_id)
    assert again.number.endswith("000002")


def test_a_repeated_request_starts_one_case() -> None:
    body = BodyFactory()
    centre = CentreFactory(body=body)
    applicant, round_ = applicant_of(centre), open_round_of(body)
    first = create_case(applicant, round_.pk, centre.pk, key="k")
    assert create_case(applicant, round_.pk, centre.pk, key="k").pk == first.pk


def test_only_in_time_and_place() -> None:
    body = BodyFactory()
    centre = CentreFactory(body=body)
    applicant, officer = applicant_of(centre), officer_of(body)
    draft = create_round(officer, body, round_values())
    with refused("round_not_open"):
        create_case(applicant, draft.pk, centre.pk)
    rural = open_round_of(body, chain=[])
    Round.objects.filter(pk=rural.pk).update(kinds=["rural"])
    with refused("centre_outside_round"):
        create_case(applicant, rural.pk, centre.pk)
    elsewhere = open_round_of(body)
    Round.objects.filter(pk=elsewhere.pk).update(regions=["5102"])
    with refused("centre_outside_round"):
        create_case(applicant, elsewhere.pk, centre.pk)
    closed = close_round(officer, open_round_of(body).pk)
    with refused("round_not_open"):
        create_case(applicant, closed.pk, centre.pk)
    early = open_round_of(body)
    Round.objects.filter(pk=early.pk).update(opens_on=today() + timedelta(days=1))
    with refused("round_not_open"):
        create_case(applicant, early.pk, centre.pk)
    close_centre(officer, centre.pk, today(), "撤并")
    with refused("centre_closed"):
        create_case(applicant, open_round_of(body).pk, centre.pk)


def test_only_for_the_own_centre() -> None:
    body = BodyFactory()
    centre, other = CentreFactory(body=body), CentreFactory(body=body)
    round_ = open_round_of(body)
    for actor, code in ((applicant_of(other), "not_found"), (officer_of(body), "not_allowed")):
        with refused(code):
            create_case(actor, round_.pk, centre.pk)
    with refused("not_found"):
        create_case(applicant_of(centre), 10**9, centre.pk)
    assert not Case.objects.exists()


def test_the_form_is_filled_in_item_by_item() -> None:
    scene = draft_scene()
    fill_form(scene.applicant, scene.case.pk, target_stars=4)
    fill_form(scene.applicant, scene.case.pk, eligibility={"premises": True, "accident": False})
    case = fill_form(scene.applicant, scene.case.pk, eligibility={"accident": None})
    assert (case.target_stars, case.eligibility) == (4, {"premises": True})
    assert AuditEntry.objects.filter(verb="case.form").count() == 3
    fill_form(scene.applicant, scene.case.pk, target_stars=4)
    assert AuditEntry.objects.filter(verb="case.form").count() == 3


def test_a_wrong_form_is_refused() -> None:
    scene = draft_scene()
    with refused("invalid") as caught:
        fill_form(scene.applicant, scene.case.pk, target_stars=6, eligibility={"x": True})
    assert caught.places == ["拟申报星级", "申报条件"]
    with refused("invalid"):
        fill_form(scene.applicant, scene.case.pk, target_stars=True)


def test_a_submitted_form_is_locked() -> None:
    scene = submitted_scene()
    with refused("wrong_state"):
        fill_form(scene.applicant, scene.case.pk, target_stars=5)


def test_an_officer_of_the_region_is_put_in_charge() -> None:
    scene: Scene = submitted_scene()
    colleague, stranger = officer_of(scene.body, "5101"), officer_of(scene.body, "5102")
    assert assign_officer(scene.officer, scene.case.pk, colleague.user).officer == colleague.user
    with refused("invalid"):
        assign_officer(scene.officer, scene.case.pk, stranger.user)
    with refused("not_allowed"):
        assign_officer(scene.applicant, scene.case.pk, colleague.user)
    assert assign_officer(scene.officer, scene.case.pk, None).officer is None
