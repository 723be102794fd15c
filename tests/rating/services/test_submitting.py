"""Submitting and withdrawing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from factories import Edit, applicant_of, complete, draft_scene, save, submitted_scene
from refusals import refused
from xingping.core.guide import FactType
from xingping.core.sheet_content import needed_facts
from xingping.rating.calendar import today
from xingping.rating.models import AuditEntry, Case, CaseEvent, CentreFact, Message, Round, SelfAssessment
from xingping.rating.queries.pinned import rules_of
from xingping.rating.services.returning import return_for_correction
from xingping.rating.services.saving import sheet_rules
from xingping.rating.services.submitting import self_assessment_hash, submit, withdraw

pytestmark = pytest.mark.django_db


def test_a_complete_case_is_submitted_and_locked() -> None:
    scene = draft_scene(chain=[])
    complete(scene)
    case = submit(scene.applicant, scene.case.pk)
    assert (case.state, case.level, case.due_for) == ("submitted", "", "accept")
    assert case.submitted_at == case.state_since
    sheet = SelfAssessment.objects.get(case=case)
    assert sheet.locked_hash == self_assessment_hash(sheet)
    entry = AuditEntry.objects.get(verb="case.submit")
    assert entry.detail["after"]["content"] == sheet.locked_hash
    event = CaseEvent.objects.get(case=case)
    assert (event.action, event.source, event.target, event.role) == (
        "submit",
        "draft",
        "submitted",
        "applicant",
    )


def test_an_incomplete_case_is_refused_with_every_gap() -> None:
    scene = draft_scene()
    with refused("not_complete") as caught:
        submit(scene.applicant, scene.case.pk)
    policy = rules_of(scene.case).policy
    assert len(caught.places) == 1 + len(policy.eligibility) + 2 + 57
    assert f"缺 {len(caught.places)} 项" in caught.refusal.message
    assert scene.fresh().state == "draft"
    assert not CaseEvent.objects.exists()


def test_submitting_is_possible_only_in_time() -> None:
    scene = draft_scene()
    complete(scene)
    Round.objects.filter(pk=scene.case.round_id).update(
        opens_on=today() - timedelta(days=9), closes_on=today() - timedelta(days=1)
    )
    with refused("round_not_open"):
        submit(scene.applicant, scene.case.pk)
    Round.objects.filter(pk=scene.case.round_id).update(closes_on=today())
    assert submit(scene.applicant, scene.case.pk).state == "submitted"


def test_a_second_submission_is_refused_and_a_repeated_request_is_answered() -> None:
    scene = draft_scene(chain=[])
    complete(scene)
    submit(scene.applicant, scene.case.pk, key="k")
    assert submit(scene.applicant, scene.case.pk, key="k").state == "submitted"
    with refused("wrong_state"):
        submit(scene.applicant, scene.case.pk)
    assert CaseEvent.objects.count() == 1


def test_a_chain_begins_at_its_lowest_level() -> None:
    scene = submitted_scene(chain=["street", "county"])
    case = scene.fresh()
    assert (case.state, case.level, case.due_for) == ("submitted", "street", "recommend")


def test_facts_reach_the_register() -> None:
    scene = draft_scene(chain=[])
    rules = sheet_rules(scene.case)
    name = next(one for one in needed_facts(rules) if rules.guide.by_fact[one].type is FactType.INTEGER)
    value = str(int(rules.guide.by_fact[name].minimum) + 1)
    save(scene, {f"facts.{name}": Edit(None, {"value": value, "true_on": "2026-03-31"})}, device="d")
    complete(scene)
    submit(scene.applicant, scene.case.pk)
    fact = CentreFact.objects.get(centre=scene.case.centre)
    assert (fact.name, fact.value, fact.true_on.isoformat()) == (name, value, "2026-03-31")


def test_everybody_concerned_is_told_but_not_the_one_who_acts() -> None:
    scene = draft_scene()
    colleague = applicant_of(scene.case.centre)
    complete(scene)
    submit(scene.applicant, scene.case.pk)
    told = set(Message.objects.values_list("recipient_id", flat=True))
    assert {colleague.person.pk, scene.officer.person.pk, scene.street.person.pk} <= told
    assert not told & {scene.applicant.person.pk, scene.county.person.pk}
    message = Message.objects.filter(recipient=scene.street.person).get()
    assert scene.case.number in message.subject
    assert message.link == scene.case.get_absolute_url()


def test_a_corrected_case_goes_back_to_where_it_was_returned() -> None:
    scene = submitted_scene(chain=["street", "county"])
    return_for_correction(scene.street, scene.case.pk, {"31": "请补充"})
    assert scene.fresh().returned_from == "street"
    case = submit(scene.applicant, scene.case.pk)
    assert (case.state, case.level, case.returned_from, case.open_serials) == (
        "submitted",
        "street",
        "",
        None,
    )
    assert not case.returns.filter(answered_at=None).exists()


def test_after_a_return_by_the_body_no_level_is_asked_again() -> None:
    scene = submitted_scene()
    return_for_correction(scene.officer, scene.case.pk, {"31": "请补充"})
    case = submit(scene.applicant, scene.case.pk)
    assert (case.state, case.due_for) == ("submitted", "accept")


def test_a_correction_needs_no_open_round_but_its_own_time() -> None:
    scene = submitted_scene()
    return_for_correction(scene.officer, scene.case.pk, {"31": "请补充"})
    Round.objects.filter(pk=scene.case.round_id).update(
        opens_on=today() - timedelta(days=9), closes_on=today() - timedelta(days=1)
    )
    Case.objects.filter(pk=scene.case.pk).update(due_on=today() - timedelta(days=1))
    with refused("correction_time_over"):
        submit(scene.applicant, scene.case.pk)
    Case.objects.filter(pk=scene.case.pk).update(due_on=today())
    assert submit(scene.applicant, scene.case.pk).state == "submitted"


def test_an_application_is_withdrawn_for_good() -> None:
    scene = submitted_scene()
    case = withdraw(scene.applicant, scene.case.pk, "搬迁", key="w")
    assert (case.state, case.due_on) == ("withdrawn", None)
    assert withdraw(scene.applicant, scene.case.pk, "搬迁", key="w").pk == case.pk
    with refused("wrong_state"):
        withdraw(scene.applicant, scene.case.pk, "搬迁")


def test_what_does_not_exist_is_not_found() -> None:
    scene = draft_scene()
    with refused("not_found"):
        submit(scene.applicant, 10**9)


def test_the_state_is_dated() -> None:
    before = timezone.now()
    scene = submitted_scene()
    assert before <= scene.fresh().state_since <= timezone.now()
