"""Awarding, cancelling, renewing at once: one outcome, no number twice or skipped; and the controls."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from awards import award, bare_certificate, heard_incident
from factories import applicant_of, officer_of, open_round_of, submitted_scene
from faults.racing import WORKERS, race, widen, without_locks
from reviewing import Review, decided
from xingping.core.certificate_lifecycle import CertificateState
from xingping.rating.calendar import today
from xingping.rating.models import (
    Case,
    Certificate,
    CertificateCounter,
    CertificateEvent,
    Incident,
    Plaque,
)
from xingping.rating.services.certificates import Announced, next_number
from xingping.rating.services.incidents import (
    cancel,
    close_incident,
    propose_cancellation,
)
from xingping.rating.services.renewing import start_rereview

pytestmark = pytest.mark.django_db(transaction=True)


def numbering(body_id: int) -> Callable[[], int]:
    def act() -> int:
        with transaction.atomic():
            return next_number(body_id, "B", 2026, "510104")[1]

    return act


@pytest.mark.parametrize("workers", WORKERS)
def test_numbers_have_no_gap_and_no_double(workers: int) -> None:
    body = submitted_scene().body
    outcome = race([numbering(body.pk)] * workers)
    assert outcome.broken == []
    assert sorted(outcome.done) == list(range(1, workers + 1))
    assert CertificateCounter.objects.get().last == workers


def test_control_numbers_without_locks_break(monkeypatch: pytest.MonkeyPatch) -> None:
    body = submitted_scene().body
    without_locks(monkeypatch)
    outcome = race([numbering(body.pk)] * 16)
    doubles = len(outcome.done) != len(set(outcome.done))
    assert doubles or outcome.broken


def test_a_case_is_awarded_once() -> None:
    review: Review = decided()
    outcome = race([lambda: award(review)] * 8)
    assert (len(outcome.done), outcome.broken) == (1, [])
    assert outcome.refused == ["already_awarded"] * 7
    assert (Certificate.objects.count(), Plaque.objects.count()) == (1, 1)
    assert CertificateCounter.objects.get().last == 1


def proposed() -> tuple[Certificate, Incident]:
    """An incident whose cancellation waits for a second person."""
    scene = submitted_scene()
    certificate = bare_certificate(scene.case)
    incident = heard_incident(scene, certificate)
    propose_cancellation(scene.officer, incident.pk, "属实", Announced("演决 1 号", today()))
    return certificate, incident


def deciding(certificate: Certificate, incident: Incident) -> list[Callable[[], Any]]:
    colleague, other = officer_of(certificate.body), officer_of(certificate.body)
    acts: list[Callable[[], Any]] = [lambda: cancel(colleague, incident.pk)] * 4
    return acts + [lambda: close_incident(other, incident.pk, "不属实")] * 4


def test_a_star_is_cancelled_or_kept_once(monkeypatch: pytest.MonkeyPatch) -> None:
    certificate, incident = proposed()
    widen(monkeypatch, "incident_steps")
    outcome = race(deciding(certificate, incident))
    assert (len(outcome.done), outcome.broken) == (1, [])
    assert outcome.refused == ["wrong_state"] * 7
    certificate.refresh_from_db()
    incident.refresh_from_db()
    cancelled = certificate.state == CertificateState.CANCELLED
    assert (incident.outcome == "cancelled") is cancelled
    assert CertificateEvent.objects.filter(action="cancel").count() == int(cancelled)


def test_control_cancelling_without_locks_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    certificate, incident = proposed()
    widen(monkeypatch, "incident_steps")
    without_locks(monkeypatch)
    outcome = race(deciding(certificate, incident))
    assert len(outcome.done) > 1 or outcome.broken


def test_a_rereview_starts_once() -> None:
    scene = submitted_scene()
    certificate = bare_certificate(scene.case)
    Certificate.objects.update(awarded_on=today().replace(year=2020), last_day=today())
    type(scene.case.round).objects.filter(pk=scene.case.round_id).update(state="closed")
    open_round_of(scene.body, chain=[])
    applicant = applicant_of(certificate.centre)
    outcome = race([lambda: start_rereview(applicant, certificate.pk)] * 8)
    assert (len(outcome.done), outcome.broken) == (1, [])
    assert outcome.refused == ["already_applied"] * 7
    assert Case.objects.filter(previous=scene.case).count() == 1
