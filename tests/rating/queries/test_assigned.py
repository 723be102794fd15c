"""Assigned cases: lists and permissions agree for assessors and panel members, in and out of a team."""

from __future__ import annotations

import pytest
from django.utils import timezone

from reviewing import before_panel, in_review, make_assessor
from xingping.rating.actor import Actor, actor_of
from xingping.rating.models import Assessor, Case, Recusal, RoleGrant, TeamMember
from xingping.rating.permissions import allowed
from xingping.rating.queries.visibility import visible_assessors, visible_cases
from xingping.rating.verbs import Verb

pytestmark = pytest.mark.django_db


def agree(actor: Actor) -> int:
    """How many cases somebody sees, having checked that lists and permissions say the same."""
    for model, visible in ((Case, visible_cases), (Assessor, visible_assessors)):
        may = {one.pk for one in model.objects.all() if allowed(actor, Verb.VIEW, one) is None}
        assert set(visible(actor).values_list("pk", flat=True)) == may
    return visible_cases(actor).count()


def test_lists_and_permissions_agree() -> None:
    review, other = before_panel(), in_review()
    stranger, _ = make_assessor(review.officer, review.scene.body, 3)
    seen = [agree(one) for one in (*review.assessors, *review.panel, *other.assessors)]
    assert seen == [1] * 11
    assert agree(stranger) == 0
    assert [agree(one) for one in (review.officer, other.officer, review.scene.applicant)] == [1, 1, 1]

    TeamMember.objects.filter(assessor=review.records[0]).update(ended_at=timezone.now(), end_reason="x")
    Recusal.objects.create(case_id=review.case_id, person=review.panel[0].person, reason="x")
    RoleGrant.objects.filter(person=review.assessors[1].person).update(end=timezone.now())
    gone = (review.assessors[0], review.panel[0], actor_of(review.assessors[1].person))
    assert [agree(one) for one in gone] == [0, 0, 0]
