"""Reading people, their roles and invitations, as far as the reader looks after them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from xingping.core.roles import Role
from xingping.rating.granting import Scope, bodies_of
from xingping.rating.models import Invitation, RoleGrant, User
from xingping.rating.queries.grants import Grant, active


def visible_people(reader: Iterable[Grant]) -> QuerySet[User]:
    """People with a role, past or present, in a body that the reader looks after; all for the site's
    administrator, none for others."""
    bodies = bodies_of(reader)
    if bodies is None:
        return User.objects.all()
    held = RoleGrant.objects.filter(_of_bodies(bodies), person=OuterRef("pk"))
    return User.objects.filter(Exists(held))


def visible_grants(reader: Iterable[Grant]) -> QuerySet[RoleGrant]:
    """Grants in the bodies that the reader looks after."""
    bodies = bodies_of(reader)
    rows = RoleGrant.objects.select_related("person", "body", "centre", "granted_by", "ended_by")
    return rows if bodies is None else rows.filter(_of_bodies(bodies))


def visible_invitations(reader: Iterable[Grant]) -> QuerySet[Invitation]:
    """Invitations to roles in the bodies that the reader looks after."""
    bodies = bodies_of(reader)
    rows = Invitation.objects.select_related("body", "centre", "invited_by", "accepted_by")
    return rows if bodies is None else rows.filter(_of_bodies(bodies))


def site_administrators(*, but: User | None = None) -> QuerySet[RoleGrant]:
    """Present grants of administrators of the whole site."""
    rows = RoleGrant.objects.filter(active(), role=Role.ADMINISTRATOR, body__isnull=True, region_prefix="")
    return rows.exclude(person=but) if but else rows


def open_invitations() -> Q:
    """Condition on Invitation: neither accepted nor withdrawn nor past its time."""
    return Q(accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=timezone.now())


def scope_of(row: RoleGrant | Invitation) -> Scope:
    """What a grant or invitation is about."""
    centre = row.centre
    return Scope(
        role=Role(row.role),
        body_id=row.body_id,
        region_prefix=row.region_prefix,
        centre_id=row.centre_id,
        centre_body_id=centre.body_id if centre else None,
        centre_region=centre.region if centre else "",
    )


def present_scopes(person: User) -> list[Scope]:
    """What each present role of a person is about."""
    rows = RoleGrant.objects.filter(active(), person=person).select_related("centre")
    return [scope_of(row) for row in rows]


def _of_bodies(bodies: frozenset[int]) -> Q:
    return Q(body__in=bodies) | Q(centre__body__in=bodies)
