"""Certificates for tests, issued by the service from decided cases."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from factories import Scene, officer_of, submitted_scene
from reviewing import Review, decided
from xingping.core.plaque_lifecycle import PlaqueState
from xingping.core.roles import Role
from xingping.core.validity import last_valid_day
from xingping.rating.actor import SYSTEM
from xingping.rating.calendar import today
from xingping.rating.models import Case, Certificate, Incident, IncidentSource, Plaque
from xingping.rating.services.certificates import Announced, issue_certificate
from xingping.rating.services.incidents import (
    Report,
    cancel,
    give_notice,
    propose_cancellation,
    report_incident,
    state_case,
    suspend,
)
from xingping.rating.services.plaques import order_plaque


def awarded(*less: Mapping[str, int], on: date | None = None, **policy: Any) -> tuple[Review, Certificate]:
    """A decided case with the certificate of its announcement."""
    review = decided(*less, **policy)
    return review, award(review, on)


def bare_certificate(case: Case, **values: Any) -> Certificate:
    """A certificate with its plaque for a case that was never decided; for tests of who sees what."""
    number, serial = f"T-{case.pk}", case.pk
    made = Certificate.objects.create(
        **{
            "number": number, "body": case.body, "year": today().year, "county": case.region[:6],
            "serial": serial, "centre": case.centre, "centre_name": case.centre.name, "region": case.region,
            "case": case, "stars": 3, "awarded_on": today(), "last_day": last_valid_day(today(), 3),
            "token": secrets.token_hex(16), "state_since": timezone.now(),
            "edition_code": case.edition_code, "edition_hash": case.edition_hash,
            "announcement_number": "演评告〔2026〕0 号", "announced_on": today(), **values,
        }
    )  # fmt: skip
    order_plaque(SYSTEM, made)
    return made


def heard_incident(scene: Scene, certificate: Certificate) -> Incident:
    """An incident at a certificate whose centre was told and has been heard."""
    incident = report_incident(scene.officer, certificate.pk, Report(IncidentSource.INSIDE, "违规"))
    give_notice(scene.officer, incident.pk, "拟处理")
    return state_case(scene.applicant, incident.pk, "没有异议")


def cancelled(
    plaque: PlaqueState = PlaqueState.HANDED_OVER, suspended: str = ""
) -> tuple[Scene, Certificate, Incident]:
    """A certificate cancelled by two people after its centre was heard; its plaque was at that state.

    `suspended` says why its star was suspended before, if it was.
    """
    scene = submitted_scene()
    certificate = bare_certificate(scene.case)
    if suspended:
        suspend(scene.officer, certificate.pk, suspended, Announced("演评函 1 号", today()))
    return scene, certificate, cancel_heard(scene, certificate, plaque)


def cancel_heard(
    scene: Scene, certificate: Certificate, plaque: PlaqueState = PlaqueState.HANDED_OVER
) -> Incident:
    """Cancel a certificate by two people after its centre was heard."""
    Plaque.objects.filter(certificate=certificate).update(state=plaque)
    incident = heard_incident(scene, certificate)
    propose_cancellation(scene.officer, incident.pk, "属实", Announced("演决 1 号", today()))
    cancel(officer_of(scene.body), incident.pk)
    return Incident.objects.get(pk=incident.pk)


def award(review: Review, on: date | None = None, number: str = "演评告〔2026〕1 号") -> Certificate:
    """Issue the certificate of a decided case."""
    with transaction.atomic():
        return issue_certificate(
            review.officer, Role.OFFICER, review.fresh(), Announced(number, on or today())
        )
