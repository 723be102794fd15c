"""Bodies, people, centres, rounds and cases for tests; every state is reached by the services themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import factory
from factory.django import DjangoModelFactory

from xingping.core.catalogue import find_edition
from xingping.core.policy import ChainLevel, ItemKind, RoundPolicy, policy_json
from xingping.core.roles import Role
from xingping.rating.actor import Actor, actor_of
from xingping.rating.calendar import today
from xingping.rating.models import (
    Blob,
    Case,
    CaseFileKind,
    Centre,
    CentreKind,
    RatingBody,
    RoleGrant,
    Round,
    User,
)
from xingping.rating.services.applications import create_case, fill_form
from xingping.rating.services.evidence import attach_file
from xingping.rating.services.rounds import create_round, open_round
from xingping.rating.services.saving import Edit, save_self_assessment
from xingping.rating.services.submitting import submit

REGION = "510104026018"
"""A community of Chengdu: province 51, city 5101, county 510104, street 510104026."""


class BodyFactory(DjangoModelFactory[RatingBody]):
    """A rating body of one province."""

    class Meta:
        model = RatingBody

    code = factory.Sequence(lambda number: f"B{number}")
    name = factory.Sequence(lambda number: f"演示评定机构 {number}")
    region_prefix = "51"


class CentreFactory(DjangoModelFactory[Centre]):
    """An urban centre."""

    class Meta:
        model = Centre

    body = factory.SubFactory(BodyFactory)
    code = factory.Sequence(lambda number: f"C{number}")
    name = factory.Sequence(lambda number: f"演示社区服务中心 {number}")
    name_key = factory.SelfAttribute("name")
    name_pinyin = ""
    kind = CentreKind.URBAN
    region = REGION


class PersonFactory(DjangoModelFactory[User]):
    """A person without roles."""

    class Meta:
        model = User

    username = factory.Sequence(lambda number: f"demo{number}")
    name = factory.Sequence(lambda number: f"演示人员 {number}")


class BlobFactory(DjangoModelFactory[Blob]):
    """A stored file."""

    class Meta:
        model = Blob

    sha256 = factory.Sequence(lambda number: f"{number:064x}")
    size = 1000
    media_type = "application/pdf"


def person_with(
    role: Role, *, body: RatingBody | None = None, region_prefix: str = "", centre: Centre | None = None
) -> User:
    """A person holding one role from now on."""
    person: User = PersonFactory()
    RoleGrant.objects.create(person=person, role=role, body=body, region_prefix=region_prefix, centre=centre)
    return person


def officer_of(body: RatingBody, region_prefix: str = "") -> Actor:
    """An officer of a body."""
    return actor_of(person_with(Role.OFFICER, body=body, region_prefix=region_prefix))


def applicant_of(centre: Centre) -> Actor:
    """Somebody who applies for a centre."""
    return actor_of(person_with(Role.APPLICANT, centre=centre))


def actor_with_own(centre: Centre) -> Actor:
    """An officer of a centre's body who also stands for the centre."""
    person = person_with(Role.OFFICER, body=centre.body)
    RoleGrant.objects.create(person=person, role=Role.APPLICANT, centre=centre)
    return actor_of(person)


def recommender_of(region_prefix: str, body: RatingBody | None = None) -> Actor:
    """Somebody of a recommending unit."""
    return actor_of(person_with(Role.RECOMMENDER, body=body, region_prefix=region_prefix))


def open_round_of(body: RatingBody, **policy: Any) -> Round:
    """A round that takes applications; keywords are fields of its policy."""
    officer = officer_of(body)
    values = round_values(**policy)
    return open_round(officer, create_round(officer, body, values).pk)


_round_numbers = iter(range(1, 1_000_000))


def round_values(**policy: Any) -> dict[str, Any]:
    """Values of a round that runs from yesterday for two months."""
    return {
        "name": f"演示批次 {next(_round_numbers)}",
        "opens_on": today() - timedelta(days=1),
        "closes_on": today() + timedelta(days=60),
        "facts_on": today(),
        "policy": {**policy_json(RoundPolicy()), **policy},
    }


@dataclass(frozen=True)
class Scene:
    """A case with the people who have to do with it."""

    case: Case
    applicant: Actor
    officer: Actor
    street: Actor
    county: Actor

    @property
    def body(self) -> RatingBody:
        """The rating body."""
        return self.case.body

    def fresh(self) -> Case:
        """The case as it is in the database now."""
        return Case.objects.get(pk=self.case.pk)


def draft_scene(**policy: Any) -> Scene:
    """A case in draft with everybody around it; keywords are fields of the round's policy."""
    body: RatingBody = BodyFactory()
    centre: Centre = CentreFactory(body=body)
    round_ = open_round_of(body, **policy)
    applicant = applicant_of(centre)
    case = create_case(applicant, round_.pk, centre.pk)
    digits = {level: level.digits for level in ChainLevel}
    return Scene(
        case=case,
        applicant=applicant,
        officer=officer_of(body),
        street=recommender_of(centre.region[: digits[ChainLevel.STREET]]),
        county=recommender_of(centre.region[: digits[ChainLevel.COUNTY]]),
    )


def full_scores() -> dict[str, Edit]:
    """Full points for every indicator, as a first save."""
    return {f"scores.{one.serial}": Edit(None, one.points) for one in find_edition().indicators}


def complete(scene: Scene, *, target_stars: int = 3) -> None:
    """Fill in everything that is needed to submit."""
    policy = RoundPolicy()
    answers = {item.id: item.kind is ItemKind.CONDITION for item in policy.eligibility}
    fill_form(scene.applicant, scene.case.pk, target_stars=target_stars, eligibility=answers)
    for kind in (CaseFileKind.FORM, CaseFileKind.PLEDGE):
        attach_file(scene.applicant, scene.case.pk, kind, BlobFactory(), f"{kind.value}.pdf")
    save(scene, full_scores())


def save(scene: Scene, fields: Mapping[str, Edit], *, device: str = "desk", sequence: int = 1) -> Any:
    """Save some fields of the scene's self-assessment."""
    return save_self_assessment(
        scene.applicant, scene.case.pk, device=device, sequence=sequence, fields=fields
    )


def submitted_scene(**policy: Any) -> Scene:
    """A complete case, submitted; without a chain unless the policy says so."""
    scene = draft_scene(**{"chain": [], **policy})
    complete(scene)
    submit(scene.applicant, scene.case.pk)
    return scene


def days_ago(days: int) -> date:
    """A day in the past."""
    return today() - timedelta(days=days)
