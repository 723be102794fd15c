"""Who acts: a person with the roles held now, or the system itself."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.http import HttpRequest

from xingping.core.roles import Role
from xingping.rating.errors import refuse
from xingping.rating.models import ApiToken, User
from xingping.rating.queries.grants import Grant, grants_of, keep_grants, request_grants
from xingping.rating.scopes import Limits, limits_of


@dataclass(frozen=True)
class Actor:
    """A person and the roles that the person holds at this moment. `user` is None for the system."""

    user: User | None
    grants: tuple[Grant, ...] = ()
    address: str = ""
    """The client's address; it enters the audit log hashed."""
    token_id: int | None = None
    """The token by which a program of the person acts; None: the person is signed in."""
    limits: Limits | None = None
    """All that the token lets the program do; None: no limits but the permission table."""

    @cached_property
    def roles(self) -> frozenset[Role]:
        """The roles of all grants; the public's for everybody, the system's for the system."""
        held = {grant.role for grant in self.grants}
        return frozenset(held | ({Role.SYSTEM} if self.user is None and self is SYSTEM else {Role.PUBLIC}))

    @property
    def person(self) -> User:
        """The person who acts; raises RefusedError for the system and visitors."""
        if self.user is None:
            raise refuse("not_allowed")
        return self.user

    def grants_as(self, role: Role) -> tuple[Grant, ...]:
        """The grants of one role."""
        return tuple(grant for grant in self.grants if grant.role is role)


SYSTEM = Actor(None)
"""Acts in jobs; may do only what the tables give to the system."""
_USED = "_xingping_api_token"
ANYBODY = Actor(None, address="-")
"""A visitor who has not signed in."""


def actor_of(user: User, address: str = "") -> Actor:
    """The person with the roles held now, read from the database."""
    return Actor(user, grants_of(user), address)


def request_actor(request: HttpRequest) -> Actor:
    """Who makes a request; visitors without an account are the public."""
    address = request.META.get("REMOTE_ADDR", "")
    token: ApiToken | None = getattr(request, _USED, None)
    if token is not None and isinstance(request.user, User):
        limits = limits_of(token.scopes)
        return Actor(request.user, request_grants(request), address, token.pk, limits)
    if isinstance(request.user, User):
        return Actor(request.user, request_grants(request), address)
    return Actor(None, (), address or "-")


def act_by_token(request: HttpRequest, token: ApiToken) -> None:
    """Make a request the token's: its person with the roles held now, within the token's scopes.

    A session that came with the same request counts for nothing.
    """
    request.user = token.person
    keep_grants(request, grants_of(token.person))
    setattr(request, _USED, token)


def token_of_request(request: HttpRequest) -> ApiToken | None:
    """The token by which a program makes a request; None where a person is signed in, or nobody."""
    token: ApiToken | None = getattr(request, _USED, None)
    return token
