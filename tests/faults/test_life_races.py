"""Lowering, cancelling, drawing, planning at once: one outcome, no number twice; and the control."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from awards import bare_certificate, heard_incident
from factories import Scene, officer_of, submitted_scene
from faults.racing import WORKERS, race, widen, without_locks
from xingping.core.lifecycle import State
from xingping.rating.calendar import today
from xingping.rating.models import (
    Case,
    Certificate,
    CertificateCounter,
    Decision,
    ImprovementPlan,
    ImprovementTask,
    Incident,
    Plaque,
    Recheck,
    RecheckDraw,
    TaskProgress,
)
from xingping.rating.services import improving
from xingping.rating.services.certificates import Announced
from xingping.rating.services.downgrading import downgrade, propose_downgrade
from xingping.rating.services.incidents import (
    cancel,
    propose_cancellation,
)
from xingping.rating.services.rechecking import draw_rechecks, prepare_draw

pytestmark = pytest.mark.django_db(transaction=True)
DOCUMENT = Announced("演决 1 号", today())


def proposed_both() -> tuple[Scene, Certificate, Incident, Incident]:
    """Two incidents at one certificate: one asks to lower it, the other to cancel it."""
    scene = submitted_scene(downgrade_allowed=True)
    certificate = bare_certificate(scene.case, number="X-1", serial=500, stars=4)
    lower, end = heard_incident(scene, certificate), heard_incident(scene, certificate)
    propose_downgrade(scene.officer, lower.pk, 2, "服务缩水", DOCUMENT)
    propose_cancellation(scene.officer, end.pk, "属实", DOCUMENT)
    return scene, certificate, lower, end


def deciding(scene: Scene, lower: Incident, end: Incident, workers: int) -> list[Callable[[], Any]]:
    """As many colleagues at once, half of them at each incident."""
    acts: list[Callable[[], Any]] = []
    for number in range(workers):
        colleague = officer_of(scene.body)
        if number % 2:
            acts.append(lambda who=colleague: cancel(who, end.pk))  # type: ignore[misc]
        else:
            acts.append(lambda who=colleague: downgrade(who, lower.pk))  # type: ignore[misc]
    return acts


@pytest.mark.parametrize("workers", WORKERS)
def test_a_star_is_lowered_or_cancelled_once(workers: int, monkeypatch: pytest.MonkeyPatch) -> None:
    scene, certificate, lower, end = proposed_both()
    widen(monkeypatch, "incident_steps")
    outcome = race(deciding(scene, lower, end, workers))
    assert (len(outcome.done), outcome.broken) == (1, [])
    assert outcome.refused == ["wrong_state"] * (workers - 1)
    certificate.refresh_from_db()
    lowered = certificate.state == "replaced"
    new = Certificate.objects.filter(replaces=certificate)
    counters = list(CertificateCounter.objects.values_list("last", flat=True))
    assert (new.count(), counters) == ((1, [1]) if lowered else (0, []))
    assert certificate.state == ("replaced" if lowered else "cancelled")
    assert Plaque.objects.count() == 1 + int(lowered)


def test_control_without_locks_a_star_is_lowered_and_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    scene, _certificate, lower, end = proposed_both()
    widen(monkeypatch, "incident_steps")
    without_locks(monkeypatch)
    outcome = race(deciding(scene, lower, end, 8))
    assert len(outcome.done) != 1 or outcome.broken


def test_a_draw_is_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = submitted_scene(recheck_percent=100)
    bare_certificate(scene.case)
    widen(monkeypatch, "rechecking")
    prepared = race([lambda: prepare_draw(scene.officer, scene.case.round_id)] * 8)
    assert (len(prepared.done), prepared.broken) == (1, [])
    assert prepared.refused == ["recheck_waiting"] * 7
    draw = RecheckDraw.objects.get()
    drawn = race([lambda word=str(word): draw_rechecks(scene.officer, draw.pk, word) for word in range(8)])  # type: ignore[misc]
    assert (len(drawn.done), drawn.broken) == (1, [])
    assert drawn.refused == ["recheck_drawn"] * 7
    assert Recheck.objects.count() == 1


def told(scene: Scene) -> None:
    """The case as if its result had been announced; the result itself is not asked for."""
    Case.objects.filter(pk=scene.case.pk).update(state=State.ANNOUNCED)
    Decision.objects.create(
        case=scene.case, stars=3, total="800", result={"indicators": []}, members=0, present=0, in_favour=0,
        against=0, abstained=0, by=scene.officer.person, at=timezone.now(),
    )  # fmt: skip


def test_a_plan_is_made_once_and_reports_keep_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = submitted_scene()
    told(scene)
    monkeypatch.setattr(improving, "lost_of", lambda _case: None)
    monkeypatch.setattr(improving, "proposed_tasks", lambda _lost: [improving.TaskSaid("装坡道")])
    widen(monkeypatch, "improving")
    outcome = race([lambda: improving.start_plan(scene.applicant, scene.case.pk)] * 8)
    assert (len(outcome.done), outcome.broken, outcome.refused) == (8, [], [])
    plan, task = ImprovementPlan.objects.get(), ImprovementTask.objects.get()
    assert {one.pk for one in outcome.done} == {plan.pk}
    told_at_once = race(
        [
            lambda part=part: improving.report_progress(scene.applicant, task.pk, part * 10)
            for part in range(8)
        ]  # type: ignore[misc]
    )
    assert told_at_once.broken == []
    assert list(TaskProgress.objects.values_list("sequence", flat=True)) == list(range(2, 10))
    edits = race(
        [
            lambda: improving.report_progress(scene.applicant, task.pk, 50, version=9),
            lambda: improving.report_progress(scene.applicant, task.pk, 60, version=9),
        ]
    )
    assert (len(edits.done), edits.refused, edits.broken) == (1, ["changed_meanwhile"], [])
