"""What the pages of panel members read by: the person with the role of a panel member alone."""

from __future__ import annotations

from django.http import HttpRequest

from xingping.core.roles import Role
from xingping.rating.actor import Actor
from xingping.rating.errors import refuse
from xingping.rating.models import Case
from xingping.rating.queries.visibility import visible_cases
from xingping.web.body.reading import reader_as

ACTOR = "panel"
"""Name of the workspace, for its navigation card."""


def member(request: HttpRequest) -> Actor:
    """The person as a panel member. Raises RefusedError: `not_found`."""
    return reader_as(request, Role.PANEL)


def panel_case(request: HttpRequest, number: str) -> Case:
    """A case on an agenda of the member's meetings, unless recused from. Raises RefusedError: `not_found`."""
    cases = visible_cases(member(request)).select_related("centre", "round", "body")
    found = cases.filter(number=number).first()
    if found is None:
        raise refuse("not_found")
    return found
