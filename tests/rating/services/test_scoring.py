"""An assessor's own sheet: saved by compare-and-set, locked for good, corrected only after sending back."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from factories import applicant_of
from reviewing import (
    FULL,
    SERIALS,
    all_locked,
    before_panel,
    code_of,
    fill_and_lock,
    in_review,
    make_assessor,
    put,
)
from xingping.rating.actor import Actor
from xingping.rating.models import AuditEntry, Message, Sheet, SheetChange
from xingping.rating.queries.blind_sheets import progress
from xingping.rating.queries.reviews import own_sheet_view
from xingping.rating.services.deciding import send_back
from xingping.rating.services.saving import Edit
from xingping.rating.services.scoring import correct_sheet, lock_sheet, save_sheet, sheet_hash

pytestmark = pytest.mark.django_db
FIRST = "scores.1"


def test_saving_one_field_after_another() -> None:
    review = in_review()
    answer = put(review, 0, {FIRST: Edit(None, 100), "statements.1": Edit(None, "面积略小")})
    assert (answer.version, answer.applied, answer.conflicts) == (1, (FIRST, "statements.1"), ())
    flags = {"not_seen": True, "confidence": 2, "reasons": ["没有看到原件"]}
    put(review, 0, {"flags.1": Edit(None, flags)}, sequence=2)
    sheet = review.sheet(0)
    assert (sheet.scores, sheet.statements, sheet.flags) == ({"1": 100}, {"1": "面积略小"}, {"1": flags})
    assert [review.sheet(number).version for number in (1, 2)] == [0, 0]
    assert SheetChange.objects.filter(sheet=sheet).count() == 2
    assert AuditEntry.objects.filter(verb="sheet.sitting").count() == 1


def test_a_second_device_gets_a_conflict_and_a_repetition_nothing() -> None:
    review = in_review()
    put(review, 0, {FIRST: Edit(None, 100)}, device="phone")
    other = put(review, 0, {FIRST: Edit(None, 150)}, device="desk")
    assert [(one.yours, one.present) for one in other.conflicts] == [(150, 100)]
    again = put(review, 0, {FIRST: Edit(100, 200)}, device="phone")
    assert (again.stale, again.content["scores"] if again.content else None) == (True, {"1": 100})
    assert review.sheet(0).scores == {"1": 100}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (FIRST, 99_999),
        (FIRST, 10),
        (FIRST, True),
        ("scores.50", 100),
        ("facts.households", {"value": "1", "true_on": "2026-01-01"}),
        ("flags.1", {"confidence": 9}),
        ("flags.1", {"other": 1}),
        ("flags.1", {"reasons": ["x"] * 11}),
        ("flags.1", {"not_seen": 1}),
        ("statements.1", "a\0b"),
        ("label", "A"),
    ],
)
def test_what_cannot_be_kept_is_named(name: str, value: Any) -> None:
    review = in_review()
    answer = put(review, 0, {name: Edit(None, value), "scores.2": Edit(None, 0)})
    assert (list(answer.faults), answer.applied) == ([name], ("scores.2",))


def test_only_the_own_groups_are_scored() -> None:
    groups = [["party"], None, None, None]
    review = in_review(4, groups)
    view = own_sheet_view(review.assessors[0], review.fresh())
    other = next(serial for serial in SERIALS if serial not in view.serials)
    assert 0 < len(view.serials) < len(SERIALS)
    answer = put(review, 0, {f"scores.{other}": Edit(None, 0), f"scores.{view.serials[0]}": Edit(None, 0)})
    assert (list(answer.faults), answer.applied) == ([f"scores.{other}"], (f"scores.{view.serials[0]}",))


def test_strangers_find_nothing() -> None:
    review = in_review()
    stranger, _ = make_assessor(review.officer, review.scene.body, 3)
    fields = {FIRST: Edit(None, 0)}

    def tried(actor: Actor, case_id: int) -> tuple[str, str]:
        save = code_of(lambda: save_sheet(actor, case_id, device="d", sequence=1, fields=fields))
        return save, code_of(lambda: lock_sheet(actor, case_id, 0))

    assert tried(stranger, review.case_id) == ("not_found", "not_found")
    assert tried(stranger, 0) == ("not_found", "not_found")
    for actor in (applicant_of(review.scene.case.centre), review.officer):
        assert tried(actor, review.case_id) == ("not_allowed", "not_allowed")


def test_locking_needs_everything_and_every_reason() -> None:
    review = in_review()
    assert code_of(lambda: lock_sheet(review.assessors[0], review.case_id, 0)) == "sheet_not_complete"
    fields = {f"scores.{serial}": Edit(None, points) for serial, points in FULL.items()}
    put(review, 0, {**fields, FIRST: Edit(None, 0)})
    assert code_of(lambda: lock_sheet(review.assessors[0], review.case_id, 0)) == "changed_meanwhile"
    assert code_of(lambda: lock_sheet(review.assessors[0], review.case_id, 1)) == "sheet_not_complete"
    put(review, 0, {"statements.1": Edit(None, "没有看到")}, sequence=2)
    sheet = lock_sheet(review.assessors[0], review.case_id, 2)
    assert sheet.locked_at is not None
    assert sheet.content_hash == sheet_hash(Sheet.objects.get(pk=sheet.pk))
    assert AuditEntry.objects.get(verb="sheet.lock").detail["after"]["content"] == sheet.content_hash
    assert code_of(lambda: lock_sheet(review.assessors[0], review.case_id, 2)) == "sheet_locked_already"
    assert code_of(lambda: put(review, 0, {FIRST: Edit(0, 50)}, sequence=3)) == "sheet_locked_already"


def test_without_the_policy_no_reason_is_needed() -> None:
    review = in_review(reason_below_full=False)
    put(review, 0, {f"scores.{serial}": Edit(None, 0) for serial in SERIALS})
    assert lock_sheet(review.assessors[0], review.case_id, 1).locked_at is not None


def test_a_locked_sheet_never_changes() -> None:
    review = all_locked()
    sheet = review.sheet(0)
    for write in (
        lambda: Sheet.objects.filter(pk=sheet.pk).update(scores={}),
        lambda: Sheet.objects.filter(pk=sheet.pk)._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError, match="locked sheet"), transaction.atomic():
            write()


def test_officers_are_told_once_when_the_last_is_locked() -> None:
    review = in_review()
    for number in range(3):
        told = Message.objects.filter(subject__contains="全部锁定")
        assert (told.count(), progress(review.fresh()).locked) == (0, number)
        fill_and_lock(review, number)
    assert review.officer.person.pk in told.values_list("recipient", flat=True)
    assert not told.filter(recipient__in=[one.person.pk for one in review.assessors]).exists()
    assert progress(review.fresh()).complete


def test_a_correction_after_sending_back_is_a_new_revision() -> None:
    review = before_panel()
    changes = {"1": (100, "面积重新量过")}
    assert (
        code_of(lambda: correct_sheet(review.assessors[0], review.case_id, changes, "更正")) == "wrong_state"
    )
    send_back(review.officer, review.case_id, "请复核指标 1")
    args = (review.assessors[0], review.case_id)
    assert code_of(lambda: correct_sheet(*args, changes, " ")) == "reasons_missing"
    assert code_of(lambda: correct_sheet(*args, {"1": (10, "x")}, "更正")) == "invalid"
    assert code_of(lambda: correct_sheet(*args, {"1": (100, "")}, "更正")) == "sheet_not_complete"
    revised = correct_sheet(*args, changes, "复核后更正")
    rows = Sheet.objects.filter(case=review.case_id, label=revised.label).order_by("revision")
    assert [(row.revision, row.scores["1"]) for row in rows] == [(1, FULL["1"]), (2, 100)]
    assert all(row.locked_at for row in rows)


def test_before_sending_back_nothing_locked_is_corrected() -> None:
    review = all_locked()
    assert code_of(lambda: correct_sheet(review.assessors[0], review.case_id, {"1": (0, "x")}, "y")) == (
        "not_sent_back"
    )


def test_self_scores_show_only_after_the_own_score() -> None:
    review = in_review()
    assert own_sheet_view(review.assessors[0], review.fresh()).self_scores == {}
    put(review, 0, {FIRST: Edit(None, 100)})
    view = own_sheet_view(review.assessors[0], review.fresh())
    assert (dict(view.self_scores), len(view.unscored)) == ({"1": FULL["1"]}, len(SERIALS) - 1)
    shown = in_review(hide_self_scores=False)
    assert len(own_sheet_view(shown.assessors[0], shown.fresh()).self_scores) == len(SERIALS)


class _Model:
    """What a sheet of two fields is to be after any saves, written independently of the service."""

    def __init__(self) -> None:
        self.values: dict[str, int | None] = {}
        self.last: dict[str, int] = {}
        self.version = 0

    def save(self, device: str, sequence: int, fields: dict[str, tuple[int | None, int | None]]) -> None:
        if sequence <= self.last.get(device, 0):
            return
        self.last[device] = sequence
        changed = False
        for name, (base, value) in fields.items():
            present = self.values.get(name)
            if present != value and present == base:
                self.values[name], changed = value, True
        self.version += changed


@pytest.mark.parametrize("seed", range(20))
def test_any_order_of_saves_ends_as_in_the_model(seed: int) -> None:
    """Duplicated, reordered, stale and replayed saves of three devices: 20 x 40 on one sheet each."""
    draws, model, review = Random(seed), _Model(), in_review()
    sent: list[tuple[str, int, dict[str, tuple[int | None, int | None]]]] = []
    for _ in range(40):
        if sent and draws.random() < 0.35:
            device, sequence, fields = draws.choice(sent)
        else:
            device, sequence = draws.choice("abc"), draws.randint(1, 30)
            names = draws.sample(("scores.1", "scores.2", "scores.3"), draws.randint(1, 3))
            fields = {
                name: (draws.choice((model.values.get(name), None, 50)), draws.choice((None, 0, 50, 100)))
                for name in names
            }
            sent.append((device, sequence, fields))
        edits = {name: Edit(base, value) for name, (base, value) in fields.items()}
        put(review, 0, edits, device=device, sequence=sequence)
        model.save(device, sequence, fields)
        sheet = review.sheet(0)
        kept = {f"scores.{serial}": value for serial, value in sheet.scores.items()}
        assert kept == {name: value for name, value in model.values.items() if value is not None}
        assert sheet.version == model.version
