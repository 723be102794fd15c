"""People who act at the same moment: one outcome, nothing lost; and a control that shows the race is real."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import close_old_connections

from factories import (
    BodyFactory,
    CentreFactory,
    Edit,
    Scene,
    applicant_of,
    complete,
    draft_scene,
    officer_of,
    open_round_of,
    submitted_scene,
)
from faults.racing import WORKERS, race, widen, without_locks
from xingping.core.catalogue import find_edition
from xingping.rating.calendar import today
from xingping.rating.models import (
    AuditBlock,
    AuditEntry,
    Case,
    CaseEvent,
    Centre,
    Recommendation,
    RecommendationQuota,
    SelfAssessment,
    SheetChange,
)
from xingping.rating.queries.audit_check import check_audit
from xingping.rating.queries.invariants import CHECKS
from xingping.rating.services.accepting import accept, refuse_application
from xingping.rating.services.applications import create_case
from xingping.rating.services.centres import register_centre
from xingping.rating.services.recommending import Opinion, forward
from xingping.rating.services.saving import save_self_assessment
from xingping.rating.services.sealing import seal
from xingping.rating.services.submitting import submit

pytestmark = pytest.mark.django_db(transaction=True)
SERIALS = find_edition().serials


@pytest.fixture(autouse=True)
def _everything_holds_afterwards() -> Any:
    yield
    close_old_connections()


def violations() -> list[str]:
    return [message for check in CHECKS.values() for message in check()]


def ready() -> Scene:
    scene = draft_scene(chain=[])
    complete(scene)
    return scene


def edits(scene: Scene, workers: int, field: Callable[[int], str]) -> list[Callable[[], Any]]:
    """Each of several people of one centre saves one field at the same moment."""
    people = [applicant_of(scene.case.centre) for _ in range(workers)]

    def one(number: int) -> Callable[[], Any]:
        fields = {field(number): Edit(None, 50 * (number % 8))}
        return lambda: save_self_assessment(
            people[number], scene.case.pk, device="d", sequence=1, fields=fields
        )

    return [one(number) for number in range(workers)]


@pytest.mark.parametrize("workers", WORKERS)
def test_a_double_submission_submits_once(workers: int, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = ready()
    widen(monkeypatch, "transition")
    outcome = race([lambda: submit(scene.applicant, scene.case.pk)] * workers)
    assert (len(outcome.done), outcome.broken) == (1, [])
    assert outcome.refused == ["wrong_state"] * (workers - 1)
    assert CaseEvent.objects.filter(case=scene.case).count() == 1
    assert AuditEntry.objects.filter(verb="case.submit").count() == 1
    assert violations() == []


def test_control_a_double_submission_without_locks_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = ready()
    widen(monkeypatch, "transition")
    without_locks(monkeypatch)
    outcome = race([lambda: submit(scene.applicant, scene.case.pk)] * 8)
    assert len(outcome.done) > 1 or outcome.broken


def test_a_repeated_request_is_answered_the_same_to_all(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = ready()
    widen(monkeypatch, "transition")
    outcome = race([lambda: submit(scene.applicant, scene.case.pk, key="k")] * 8)
    assert (len(outcome.done), outcome.refused, outcome.broken) == (8, [], [])
    assert CaseEvent.objects.filter(case=scene.case).count() == 1


@pytest.mark.parametrize("workers", WORKERS)
def test_officers_who_disagree_decide_once(workers: int, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = submitted_scene()
    officers = [officer_of(scene.body) for _ in range(workers)]
    widen(monkeypatch, "transition")

    def act(number: int) -> Callable[[], Case]:
        if number % 2:
            return lambda: refuse_application(officers[number], scene.case.pk, "材料不实")
        return lambda: accept(officers[number], scene.case.pk)

    outcome = race([act(number) for number in range(workers)])
    assert (len(outcome.done), outcome.broken) == (1, [])
    assert outcome.refused == ["wrong_state"] * (workers - 1)
    assert scene.fresh().state == outcome.done[0].state
    assert violations() == []


def test_control_officers_without_locks_break(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = submitted_scene()
    officers = [officer_of(scene.body) for _ in range(8)]
    widen(monkeypatch, "transition")
    without_locks(monkeypatch)
    outcome = race([lambda one=one: accept(one, scene.case.pk) for one in officers])  # type: ignore[misc]
    assert len(outcome.done) > 1 or outcome.broken


@pytest.mark.parametrize("workers", WORKERS)
def test_editors_of_different_fields_lose_nothing(workers: int, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = draft_scene()
    widen(monkeypatch, "saving")
    outcome = race(edits(scene, workers, lambda number: f"scores.{SERIALS[number]}"))
    assert (len(outcome.done), outcome.refused, outcome.broken) == (workers, [], [])
    sheet = SelfAssessment.objects.get(case=scene.case)
    assert sheet.scores == {SERIALS[number]: 50 * (number % 8) for number in range(workers)}
    assert sheet.version == workers
    versions = SheetChange.objects.order_by("version").values_list("version", flat=True)
    assert list(versions) == list(range(1, workers + 1))
    assert violations() == []


def test_control_editors_without_locks_lose_fields(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = draft_scene()
    widen(monkeypatch, "saving")
    without_locks(monkeypatch)
    outcome = race(edits(scene, 8, lambda number: f"scores.{SERIALS[number]}"))
    sheet = SelfAssessment.objects.get(case=scene.case)
    assert len(sheet.scores) < 8 or outcome.broken


@pytest.mark.parametrize("workers", WORKERS)
def test_editors_of_one_field_see_each_other(workers: int, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = draft_scene()
    widen(monkeypatch, "saving")
    people = [applicant_of(scene.case.centre) for _ in range(workers)]

    def act(number: int) -> Callable[[], Any]:
        fields = {"statements.31": Edit(None, f"第 {number} 人写的")}
        return lambda: save_self_assessment(
            people[number], scene.case.pk, device="d", sequence=1, fields=fields
        )

    outcome = race([act(number) for number in range(workers)])
    assert outcome.broken == []
    applied = [answer for answer in outcome.done if answer.applied]
    conflicts = [answer.conflicts[0] for answer in outcome.done if answer.conflicts]
    written = SelfAssessment.objects.get(case=scene.case).statements["31"]
    assert (len(applied), len(conflicts)) == (1, workers - 1)
    assert {conflict.present for conflict in conflicts} == {written}


def test_a_save_and_a_submission_at_once_end_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = ready()
    widen(monkeypatch, "saving", "transition")
    saving = [
        lambda number=number: save_self_assessment(  # type: ignore[misc]
            scene.applicant,
            scene.case.pk,
            device=f"d{number}",
            sequence=1,
            fields={f"statements.{SERIALS[number]}": Edit(None, "补充说明")},
        )
        for number in range(7)
    ]
    outcome = race([*saving, lambda: submit(scene.applicant, scene.case.pk)])
    assert outcome.broken == []
    sheet = SelfAssessment.objects.get(case=scene.case)
    assert len(sheet.statements) == len(outcome.done) - 1
    assert set(outcome.refused) <= {"wrong_state"}
    assert violations() == []


@pytest.mark.parametrize("workers", WORKERS)
def test_the_last_place_of_a_quota_is_given_once(workers: int, monkeypatch: pytest.MonkeyPatch) -> None:
    body = BodyFactory()
    round_ = open_round_of(body, chain=["street"], rank_required=False)
    RecommendationQuota.objects.create(round=round_, level="street", unit="510104026", places=1)
    scenes = [_submitted_in(body, round_.pk) for _ in range(workers)]
    widen(monkeypatch, "transition")
    outcome = race(
        [
            lambda one=one: forward(one.street, one.case.pk, Opinion("同意", today()))  # type: ignore[misc]
            for one in scenes
        ]
    )
    assert (len(outcome.done), outcome.broken) == (1, [])
    assert outcome.refused == ["quota_used_up"] * (workers - 1)
    assert Recommendation.objects.filter(standing=True).count() == 1
    assert violations() == []


def test_a_rank_is_given_once_where_there_is_no_quota(monkeypatch: pytest.MonkeyPatch) -> None:
    body = BodyFactory()
    round_ = open_round_of(body, chain=["street"])
    scenes = [_submitted_in(body, round_.pk) for _ in range(8)]
    widen(monkeypatch, "transition")
    outcome = race(
        [
            lambda one=one: forward(one.street, one.case.pk, Opinion("同意", today(), 1))  # type: ignore[misc]
            for one in scenes
        ]
    )
    assert (len(outcome.done), outcome.broken) == (1, [])
    assert outcome.refused == ["rank_not_usable"] * 7
    assert violations() == []


def test_control_a_quota_without_locks_is_exceeded(monkeypatch: pytest.MonkeyPatch) -> None:
    body = BodyFactory()
    round_ = open_round_of(body, chain=["street"], rank_required=False)
    RecommendationQuota.objects.create(round=round_, level="street", unit="510104026", places=1)
    scenes = [_submitted_in(body, round_.pk) for _ in range(8)]
    widen(monkeypatch, "transition")
    without_locks(monkeypatch)
    outcome = race(
        [
            lambda one=one: forward(one.street, one.case.pk, Opinion("同意", today()))  # type: ignore[misc]
            for one in scenes
        ]
    )
    assert len(outcome.done) > 1 or outcome.broken


def _submitted_in(body: Any, round_id: int) -> Scene:
    from factories import recommender_of

    centre: Centre = CentreFactory(body=body)
    applicant = applicant_of(centre)
    case = create_case(applicant, round_id, centre.pk)
    street = recommender_of(centre.region[:9])
    scene = Scene(case, applicant, officer_of(body), street, street)
    complete(scene)
    submit(applicant, case.pk)
    return scene


@pytest.mark.parametrize("workers", WORKERS)
def test_a_centre_applies_once(workers: int, monkeypatch: pytest.MonkeyPatch) -> None:
    body = BodyFactory()
    centre = CentreFactory(body=body)
    round_ = open_round_of(body)
    people = [applicant_of(centre) for _ in range(workers)]
    widen(monkeypatch, "applications")
    outcome = race([lambda one=one: create_case(one, round_.pk, centre.pk) for one in people])  # type: ignore[misc]
    assert (len(outcome.done), outcome.broken) == (1, [])
    assert outcome.refused == ["already_applied"] * (workers - 1)
    assert Case.objects.count() == 1


def test_case_numbers_have_no_doubles_and_no_gaps(monkeypatch: pytest.MonkeyPatch) -> None:
    body = BodyFactory()
    round_ = open_round_of(body)
    centres = [CentreFactory(body=body) for _ in range(16)]
    people = [applicant_of(centre) for centre in centres]
    widen(monkeypatch, "applications")
    outcome = race(
        [
            lambda one=one, centre=centre: create_case(one, round_.pk, centre.pk)  # type: ignore[misc]
            for one, centre in zip(people, centres, strict=True)
        ]
    )
    assert (len(outcome.done), outcome.broken) == (16, [])
    numbers = sorted(case.number[-6:] for case in outcome.done)
    assert numbers == [f"{number:06d}" for number in range(1, 17)]


def test_a_repeated_registration_registers_once() -> None:
    body = BodyFactory()
    officer = officer_of(body)
    values = {"code": "C1", "name": "演示中心", "kind": "urban", "region": "510104026018"}
    outcome = race([lambda: register_centre(officer, body, values, key="k")] * 8)
    assert (len(outcome.done), outcome.refused, outcome.broken) == (8, [], [])
    assert Centre.objects.count() == 1


def test_sealers_and_writers_at_once_leave_one_whole_chain() -> None:
    scene = draft_scene()
    writers = edits(scene, 8, lambda number: f"scores.{SERIALS[number]}")
    outcome = race([*writers, *[seal] * 8])
    assert (outcome.refused, outcome.broken) == ([], [])
    while seal():
        pass
    report = check_audit()
    assert (report.fault, report.unsealed) == (None, 0)
    assert report.sealed == AuditEntry.objects.count() + SheetChange.objects.count()
    numbers = AuditBlock.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, report.blocks + 1))
