"""Issuing certificates: number, dates, token, plaque; one a case; a new award replaces the old one."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction

from awards import award, awarded
from reviewing import code_of, decided
from xingping.core.certificate_lifecycle import CertificateState
from xingping.core.plaque_lifecycle import PlaqueState
from xingping.rating.models import AuditEntry, Case, CertificateCounter
from xingping.rating.services.certificates import next_number

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def test_a_certificate_says_what_was_decided() -> None:
    review, made = awarded(on=date(2026, 5, 31), publish_points=True, publish_subtotals=True)
    case = review.fresh()
    assert made.number == f"{case.body.code}-2026-510104-0001"
    assert (made.stars, made.awarded_on, made.last_day) == (5, date(2026, 5, 31), date(2029, 5, 31))
    assert len(made.token) == 32
    assert made.published["total"] == "1000.00"
    assert len(made.published["subtotals"]) == 7
    plaque = made.plaques.get()
    assert (plaque.serial, plaque.state) == (f"{made.number}-P1", PlaqueState.ORDERED)
    entry = AuditEntry.objects.get(verb="certificate.issue")
    assert (entry.case, entry.body) == (case.pk, case.body_id)


def test_points_stay_private_by_default_and_a_case_is_awarded_once() -> None:
    review, made = awarded()
    assert made.published == {}
    assert code_of(lambda: award(review)) == "already_awarded"
    assert CertificateCounter.objects.get().last == 1


def test_a_rolled_back_award_gives_its_number_back() -> None:
    _review, made = awarded()
    body = made.body
    with transaction.atomic():
        assert next_number(body.pk, body.code, made.year, made.county)[1] == 2
        transaction.set_rollback(True)
    with transaction.atomic():
        assert next_number(body.pk, body.code, made.year, made.county)[1] == 2
        assert next_number(body.pk, body.code, made.year, "510105")[1] == 1
        assert next_number(body.pk, body.code, made.year + 1, made.county)[1] == 1


def test_a_new_award_replaces_the_living_certificate() -> None:
    _, old = awarded(on=date(2026, 3, 2))
    old.plaques.update(state=PlaqueState.HANDED_OVER)
    review = decided()
    Case.objects.filter(pk=review.case_id).update(centre=old.centre)
    made = award(review, date(2026, 5, 29))
    old.refresh_from_db()
    assert (old.state, made.replaces) == (CertificateState.REPLACED, old)
    assert [event.action for event in old.events.all()] == ["issue", "replace"]
    assert old.plaques.get().return_due == date(2026, 6, 15)
