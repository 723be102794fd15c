"""Bodies, centres and people for tests."""

from __future__ import annotations

from itertools import count

from xingping.core.roles import Role
from xingping.rating.actor import Actor, actor_of
from xingping.rating.models import Centre, CentreKind, RatingBody, RoleGrant, User

_numbers = count(1)


def make_body(name: str = "演示评定机构", region_prefix: str = "51") -> RatingBody:
    """A rating body."""
    return RatingBody.objects.create(code=f"B{next(_numbers)}", name=name, region_prefix=region_prefix)


def make_centre(body: RatingBody, region: str = "510104026018", name: str = "演示中心") -> Centre:
    """A centre in the register of a body."""
    return Centre.objects.create(
        body=body,
        code=f"C{next(_numbers)}",
        name=name,
        name_key=name,
        name_pinyin="",
        kind=CentreKind.URBAN,
        region=region,
    )


def make_person(username: str = "", *, password: str = "", email: str = "") -> User:
    """A person without roles."""
    username = username or f"person{next(_numbers)}"
    return User.objects.create_user(username, email, password or None, name=f"演示 {username}")


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
