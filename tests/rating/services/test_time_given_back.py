"""A quashed cancellation gives back the time that it took from the re-review window (ours)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from awards import cancelled
from factories import applicant_of, officer_of, open_round_of
from reviewing import code_of
from web.centre.browsing import browser_of
from xingping.core.certificate_face import Face
from xingping.core.plaque_lifecycle import PlaqueState
from xingping.core.validity import add_years, after_days
from xingping.rating.actor import Actor
from xingping.rating.calendar import WORKING_DAY, today
from xingping.rating.models import Case, Certificate, Message, Plaque
from xingping.rating.queries.certificates import due_for_rereview, face_today
from xingping.rating.queries.verification import shown_certificate
from xingping.rating.queries.visibility import visible_certificates
from xingping.rating.services.applications import create_case
from xingping.rating.services.cancellation_appeals import appeal_cancellation, decide_cancellation_appeal
from xingping.rating.services.reminding import remind
from xingping.rating.services.renewing import start_rereview

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
DAY = timedelta(days=1)


def quashed(
    days_left: int, suspended: str = "", plaque: PlaqueState = PlaqueState.HANDED_OVER
) -> Certificate:
    """A certificate whose cancellation is quashed so many days before its last valid day."""
    scene, certificate, incident = cancelled(suspended=suspended)
    Plaque.objects.update(state=plaque)
    last_day = today() + timedelta(days=days_left)
    Certificate.objects.filter(pk=certificate.pk).update(
        awarded_on=add_years(last_day, -3), last_day=last_day
    )
    appeal_cancellation(scene.applicant, incident.pk, "有误")
    decide_cancellation_appeal(officer_of(scene.body), incident.pk, upheld=True, conclusion="成立")
    return Certificate.objects.get(pk=certificate.pk)


def applied(certificate: Certificate, actor: Actor) -> Case:
    """A re-review that is submitted today."""
    Case.objects.filter(centre=certificate.centre).update(state="withdrawn")
    open_round_of(certificate.body, chain=[])
    case = start_rereview(actor, certificate.pk)
    case.events.create(sequence=9, action="submit", target="submitted", role="applicant", at=case.created_at)
    Case.objects.filter(pk=case.pk).update(state="submitted")
    return case


def test_a_star_that_expired_meanwhile_is_applied_for_in_time_after_the_decision() -> None:
    certificate = quashed(days_left=-5)
    until = after_days(today(), 30, WORKING_DAY)
    assert (certificate.last_day, certificate.applies_until) == (today() - timedelta(days=5), until)
    assert face_today(certificate, today()) == (Face.EXPIRED, False), "the star itself is not prolonged"
    shown = shown_certificate(certificate.token, today())
    assert shown
    assert shown.may_apply
    assert [
        one.pk for one in due_for_rereview(visible_certificates(officer_of(certificate.body)), until)
    ] == [certificate.pk]
    applicant = applicant_of(certificate.centre)
    told = Message.objects.values_list("subject", flat=True)
    assert any(f"{until} 以前申请复核的，视为按时" in one for one in told)
    page = browser_of(applicant).get(f"/centre/certificates/{certificate.pk}/").content.decode()
    assert f"{until} 或之前提交的复核申报视为按时" in page
    assert "没有按时申请" not in page
    round_ = open_round_of(certificate.body, chain=[])
    first = code_of(lambda: create_case(applicant, round_.pk, certificate.centre_id))
    assert first == "apply_as_rereview", "a first application would not keep the star up"
    applied(certificate, applicant)
    assert face_today(certificate, until + 90 * DAY) == (Face.IN_REREVIEW, True)
    shown = shown_certificate(certificate.token, today())
    assert shown
    assert (shown.face, shown.in_rereview, shown.may_apply) == ("in_rereview", True, False)


def test_after_that_day_an_application_is_late_as_any_other() -> None:
    certificate = quashed(days_left=-5)
    case = applied(certificate, applicant_of(certificate.centre))
    Certificate.objects.filter(pk=certificate.pk).update(
        applies_until=today() - DAY, last_day=today() - 40 * DAY
    )
    certificate.refresh_from_db()
    assert case.previous_id == certificate.case_id
    assert face_today(certificate, today()) == (Face.EXPIRED, False)


@pytest.mark.parametrize(("days_left", "longer"), [(200, False), (60, False), (10, True), (0, True)])
def test_only_what_was_taken_is_given_back(days_left: int, longer: bool) -> None:
    certificate = quashed(days_left)
    assert (certificate.applies_until is not None) is longer
    assert certificate.last_day_to_apply >= certificate.last_day


def test_reminders_name_the_new_day() -> None:
    certificate = quashed(days_left=-5)
    until = certificate.last_day_to_apply
    assert remind(until - 7 * DAY) == 1
    told = Message.objects.filter(key__startswith=f"rereview:{certificate.pk}:again:")
    assert told.values_list("subject", flat=True)[0].endswith(f"请在 {until} 以前申请复核")
    for _twice in range(2):
        remind(until + DAY)
    late = told.filter(subject__contains="没有申请复核", recipient__role_grants__role="applicant")
    assert late.count() == 1


def test_a_suspension_holds_again() -> None:
    certificate = quashed(days_left=-5, suspended="消防整改期间")
    assert (certificate.state, certificate.state_reason) == ("suspended", "消防整改期间")
    applied(certificate, applicant_of(certificate.centre))
    assert face_today(certificate, today())[0] is Face.SUSPENDED


@pytest.mark.parametrize(("days_left", "plaques"), [(-1, 1), (0, 2)])
def test_no_plaque_is_made_for_a_star_that_has_expired(days_left: int, plaques: int) -> None:
    certificate = quashed(days_left, plaque=PlaqueState.RETURNED)
    assert certificate.plaques.count() == plaques
