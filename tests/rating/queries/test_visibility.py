"""What lists show is exactly what the permission table lets one view."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import timezone

from factories import (
    BodyFactory,
    CentreFactory,
    PersonFactory,
    Scene,
    applicant_of,
    complete,
    draft_scene,
    officer_of,
    open_round_of,
    person_with,
    recommender_of,
    round_values,
)
from xingping.core.roles import Role
from xingping.rating.actor import ANYBODY, Actor, actor_of
from xingping.rating.models import AuditEntry, Case, Centre, PanelMeeting, PanelMember, RatingBody, Round
from xingping.rating.permissions import allowed
from xingping.rating.queries.visibility import (
    in_region,
    visible_audit,
    visible_bodies,
    visible_cases,
    visible_centres,
    visible_meetings,
    visible_rounds,
)
from xingping.rating.services.applications import create_case
from xingping.rating.services.rounds import create_round
from xingping.rating.services.submitting import submit
from xingping.rating.verbs import Verb

pytestmark = pytest.mark.django_db

PAIRS = (
    (Case, visible_cases),
    (Centre, visible_centres),
    (Round, visible_rounds),
    (RatingBody, visible_bodies),
    (AuditEntry, visible_audit),
    (PanelMeeting, visible_meetings),
)


@pytest.fixture
def actors() -> list[Actor]:
    """Two bodies with rounds and cases in several regions and states, and people of every role."""
    found = [ANYBODY, actor_of(PersonFactory())]
    for chain in (["street", "county"], []):
        scene = draft_scene(chain=chain)
        body = scene.body
        complete(scene)
        if chain:
            submit(scene.applicant, scene.case.pk)
        far = CentreFactory(body=body, region="510203001001")
        create_case(applicant_of(far), scene.case.round_id, far.pk)
        create_round(officer_of(body), body, round_values())
        open_round_of(body, chain=["city"])
        found += [scene.applicant, scene.officer, scene.street, scene.county, applicant_of(far)]
        found += [officer_of(body, prefix) for prefix in ("51", "5102", "510104")]
        found += [recommender_of(prefix) for prefix in ("51", "5101", "510203001", "510104026018", "44")]
        found += [recommender_of("510104", body)]
        found += [actor_of(person_with(role, body=body)) for role in (Role.OFFICER, Role.AUDITOR)]
        for role in (Role.AUDITOR, Role.ADMINISTRATOR, Role.ASSESSOR, Role.PANEL, Role.SUPERVISOR):
            found.append(actor_of(person_with(role, body=body, region_prefix="51")))
            found.append(actor_of(person_with(role, body=body, region_prefix="5102")))
        found.append(actor_of(person_with(Role.STAKEHOLDER, centre=far)))
        found += meeting(scene)
    found += [actor_of(person_with(role)) for role in (Role.AUDITOR, Role.ADMINISTRATOR)]
    return found


def meeting(scene: Scene) -> list[Actor]:
    """A meeting of the body's panel, with a member and somebody who left the panel."""
    held = PanelMeeting.objects.create(
        body=scene.body, round=scene.case.round, held_at=timezone.now(), place="会议室",
        recorder=scene.officer.person,
    )  # fmt: skip
    member, left = person_with(Role.PANEL, body=scene.body), PersonFactory()
    for person in (member, left):
        PanelMember.objects.create(meeting=held, person=person)
    return [actor_of(member), actor_of(left)]


def disagreements(actors: list[Actor]) -> Iterator[str]:
    for actor in actors:
        for model, visible in PAIRS:
            shown = set(visible(actor).values_list("pk", flat=True))
            may = {one.pk for one in model.objects.all() if allowed(actor, Verb.VIEW, one) is None}
            if shown != may:
                yield f"{sorted(actor.roles)} {actor.grants} {model.__name__}: {shown} / {may}"


def test_lists_and_permissions_agree(actors: list[Actor]) -> None:
    assert list(disagreements(actors)) == []
    assert sum(visible_cases(actor).count() for actor in actors) > 10
    assert sum(visible_rounds(actor).count() for actor in actors) > 10


def test_the_public_sees_nothing(actors: list[Actor]) -> None:
    for _, visible in PAIRS:
        assert not visible(ANYBODY).exists()


def test_a_region_is_a_range_of_codes() -> None:
    body = BodyFactory()
    for region in ("510104026018", "510104027001", "510105001001", "520000000000"):
        CentreFactory(body=body, region=region)
    counts = [
        Centre.objects.filter(in_region(prefix)).count() for prefix in ("", "51", "510104", "510104026")
    ]
    assert counts == [4, 3, 2, 1]


def test_lists_take_few_queries(actors: list[Actor], django_assert_num_queries: object) -> None:
    officer = next(actor for actor in actors if Role.OFFICER in actor.roles)
    with django_assert_num_queries(1):  # type: ignore[operator]
        list(visible_cases(officer))
