"""Who may give and end which roles, and look after which accounts. Pure predicates over grants."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from xingping.core.roles import GRANTABLE, Role
from xingping.rating.queries.grants import Grant

BY_OFFICERS = frozenset({Role.APPLICANT, Role.STAKEHOLDER, Role.ASSESSOR})
"""Roles that an officer gives: to applicants and stakeholders for the centres of the own body and region, to
assessors for that body and region themselves, since officers keep the register of assessors and invite by
link. Never to the own account, so that nobody makes themselves a judge; never a role that decides."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a role to be given is about; `centre_body_id` and `centre_region` are those of the centre."""

    role: Role
    body_id: int | None = None
    region_prefix: str = ""
    centre_id: int | None = None
    centre_body_id: int | None = None
    centre_region: str = ""


def may_give(giver: Iterable[Grant], scope: Scope) -> bool:
    """Whether the giver's roles allow giving, or ending, a role of this scope."""
    return any(_gives(grant, scope) for grant in giver)


def roles_to_give(giver: Iterable[Grant]) -> tuple[Role, ...]:
    """The roles that the giver may give at all, in the order of the glossary."""
    held = {grant.role for grant in giver}
    if Role.ADMINISTRATOR in held:
        return GRANTABLE
    return tuple(role for role in GRANTABLE if role in BY_OFFICERS) if Role.OFFICER in held else ()


def looking_after(giver: Iterable[Grant]) -> tuple[Grant, ...] | None:
    """The grants by which the giver looks after people of a body and region; None for all people."""
    held = [grant for grant in giver if grant.role in (Role.ADMINISTRATOR, Role.OFFICER)]
    if any(is_site_administrator(grant) for grant in held):
        return None
    return tuple(grant for grant in held if grant.body_id is not None)


def may_look_after(giver: Iterable[Grant], held: Iterable[Scope]) -> bool:
    """Whether an administrator may reset an account: every present role of it is theirs to give.

    So nobody gets at an account that can do more than they may give.
    """
    administrators = [grant for grant in giver if grant.role == Role.ADMINISTRATOR]
    return bool(administrators) and all(may_give(administrators, scope) for scope in held)


def administers(giver: Iterable[Grant]) -> bool:
    """Whether somebody is an administrator, of the site or of a body."""
    return any(grant.role == Role.ADMINISTRATOR for grant in giver)


def is_site_administrator(grant: Grant) -> bool:
    """Whether the grant is an administrator's of the whole site."""
    return grant.role == Role.ADMINISTRATOR and grant.body_id is None and not grant.region_prefix


def _gives(grant: Grant, scope: Scope) -> bool:
    if is_site_administrator(grant):
        return True
    about_body = scope.centre_body_id if scope.centre_id is not None else scope.body_id
    if grant.body_id is None or about_body != grant.body_id:
        return False
    if scope.body_id is not None and scope.body_id != grant.body_id:
        return False
    region = scope.centre_region or scope.region_prefix
    if not region.startswith(grant.region_prefix):
        return False
    if grant.role == Role.ADMINISTRATOR:
        return True
    return grant.role == Role.OFFICER and scope.role in BY_OFFICERS
