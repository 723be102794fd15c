"""Pages of assessors, of officers about them and of panel members, by axe, on a desk and a narrow phone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.utils import timezone

from onsite import closing, phone_of
from reviewing import Review, accepted_scene, fill_and_lock, in_review, make_assessor, with_meeting
from stories.accessibility import NARROWEST
from stories.conftest import FaultsOf
from xingping.rating.services.assigning import assign_round
from xingping.rating.services.field_visits import close_on_site
from xingping.rating.services.panel import open_vote
from xingping.rating.services.reviewing import to_panel
from xingping.rating.services.visits import plan_visit

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _no_second_factor(settings: LazySettings) -> None:
    settings.SECOND_FACTOR_ROLES = []


def visited() -> Review:
    """A visit held, a photo sent; the first assessor's sheet is open."""
    review = in_review()
    now = timezone.now()
    plan_visit(review.officer, review.case_id, now, now + timedelta(hours=6), "演示中心一楼")
    close_on_site(review.assessors[0], review.case_id, closing())
    phone_of(review, 1).shoot()
    return review


def test_assessors_pages(faults_of: FaultsOf) -> None:
    review = visited()
    case = f"/assessor/cases/{review.fresh().number}/"
    both = ("/assessor/", f"{case}score/", f"{case}visit/", "/assessor/field/")
    narrow = (case, f"{case}lock/", f"{case}paper/", "/assessor/conflicts/")
    assert faults_of([(review.assessors[0], path) for path in both], NARROWEST) == []
    assert faults_of([(review.assessors[0], path) for path in narrow], NARROWEST[-1:]) == []


def test_officers_and_members_pages(faults_of: FaultsOf) -> None:
    review = visited()
    for number in range(3):
        fill_and_lock(review, number)
    scene = accepted_scene()
    for number in range(4):
        make_assessor(scene.officer, scene.body, number)
    run = assign_round(scene.officer, scene.case.round_id, seed=1)
    to_panel(review.officer, review.case_id)
    meeting = with_meeting(review).meeting
    assert meeting is not None
    open_vote(review.officer, review.case_id)
    case = f"/panel/cases/{review.fresh().number}/"
    both = [
        (review.officer, f"/office/cases/{review.fresh().number}/visit/material/"),
        (scene.officer, "/office/assessors/"),
        (scene.officer, f"/office/rounds/{scene.case.round_id}/assignment/{run.pk}/"),
        (scene.officer, f"/office/cases/{scene.case.number}/team/"),
        (review.panel[0], f"/panel/meetings/{meeting.pk}/"),
    ]
    narrow = [(review.panel[0], path) for path in ("/panel/", case, f"{case}recuse/")]
    narrow.append((scene.officer, "/office/assessors/import/"))
    assert faults_of(both, NARROWEST) == []
    assert faults_of(narrow, NARROWEST[-1:]) == []
