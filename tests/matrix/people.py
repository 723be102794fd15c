"""Who visits the matrix: everybody near the case, and strangers to everything."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from factories import BodyFactory, CentreFactory, Scene, person_with
from xingping.core.roles import Role
from xingping.rating.models import PanelMeeting, PanelMember, User

FAR, FAR_CENTRE = "5102", "510203001001"
STRANGER_BODY = ("officer", "administrator", "auditor", "panel", "assessor")


def people_of(scene: Scene, draft: Scene) -> dict[str, User | AnonymousUser]:
    """Who has to do with the case or the draft, and strangers to both. The panel member chairs."""
    body, region = scene.body, scene.case.region
    far = CentreFactory(body=body, region=FAR_CENTRE)
    other = BodyFactory(region_prefix="44")
    ended = person_with(Role.OFFICER, body=body)
    ended.role_grants.update(start=timezone.now() - timedelta(days=9), end=timezone.now() - timedelta(days=1))
    near = {
        "applicant": scene.applicant.person,
        "draft applicant": draft.applicant.person,
        "street": scene.street.person,
        "county": scene.county.person,
        "officer": scene.officer.person,
        "auditor": person_with(Role.AUDITOR, body=body),
        "administrator": person_with(Role.ADMINISTRATOR, body=body),
        "supervisor": person_with(Role.SUPERVISOR, region_prefix=region[:4]),
        "assessor": person_with(Role.ASSESSOR, body=body),
        "panel": person_with(Role.PANEL, body=body),
        "stakeholder": person_with(Role.STAKEHOLDER, centre=scene.case.centre),
    }
    meeting = PanelMeeting.objects.get(body=body)
    PanelMember.objects.create(meeting=meeting, person=near["panel"], chair=True)
    strangers = {
        "visitor": AnonymousUser(),
        "ended officer": ended,
        "nobody": person_with(Role.APPLICANT, centre=CentreFactory(body=other, region="440103001001")),
        "far applicant": person_with(Role.APPLICANT, centre=far),
        "far street": person_with(Role.RECOMMENDER, region_prefix="510203001"),
        "far officer": person_with(Role.OFFICER, body=body, region_prefix=FAR),
        "far supervisor": person_with(Role.SUPERVISOR, region_prefix=FAR),
        **{f"other {role}": person_with(Role(role), body=other) for role in STRANGER_BODY},
    }
    return {**near, **{f"stranger: {name}": person for name, person in strangers.items()}}


NEAR = (
    "draft applicant",
    "applicant",
    "street",
    "county",
    "officer",
    "auditor",
    "administrator",
    "supervisor",
    "assessor",
    "reviewer",
    "panel",
    "stakeholder",
)
STRANGERS = (
    "visitor",
    "ended officer",
    "nobody",
    "far applicant",
    "far street",
    "far officer",
    "far supervisor",
)
PEOPLE = (
    *NEAR,
    *(f"stranger: {name}" for name in STRANGERS),
    *(f"stranger: other {role}" for role in STRANGER_BODY),
)
