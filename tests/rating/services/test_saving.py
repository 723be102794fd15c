"""Saving a self-assessment: compare-and-set, sequences, conflicts, history."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from factories import Edit, Scene, applicant_of, draft_scene, officer_of, save, submitted_scene
from refusals import refused
from xingping.rating.actor import actor_of
from xingping.rating.models import AuditEntry, SelfAssessment, SheetChange
from xingping.rating.services import saving
from xingping.rating.services.returning import return_for_correction
from xingping.rating.services.saving import SaveAnswer, save_self_assessment

pytestmark = pytest.mark.django_db


def sheet(scene: Scene) -> SelfAssessment:
    return SelfAssessment.objects.get(case=scene.case)


def test_a_save_applies_and_keeps_its_history() -> None:
    scene = draft_scene()
    answer = save(scene, {"scores.1": Edit(None, 500), "statements.1": Edit(None, "临街一楼")})
    assert (answer.version, answer.applied, answer.conflicts, answer.stale) == (
        1,
        ("scores.1", "statements.1"),
        (),
        False,
    )
    assert (sheet(scene).scores, sheet(scene).statements) == ({"1": 500}, {"1": "临街一楼"})
    change = SheetChange.objects.get()
    assert (change.by, change.device, change.sequence, change.version) == (scene.applicant.user, "desk", 1, 1)
    assert change.changes == {"scores.1": [None, 500], "statements.1": [None, "临街一楼"]}


def test_a_field_is_emptied() -> None:
    scene = draft_scene()
    save(scene, {"scores.1": Edit(None, 500)})
    save(scene, {"scores.1": Edit(500, None)}, sequence=2)
    assert sheet(scene).scores == {}


def test_two_people_never_lose_a_field() -> None:
    scene = draft_scene()
    colleague = applicant_of(scene.case.centre)
    save(scene, {"scores.1": Edit(None, 500)})
    answer = save_self_assessment(
        colleague,
        scene.case.pk,
        device="phone",
        sequence=1,
        fields={"scores.1": Edit(None, 300), "scores.2": Edit(None, 800)},
    )
    assert answer.applied == ("scores.2",)
    (conflict,) = answer.conflicts
    assert (conflict.field, conflict.base, conflict.yours, conflict.present) == ("scores.1", None, 300, 500)
    assert sheet(scene).scores == {"1": 500, "2": 800}


def test_a_conflict_is_settled_by_saving_on_the_present_value() -> None:
    scene = draft_scene()
    save(scene, {"scores.1": Edit(None, 500)})
    save(scene, {"scores.1": Edit(None, 300)}, device="phone")
    assert save(scene, {"scores.1": Edit(500, 300)}, device="phone", sequence=2).applied == ("scores.1",)
    assert sheet(scene).scores == {"1": 300}


def test_the_same_value_is_no_conflict() -> None:
    scene = draft_scene()
    save(scene, {"scores.1": Edit(None, 500)})
    answer = save(scene, {"scores.1": Edit(None, 500)}, device="phone")
    assert (answer.applied, answer.conflicts, answer.version) == (("scores.1",), (), 1)
    assert SheetChange.objects.count() == 1


def test_true_is_not_one() -> None:
    scene = draft_scene()
    save(scene, {"scores.1": Edit(None, 0)})
    answer = save(scene, {"scores.1": Edit(False, 500)}, sequence=2)
    assert len(answer.conflicts) == 1


def test_a_replayed_or_reordered_save_is_answered_with_the_present_state() -> None:
    scene = draft_scene()
    save(scene, {"scores.1": Edit(None, 500)}, sequence=7)
    save(scene, {"scores.1": Edit(500, 400)}, sequence=8)
    for sequence in (8, 7, 1):
        answer = save(scene, {"scores.1": Edit(400, 100)}, sequence=sequence)
        assert answer.stale
        assert answer.content is not None
        assert answer.content["scores"] == {"1": 400}
    assert sheet(scene).scores == {"1": 400}


def test_sequences_count_per_person_and_device() -> None:
    scene = draft_scene()
    colleague = applicant_of(scene.case.centre)
    save(scene, {"scores.1": Edit(None, 500)}, sequence=9)
    assert save(scene, {"scores.2": Edit(None, 500)}, device="phone", sequence=1).applied == ("scores.2",)
    answer = save_self_assessment(
        colleague, scene.case.pk, device="desk", sequence=1, fields={"scores.3": Edit(None, 500)}
    )
    assert answer.applied == ("scores.3",)


def test_a_wrong_value_is_named_and_the_rest_is_kept() -> None:
    scene = draft_scene()
    answer = save(
        scene,
        {
            "scores.1": Edit(None, 501),
            "scores.2": Edit(None, 1000),
            "scores.99": Edit(None, 1),
            "statements.3": Edit(None, "a\0b"),
        },
    )
    assert answer.applied == ("scores.2",)
    assert set(answer.faults) == {"scores.1", "scores.99", "statements.3"}
    assert sheet(scene).scores == {"2": 1000}


def test_a_save_without_effect_writes_no_history_but_counts_its_sequence() -> None:
    scene = draft_scene()
    assert save(scene, {"scores.1": Edit(None, 501)}).version == 0
    assert not SheetChange.objects.exists()
    assert save(scene, {"scores.1": Edit(None, 500)}).stale


@pytest.mark.parametrize(
    ("device", "sequence"),
    [
        ("", 1),
        ("x" * 65, 1),
        ("设备", 1),
        ("a\nb", 1),
        ("desk", 0),
        ("desk", -1),
        ("desk", 2**53),
        ("desk", True),
    ],
)
def test_a_malformed_save_is_refused(device: str, sequence: int) -> None:
    scene = draft_scene()
    with refused("invalid"):
        save(scene, {}, device=device, sequence=sequence)


def test_too_many_fields_are_refused() -> None:
    scene = draft_scene()
    with refused("invalid"):
        save(scene, {f"scores.{number}": Edit(None, 0) for number in range(601)})


def test_strangers_find_nothing_and_officers_may_not_write() -> None:
    scene = draft_scene()
    fields = {"scores.1": Edit(None, 500)}
    other = draft_scene()
    for actor, code in ((other.applicant, "not_found"), (officer_of(scene.body), "not_allowed")):
        with refused(code):
            save_self_assessment(actor, scene.case.pk, device="d", sequence=1, fields=fields)
    with refused("not_found"):
        save_self_assessment(scene.applicant, 10**9, device="d", sequence=1, fields=fields)


def test_a_role_taken_away_counts_at_once() -> None:
    scene = draft_scene()
    person = scene.applicant.person
    person.role_grants.all().delete()
    with refused("not_found"):
        save_self_assessment(actor_of(person), scene.case.pk, device="d", sequence=1, fields={})


def test_a_submitted_sheet_takes_no_saves() -> None:
    scene = submitted_scene()
    with refused("wrong_state"):
        save(scene, {"scores.1": Edit(500, 400)}, sequence=99)


def test_a_return_opens_only_its_indicators() -> None:
    scene = submitted_scene()
    return_for_correction(scene.officer, scene.case.pk, {"31": "请补充出席记录"})
    answer = save(scene, {"scores.31": Edit(5000, 4000), "scores.1": Edit(500, 400)}, sequence=99)
    assert answer.applied == ("scores.31",)
    assert answer.faults["scores.1"].message == "没有列入本次补正范围"


def test_a_sitting_enters_the_log_once(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = draft_scene()
    for sequence in range(1, 5):
        save(
            scene,
            {"scores.1": Edit(None if sequence == 1 else 50 * sequence - 50, 50 * sequence)},
            sequence=sequence,
        )
    sittings = AuditEntry.objects.filter(verb="self_assessment.sitting")
    assert sittings.count() == 1
    save(scene, {"scores.2": Edit(None, 50)}, device="phone")
    assert sittings.count() == 2
    monkeypatch.setattr(saving, "SITTING_SECONDS", -1)
    save(scene, {"scores.2": Edit(50, 100)}, device="phone", sequence=2)
    assert sittings.count() == 3


def test_very_many_devices_do_not_grow_the_sheet() -> None:
    scene = draft_scene()
    for number in range(saving.MOST_DEVICES + 5):
        save(scene, {}, device=f"device{number}")
    assert len(sheet(scene).devices) == saving.MOST_DEVICES


def test_a_save_takes_few_queries(django_assert_max_num_queries: Any) -> None:
    scene = draft_scene()
    save(scene, {"scores.1": Edit(None, 500)})
    with django_assert_max_num_queries(7):
        save(scene, {"scores.1": Edit(500, 400)}, sequence=2)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["desk", "phone", "tablet"]),
        st.integers(1, 6),
        st.sampled_from(["scores.1", "scores.2", "statements.1"]),
        st.integers(0, 4),
        st.sampled_from(["base", "stale"]),
    ),
    max_size=14,
)


class AgainstAModel(TestCase):
    """Any order of saves from three devices ends as a plain model says."""

    @settings(max_examples=40)
    @given(STEPS)
    def test_any_order(self, steps: list[tuple[str, int, str, int, str]]) -> None:
        scene = draft_scene()
        content: dict[str, Any] = {}
        last: dict[str, int] = {}
        for device, sequence, field, number, kind in steps:
            value: Any = 50 * number if field.startswith("scores") else f"text {number}"
            base = content.get(field) if kind == "base" else "something else"
            answer: SaveAnswer = save(scene, {field: Edit(base, value)}, device=device, sequence=sequence)
            if sequence <= last.get(device, 0):
                assert answer.stale
                continue
            last[device] = sequence
            if base == content.get(field) or value == content.get(field):
                content[field] = value
                assert answer.applied == (field,)
            else:
                assert answer.conflicts[0].present == content.get(field)
        found = sheet(scene)
        present = {f"scores.{key}": value for key, value in found.scores.items()}
        present |= {f"statements.{key}": value for key, value in found.statements.items()}
        assert present == content
