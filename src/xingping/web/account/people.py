"""The signed-in person as what it is."""

from __future__ import annotations

from django.http import HttpRequest

from xingping.rating.models import User


def signed_in_person(request: HttpRequest) -> User:
    """The person of a view for signed-in people; raises TypeError elsewhere, a mistake of the programmer."""
    if not isinstance(request.user, User):
        raise TypeError("the view is not declared for signed-in people")
    return request.user
