"""People with roles for tests, beside the factories of bodies and centres."""

from __future__ import annotations

from factories import BodyFactory, CentreFactory, PersonFactory
from xingping.core.roles import Role
from xingping.rating.actor import Actor, actor_of
from xingping.rating.models import Centre, RatingBody, RoleGrant, User


def make_body(name: str = "演示评定机构") -> RatingBody:
    """A rating body of one province."""
    return BodyFactory.create(name=name)


def make_centre(body: RatingBody, name: str = "演示中心") -> Centre:
    """A centre in the register of a body."""
    return CentreFactory.create(body=body, name=name)


def make_person(username: str = "", *, password: str = "", email: str = "", demo: bool = False) -> User:
    """A person without roles."""
    person = PersonFactory.build(email=email, is_demo=demo)
    person.username = username or person.username
    if password:
        person.set_password(password)
    else:
        person.set_unusable_password()
    person.save()
    return person


def grant(
    person: User,
    role: Role,
    *,
    body: RatingBody | None = None,
    region_prefix: str = "",
    centre: Centre | None = None,
) -> RoleGrant:
    """Give a role directly, past all checks."""
    return RoleGrant.objects.create(
        person=person, role=role, body=body, region_prefix=region_prefix, centre=centre
    )


def site_administrator(username: str = "root") -> Actor:
    """Somebody who administers the whole site."""
    person = make_person(username)
    grant(person, Role.ADMINISTRATOR)
    return actor_of(person)


def administrator_of(body: RatingBody) -> Actor:
    """Somebody who administers one body."""
    person = make_person()
    grant(person, Role.ADMINISTRATOR, body=body)
    return actor_of(person)
