"""Giving and ending roles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from xingping.core.roles import Role
from xingping.rating.actor import Actor
from xingping.rating.errors import refuse
from xingping.rating.granting import administers, may_give
from xingping.rating.models import Centre, Invitation, RatingBody, RoleGrant, User
from xingping.rating.models.grant import OF_A_BODY, OF_A_CENTRE, OF_A_REGION
from xingping.rating.queries.people import scope_of, site_administrators
from xingping.rating.queries.regions import path_of
from xingping.rating.services.audit import record
from xingping.rating.services.messages import send_message


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """A role and what it is about, from `start` (default now) until `end` (default open)."""

    role: Role
    body: RatingBody | None = None
    region_prefix: str = ""
    centre: Centre | None = None
    start: datetime | None = None
    end: datetime | None = None

    def scope_fields(self) -> dict[str, Any]:
        """The columns that grants and invitations share; a centre brings its body along."""
        body = self.body or (self.centre.body if self.centre else None)
        return {"role": self.role, "body": body, "region_prefix": self.region_prefix, "centre": self.centre}


def give_role(actor: Actor, person: User, terms: Terms, *, reason: str = "") -> RoleGrant:
    """Give a person a role.

    Officers give none to themselves. Raises RefusedError: not_allowed, not_oneself, role_needs_*,
    role_dates_wrong, role_held_already.
    """
    grant = RoleGrant(
        person=person,
        **terms.scope_fields(),
        start=terms.start or timezone.now(),
        end=terms.end,
        granted_by=actor.user,
        reason=reason,
    )
    check_scope(grant)
    if grant.end is not None and grant.end < grant.start:
        raise refuse("role_dates_wrong")
    with transaction.atomic():
        User.objects.select_for_update().get(pk=person.pk)
        if not may_give(actor.grants, scope_of(grant)):
            raise refuse("not_allowed")
        if person == actor.user and not administers(actor.grants):
            raise refuse("not_oneself")
        add_grant(actor, grant)
    return grant


def add_grant(actor: Actor, grant: RoleGrant) -> None:
    """Write a grant whose scope and giver are checked, with its entry and a message to the person.

    Call it inside a transaction that holds the person's row.
    """
    same = RoleGrant.objects.filter(
        Q(end__isnull=True) | Q(end__gt=grant.start),
        person=grant.person,
        role=grant.role,
        body=grant.body,
        region_prefix=grant.region_prefix,
        centre=grant.centre,
    )
    if same.exists():
        raise refuse("role_held_already", role=grant.role_name)
    grant.save()
    after = {**described(grant), "person": grant.person_id, "start": grant.start, "end": grant.end}
    record(actor, giver_role(actor), "grant.give", grant, after=after, reason=grant.reason)
    send_message(
        grant.person,
        subject=f"您已获得角色：{grant.role_name}",
        body=f"范围：{said_scope(grant)}。",
        link="/",
        key=f"grant:{grant.pk}",
    )


def end_role(actor: Actor, grant_id: int, *, reason: str) -> RoleGrant:
    """End a role now; it counts from the person's next request.

    Raises RefusedError: not_found, not_allowed, role_ended_already, last_administrator, not_oneself.
    """
    with transaction.atomic():
        hold_administrators()
        grant = (
            RoleGrant.objects.select_for_update(of=("self",))
            .select_related("person", "body", "centre")
            .filter(pk=grant_id)
            .first()
        )
        if grant is None:
            raise refuse("not_found")
        if not may_give(actor.grants, scope_of(grant)):
            raise refuse("not_allowed")
        if actor.user == grant.person and grant.role == Role.ADMINISTRATOR:
            raise refuse("not_oneself")
        now = timezone.now()
        if grant.end is not None and grant.end <= now:
            raise refuse("role_ended_already")
        before = {"end": grant.end}
        grant.end, grant.ended_by = max(now, grant.start), actor.user
        grant.save(update_fields=["end", "ended_by"])
        if grant.role == Role.ADMINISTRATOR:
            require_site_administrator()
        after = {"end": grant.end}
        record(actor, giver_role(actor), "grant.end", grant, before=before, after=after, reason=reason)
    return grant


def hold_administrators() -> None:
    """Lock who administers the site, before any other row, so that the last two cannot end each other."""
    list(site_administrators().order_by("pk").select_for_update(of=("self",)))


def require_site_administrator() -> None:
    """Somebody must be left who can let others in; raises RefusedError last_administrator."""
    if not site_administrators().exists():
        raise refuse("last_administrator")


def check_scope(row: RoleGrant | Invitation) -> None:
    """What each role must be about; raises RefusedError role_needs_*."""
    role = Role(row.role)
    needed: Iterable[tuple[bool, str]] = (
        (role in OF_A_CENTRE and row.centre is None, "role_needs_centre"),
        (role in OF_A_BODY and row.body is None, "role_needs_body"),
        (role in OF_A_REGION and not row.region_prefix, "role_needs_region"),
    )
    for missing, code in needed:
        if missing:
            raise refuse(code, role=role.label)


def giver_role(actor: Actor) -> Role:
    """The role in which somebody gives roles, for the log."""
    for role in (Role.SYSTEM, Role.ADMINISTRATOR, Role.OFFICER):
        if role in actor.roles:
            return role
    return Role.PUBLIC


def described(row: RoleGrant | Invitation) -> dict[str, Any]:
    """What a role is about, for the log."""
    return {
        "role": row.role,
        "body": row.body_id,
        "region_prefix": row.region_prefix,
        "centre": row.centre_id,
    }


def said_scope(row: RoleGrant | Invitation) -> str:
    """What a role is about, in words."""
    parts = [row.body.name if row.body else "", row.centre.name if row.centre else ""]
    if row.region_prefix:
        parts.append(path_of(row.region_prefix))
    return "，".join(part for part in parts if part) or "全站"
