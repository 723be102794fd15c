"""Accepting, returning, refusing; notes."""

from datetime import timedelta

import pytest

from factories import draft_scene, officer_of, submitted_scene
from refusals import refused
from xingping.core.validity import after_working_days
from xingping.rating.calendar import WORKING_DAY, today
from xingping.rating.models import (
    AuditEntry,
    AuditSecret,
    Case,
    IndicatorReturn,
    Message,
    Note,
    SelfAssessment,
)
from xingping.rating.services.accepting import accept, refuse_application
from xingping.rating.services.notes import add_note
from xingping.rating.services.returning import return_for_correction

pytestmark = pytest.mark.django_db


def test_accepting() -> None:
    scene = submitted_scene()
    case = accept(scene.officer, scene.case.pk, key="a")
    assert (case.state, case.due_on) == ("accepted", None)
    assert case.accepted_at == case.state_since
    assert accept(scene.officer, scene.case.pk, key="a").pk == case.pk
    assert Message.objects.filter(recipient=scene.applicant.person).exists()


def test_the_time_for_acceptance_is_ten_working_days() -> None:
    case = submitted_scene().fresh()
    assert case.due_on == after_working_days(today(), 10, WORKING_DAY)
    assert (case.due_from, case.due_days) == (today(), 10)


@pytest.mark.parametrize("act", [accept, lambda actor, pk: refuse_application(actor, pk, "理由")])
def test_a_draft_is_not_decided(act: object) -> None:
    scene = draft_scene()
    with refused("wrong_state"):
        act(scene.officer, scene.case.pk)  # type: ignore[operator]


def test_a_return_names_its_indicators_and_opens_them() -> None:
    scene = submitted_scene()
    case = return_for_correction(scene.officer, scene.case.pk, {"9-10": "请补充消防照片 ", "": "请重新盖章"})
    assert (case.state, case.open_serials, case.returned_from) == ("returned", ["", "9-10"], "body")
    assert case.due_for == "correct"
    rows = IndicatorReturn.objects.order_by("serial").values_list("serial", "reason")
    assert list(rows) == [("", "请重新盖章"), ("9-10", "请补充消防照片")]
    assert SelfAssessment.objects.get(case=case).locked_hash == ""


@pytest.mark.parametrize("reasons", [{}, {"31": " "}, {"31": "请补充", "1": ""}])
def test_a_return_needs_a_reason_for_each(reasons: dict[str, str]) -> None:
    scene = submitted_scene()
    with refused("reasons_missing"):
        return_for_correction(scene.officer, scene.case.pk, reasons, reason="见附件")
    assert not IndicatorReturn.objects.exists()


def test_a_return_at_an_unknown_indicator_is_refused() -> None:
    scene = submitted_scene()
    with refused("invalid") as caught:
        return_for_correction(scene.officer, scene.case.pk, {"9": "x", "31": "a\0b"})
    assert caught.places == ["指标 9", "指标 31"]


def test_refusing_needs_a_reason_which_is_kept_apart() -> None:
    scene = submitted_scene()
    with refused("reasons_missing"):
        refuse_application(scene.officer, scene.case.pk, "  ")
    case = refuse_application(scene.officer, scene.case.pk, "场所未取得使用权")
    assert case.state == "refused"
    entry = AuditEntry.objects.get(verb="case.refuse")
    assert AuditSecret.objects.get(entry=entry, field="reason").value == "场所未取得使用权"


def test_a_correction_that_never_came_is_refused_after_its_time_only() -> None:
    scene = submitted_scene()
    return_for_correction(scene.officer, scene.case.pk, {"31": "请补充"})
    with refused("correction_time_running"):
        refuse_application(scene.officer, scene.case.pk, "逾期未补正")
    Case.objects.filter(pk=scene.case.pk).update(due_on=today() - timedelta(days=1))
    assert refuse_application(scene.officer, scene.case.pk, "逾期未补正").state == "refused"


def test_a_second_officer_finds_it_decided() -> None:
    scene = submitted_scene()
    accept(scene.officer, scene.case.pk)
    with refused("wrong_state") as caught:
        refuse_application(officer_of(scene.body), scene.case.pk, "理由")
    assert "已受理" in caught.refusal.message


def test_notes_are_for_colleagues() -> None:
    scene = submitted_scene()
    note = add_note(scene.officer, scene.case.pk, " 电话核实过面积 ", key="n")
    assert add_note(scene.officer, scene.case.pk, " 电话核实过面积 ", key="n").pk == note.pk
    assert Note.objects.get().text == "电话核实过面积"
    with refused("not_allowed"):
        add_note(scene.applicant, scene.case.pk, "看得到吗")
    with refused("invalid"):
        add_note(scene.officer, scene.case.pk, "  ")
    with refused("not_found"):
        add_note(scene.officer, 10**9, "x")
    entry = AuditEntry.objects.get(verb="case.note")
    assert "commitment" in entry.detail["after"]["note"]
