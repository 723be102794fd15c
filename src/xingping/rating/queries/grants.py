"""What a person may do now, read from the grants; nothing is kept between requests."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from xingping.core.roles import Role
from xingping.rating.models import RoleGrant, User
from xingping.rating.queries.compiled import A_MOMENT, A_NUMBER, Compiled

_KEPT = "_xingping_grants"


@dataclass(frozen=True, slots=True)
class Grant:
    """One role a person has now. An empty body, region or centre does not narrow it."""

    role: Role
    body_id: int | None = None
    region_prefix: str = ""
    centre_id: int | None = None

    def covers(self, *, body_id: int | None = None, region: str = "", centre_id: int | None = None) -> bool:
        """Whether the role is about this body, this region (prefix or 12-digit code) and this centre."""
        return (
            (self.body_id is None or self.body_id == body_id)
            and region.startswith(self.region_prefix)
            and (self.centre_id is None or self.centre_id == centre_id)
        )


def active(at: datetime | None = None) -> Q:
    """Condition on RoleGrant: begun, not ended, person not shut out; `at` defaults to now."""
    moment = at or timezone.now()
    return Q(start__lte=moment, person__is_active=True) & (Q(end__isnull=True) | Q(end__gt=moment))


def grants_of(person: User | AnonymousUser, at: datetime | None = None) -> tuple[Grant, ...]:
    """The roles of a person at a moment (default now), from the database at each call."""
    if person.pk is None:
        return ()
    rows = RoleGrant.objects.filter(active(at), person_id=person.pk).order_by("id")
    return tuple(map(_grant, rows.values(*_COLUMNS)))


def person_with_grants(person_id: int) -> User | None:
    """A person with the roles held now, in one query where there are any, for `request_grants`."""
    rows = _HELD(timezone.now(), person_id)
    person = rows[0] if rows else User.objects.filter(pk=person_id).first()
    if person is not None:
        setattr(person, _KEPT, tuple(_grant(vars(row)) for row in rows))
    return person


def _held(moment: datetime, person_id: int) -> QuerySet[RoleGrant, Any]:
    held = RoleGrant.objects.filter(active(moment), person_id=person_id).order_by("id")
    columns = [*_COLUMNS, "person_id", *(f"person__{name}" for name in _PERSON)]
    rows: QuerySet[RoleGrant, Any] = held.values(*columns)
    return rows


def _grant(row: Mapping[str, Any]) -> Grant:
    role, *scope = (row[name] for name in _COLUMNS)
    return Grant(Role(role), *scope)


_COLUMNS = ("role", "body_id", "region_prefix", "centre_id")
"""Of a RoleGrant, in the order of Grant."""
_PERSON = [one.attname for one in User._meta.concrete_fields if not one.primary_key]
_HELD = Compiled(
    User,
    _held,
    (A_MOMENT, A_NUMBER),
    {"person_id": "id", **{f"person__{name}": name for name in _PERSON}},
)


def request_grants(request: HttpRequest) -> tuple[Grant, ...]:
    """The signed-in person's roles, read once a request: a grant ended counts from the next one."""
    kept: tuple[Grant, ...] | None = getattr(request, _KEPT, None)
    if kept is None:
        read_with_person: tuple[Grant, ...] | None = getattr(request.user, _KEPT, None)
        kept = grants_of(request.user) if read_with_person is None else read_with_person
        setattr(request, _KEPT, kept)
    return kept


def keep_grants(request: HttpRequest, grants: tuple[Grant, ...]) -> None:
    """Let a request have these roles, whatever was read for it before."""
    setattr(request, _KEPT, grants)


def has_role(
    grants: Collection[Grant],
    *roles: Role,
    body_id: int | None = None,
    region: str = "",
    centre_id: int | None = None,
) -> bool:
    """Whether one of the grants is one of the roles and covers the body, region and centre."""
    return any(
        grant.role in roles and grant.covers(body_id=body_id, region=region, centre_id=centre_id)
        for grant in grants
    )
