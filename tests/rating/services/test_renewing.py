"""Three years: the window, the reminders, one click to a re-review filled with the old data."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awards import awarded, bare_certificate, cancel_heard
from factories import applicant_of, open_round_of, submitted_scene
from reviewing import code_of
from web.centre.browsing import browser_of
from xingping.core.certificate_face import Face, face_of
from xingping.core.certificate_lifecycle import CertificateState
from xingping.core.validity import last_valid_day, review_window
from xingping.rating.calendar import today
from xingping.rating.models import CasePurpose, Certificate, Message, Round, SelfAssessment
from xingping.rating.queries.certificates import due_for_rereview, face_today
from xingping.rating.queries.visibility import visible_certificates
from xingping.rating.services.applications import create_case
from xingping.rating.services.certificates import Announced
from xingping.rating.services.incidents import suspend
from xingping.rating.services.reminding import remind
from xingping.rating.services.renewing import start_rereview
from xingping.rating.services.submitting import withdraw

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


@given(st.dates(date(2024, 1, 1), date(2090, 12, 31)))
def test_valid_through_its_last_day_and_not_a_day_longer(awarded_on: date) -> None:
    last = last_valid_day(awarded_on, 3)
    window = review_window(last, 3)
    assert awarded_on < window.first < window.last == last
    day = timedelta(days=1)
    for state in (CertificateState.VALID, CertificateState.EXPIRED):
        assert face_of(state, last, last, in_rereview=False) is Face.VALID
        assert face_of(state, last, last + day, in_rereview=False) is Face.EXPIRED
        assert face_of(state, last, last + day, in_rereview=True) is Face.IN_REREVIEW
    assert face_of(CertificateState.SUSPENDED, last, last, in_rereview=False) is Face.SUSPENDED
    assert (last.day, last.month) == (awarded_on.day, awarded_on.month) or (
        (awarded_on.month, awarded_on.day) == (2, 29) and (last.month, last.day) == (2, 28)
    )


def test_one_click_starts_the_rereview_with_the_old_data() -> None:
    review, certificate = awarded()
    applicant = applicant_of(certificate.centre)
    assert code_of(lambda: start_rereview(applicant, certificate.pk)) == "window_not_open"
    Certificate.objects.filter(pk=certificate.pk).update(
        awarded_on=today() - timedelta(days=900), last_day=today() + timedelta(days=9)
    )
    assert code_of(lambda: start_rereview(applicant, certificate.pk)) == "already_applied"
    review.scene.case.round.__class__.objects.filter(pk=review.scene.case.round_id).update(state="closed")
    assert code_of(lambda: start_rereview(applicant, certificate.pk)) == "no_round_open"
    open_round_of(certificate.body, chain=[])
    assert code_of(lambda: start_rereview(review.officer, certificate.pk)) == "not_allowed"
    case = start_rereview(applicant, certificate.pk)
    assert (case.purpose, case.previous_id) == (CasePurpose.REREVIEW, review.case_id)
    old, new = (SelfAssessment.objects.get(case=one).scores for one in (review.case_id, case.pk))
    assert old == new
    rows = due_for_rereview(visible_certificates(review.officer), today())
    assert [(one.applied, one.begun) for one in rows] == [(False, True)]
    case.events.create(sequence=9, action="submit", target="submitted", role="applicant", at=case.created_at)
    type(case).objects.filter(pk=case.pk).update(state="submitted")
    assert [one.applied for one in due_for_rereview(visible_certificates(review.officer), today())] == [True]
    certificate.refresh_from_db()
    assert face_today(certificate, today()) == (Face.VALID, True)
    assert face_today(certificate, today() + timedelta(days=30)) == (Face.IN_REREVIEW, True)
    assert remind(certificate.last_day + timedelta(days=3)) == 0
    type(case).objects.filter(pk=case.pk).update(state="not_awarded")
    assert remind(certificate.last_day + timedelta(days=3)) == 0
    type(case).objects.filter(pk=case.pk).update(state="submitted")
    withdraw(applicant, case.pk, "不申请了")
    assert face_today(certificate, today() + timedelta(days=30)) == (Face.EXPIRED, False)
    assert remind(certificate.last_day + timedelta(days=3)) == 1
    Certificate.objects.filter(pk=certificate.pk).update(state="cancelled", state_reason="违规")
    assert code_of(lambda: start_rereview(applicant, certificate.pk)) == "certificate_ended"
    assert code_of(lambda: start_rereview(applicant, 0)) == "not_found"


def test_reminders_come_once_each_and_late_rather_than_never() -> None:
    scene = submitted_scene()
    last = date(2029, 5, 31)
    bare_certificate(scene.case, awarded_on=date(2026, 5, 31), last_day=last)

    def count() -> int:
        return Message.objects.filter(recipient=scene.applicant.person, key__startswith="rereview:").count()

    assert (remind(last - timedelta(days=91)), count()) == (0, 0)
    for days, expected in ((90, 1), (89, 1), (60, 2), (45, 2), (30, 3), (7, 4), (0, 4), (-1, 5), (-30, 6)):
        remind(last - timedelta(days=days))
        remind(last - timedelta(days=days))
        assert count() == expected, days
    officers = Message.objects.filter(recipient=scene.officer.person, key__startswith="rereview:")
    assert officers.count() == 2
    assert remind(last + timedelta(days=100)) == 0


def test_a_missed_reminder_is_made_up_for() -> None:
    scene = submitted_scene()
    last = date(2029, 5, 31)
    bare_certificate(scene.case, awarded_on=date(2026, 5, 31), last_day=last)
    remind(last - timedelta(days=5))
    told = Message.objects.filter(recipient=scene.applicant.person, key__startswith="rereview:")
    assert [one.key.rpartition(":")[2] for one in told] == ["7"]


def in_window(certificate: Certificate, days: int) -> None:
    """The certificate as if it ended that many days from today."""
    Certificate.objects.filter(pk=certificate.pk).update(
        awarded_on=today() - timedelta(days=900), last_day=today() + timedelta(days=days)
    )
    certificate.refresh_from_db()


def test_an_upgrade_under_review_never_stands_in_the_way_of_the_rereview() -> None:
    scene = submitted_scene()
    certificate = bare_certificate(scene.case, awarded_on=today() - timedelta(days=500))
    Round.objects.filter(pk=scene.case.round_id).update(state="closed")
    round_ = open_round_of(scene.body, chain=[], upgrade_months=12)
    upgrade = create_case(scene.applicant, round_.pk, certificate.centre_id)
    assert upgrade.purpose == CasePurpose.UPGRADE
    again = code_of(lambda: create_case(scene.applicant, round_.pk, certificate.centre_id))
    assert again == "already_applied"
    type(upgrade).objects.filter(pk=upgrade.pk).update(state="in_review")
    in_window(certificate, 20)
    page = browser_of(scene.applicant).get(f"/centre/certificates/{certificate.pk}/").content.decode()
    assert "提前升星还在评定" in page
    assert "申请复核" in page
    case = start_rereview(scene.applicant, certificate.pk)
    assert (case.purpose, case.round_id) == (CasePurpose.REREVIEW, round_.pk)
    assert code_of(lambda: start_rereview(scene.applicant, certificate.pk)) == "already_applied"
    late = code_of(lambda: create_case(scene.applicant, round_.pk, certificate.centre_id))
    assert late in ("already_applied", "apply_as_rereview")


@pytest.mark.parametrize("running", [True, False])
def test_a_star_kept_up_by_a_rereview_can_be_suspended_and_cancelled(running: bool) -> None:
    scene = submitted_scene()
    certificate = bare_certificate(scene.case)
    in_window(certificate, -5)
    if running:
        case = scene.case
        later = type(case).objects.create(
            **{one: getattr(case, one) for one in ("centre", "body", "region", "kind", "edition_code",
               "edition_hash", "guide_hash", "policy_hash", "created_by")},
            round=open_round_of(scene.body), previous=case, purpose=CasePurpose.REREVIEW, number="R-2",
            state="submitted", state_since=case.state_since,
        )  # fmt: skip
        at = case.state_since - timedelta(days=30)
        later.events.create(sequence=1, action="submit", target="submitted", role="applicant", at=at)
    document = Announced("演评函 2 号", today())
    done = code_of(lambda: suspend(scene.officer, certificate.pk, "整改", document))
    assert done == ("" if running else "wrong_state")
    if running:
        assert face_today(certificate, today())[0] is Face.IN_REREVIEW
        cancel_heard(scene, certificate)
        certificate.refresh_from_db()
        assert certificate.state == CertificateState.CANCELLED
