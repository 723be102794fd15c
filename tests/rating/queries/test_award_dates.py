"""What falls due between decision and expiry, on its day, for the body's officers alone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from factories import officer_of, submitted_scene
from noticing import announced, appealed, noticed, objected, past
from rating.services.test_cancellation_appeals import cancelled
from xingping.rating.calendar import today
from xingping.rating.models import Appeal, Certificate, Objection
from xingping.rating.queries.award_dates import Due, award_dates
from xingping.rating.services.cancellation_appeals import appeal_cancellation
from xingping.rating.services.terminating import give_hearing

pytestmark = pytest.mark.django_db
FAR = timedelta(days=60)


def test_every_kind_is_on_its_day() -> None:
    review, notice = noticed()
    objected(review)
    give_hearing(review.officer, review.case_id, "照片不实")
    dates = award_dates(review.officer, today(), today() + FAR)
    kinds = {one.due: one.on for day in dates.values() for one in day}
    assert kinds[Due.NOTICE_ENDS] == notice.ends_on
    assert kinds[Due.OBJECTION] == Objection.objects.get().due_on
    assert Due.HEARING in kinds
    appealed(review)
    again = award_dates(review.officer, today(), today() + FAR)
    assert Appeal.objects.get().due_on in {
        one.on for day in again.values() for one in day if one.due is Due.APPEAL
    }
    stranger = officer_of(submitted_scene().body)
    assert award_dates(stranger, today() - FAR, today() + FAR) == {}


def test_announcements_expiry_and_appeals_against_a_cancellation() -> None:
    review, notice = noticed()
    past(notice)
    announced([review])
    found = award_dates(review.officer, today(), today())
    assert [one.due for one in found[today()]] == [Due.ANNOUNCED]
    scene, _certificate, incident = cancelled()
    made = appeal_cancellation(scene.applicant, incident.pk, "有误")
    due = award_dates(scene.officer, made.due_on, made.due_on)
    assert Due.CANCELLATION_APPEAL in {one.due for one in due[made.due_on]}
    other, certificate, _incident = cancelled()
    Certificate.objects.filter(pk=certificate.pk).update(state="valid", state_reason="")
    last = Certificate.objects.get(pk=certificate.pk).last_day
    [expires] = award_dates(other.officer, last, last)[last]
    assert (expires.due, expires.name) == (Due.EXPIRES, "1"), "counted, since a round expires on one day"
