"""A case of the world in review, with one assessor on its team; made directly, for it is made often."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from factories import CentreFactory, Scene, person_with
from xingping.core.lifecycle import State
from xingping.core.roles import Role
from xingping.rating.calendar import today
from xingping.rating.models import Assessor, Case, SelfAssessment, Sheet, Team, TeamMember, User
from xingping.rating.queries.pinned import rules_of

ROUTES = ("assessor/cases/", "api/v1/cases/<slug:number>/sheet")
"""Routes of assessors: their `number` is that of the case in review."""


def case_in_review(scene: Scene, name: str) -> tuple[Case, User]:
    """Another case of the scene's round, in review, and the assessor who scores it."""
    case, sheet = scene.fresh(), SelfAssessment.objects.get(case=scene.case)
    centre = CentreFactory(body=scene.body, region=case.region, name=name, name_key=name)
    case.pk, case.number, case.centre, case.state = None, f"{case.number}-R", centre, State.IN_REVIEW
    case.save()
    sheet.pk, sheet.case = None, case
    sheet.save()
    person = person_with(Role.ASSESSOR, body=scene.body)
    assessor = Assessor.objects.create(
        body=scene.body, person=person, profession="社会工作", employer="演示所", employer_key="演示所",
        region="510703001001", trained_until=today() + timedelta(days=99),
    )  # fmt: skip
    team = Team.objects.create(case=case, announced_at=timezone.now(), recusal_until=today())
    letters = {group.id: "A" for group in rules_of(case).guide.groups}
    TeamMember.objects.create(team=team, assessor=assessor, lead=True, label="A", labels=letters)
    Sheet.objects.create(case=case, label="A")
    return case, person
