"""Where a person goes after signing in: to the workspace of the first of their roles."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import NoReverseMatch, reverse

from xingping.core.roles import Role
from xingping.rating.queries.grants import Grant

HOMES: tuple[tuple[Role, str], ...] = (
    (Role.OFFICER, "body:home"),
    (Role.APPLICANT, "centre:home"),
    (Role.ASSESSOR, "assessor:home"),
    (Role.RECOMMENDER, "recommender:home"),
    (Role.PANEL, "panel:home"),
    (Role.SUPERVISOR, "supervisor:home"),
    (Role.AUDITOR, "auditor:home"),
    (Role.ADMINISTRATOR, "people"),
)
"""Role -> name of the address; the first role held counts. A workspace not installed is passed over."""


def landing(grants: Iterable[Grant]) -> str:
    """The path to go to; one's own account where no role has a workspace."""
    held = {grant.role for grant in grants}
    for role, name in HOMES:
        if role in held:
            try:
                return reverse(name)
            except NoReverseMatch:
                continue
    return reverse("account_overview")
