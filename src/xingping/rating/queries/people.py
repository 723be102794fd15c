"""Reading people, their roles and invitations, as far as the reader looks after them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from xingping.core.roles import Role
from xingping.rating.granting import Scope, looking_after
from xingping.rating.models import Invitation, RoleGrant, User
from xingping.rating.queries.grants import Grant, active
from xingping.rating.queries.visibility import in_region


def visible_people(reader: Iterable[Grant]) -> QuerySet[User]:
    """People with a role, past or present, in a body and region that the reader looks after; all for
    the site's administrator, none for others."""
    grants = looking_after(reader)
    if grants is None:
        return User.objects.all()
    held = RoleGrant.objects.filter(_within(grants), person=OuterRef("pk"))
    return User.objects.filter(Exists(held))


def visible_grants(reader: Iterable[Grant]) -> QuerySet[RoleGrant]:
    """Grants in the bodies and regions that the reader looks after."""
    grants = looking_after(reader)
    rows = RoleGrant.objects.select_related("person", "body", "centre", "granted_by", "ended_by")
    return rows if grants is None else rows.filter(_within(grants))


def visible_invitations(reader: Iterable[Grant]) -> QuerySet[Invitation]:
    """Invitations to roles in the bodies and regions that the reader looks after."""
    grants = looking_after(reader)
    rows = Invitation.objects.select_related("body", "centre", "invited_by", "accepted_by")
    return rows if grants is None else rows.filter(_within(grants))


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


def _within(grants: Iterable[Grant]) -> Q:
    """Roles and invitations about a body, or one of its centres, inside the regions of the grants."""
    found = Q(pk__in=())
    for grant in grants:
        of_body = Q(body=grant.body_id, centre=None, region_prefix__startswith=grant.region_prefix)
        of_centre = Q(centre__body=grant.body_id) & in_region(grant.region_prefix, "centre__region")
        found |= of_body | of_centre
    return found
