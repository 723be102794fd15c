"""Demo accounts: one or more of each role, without passwords, usable in demo mode alone."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction

from xingping.core.roles import Role
from xingping.rating.actor import SYSTEM
from xingping.rating.models import Centre, RatingBody, RoleGrant, User
from xingping.rating.services.audit import record
from xingping.rating.services.grants import Terms, add_grant, check_scope

STAFF = (
    ("demo-officer", "演示·王受理", Role.OFFICER),
    ("demo-panel-1", "演示·周委员", Role.PANEL),
    ("demo-panel-2", "演示·吴委员", Role.PANEL),
    ("demo-panel-3", "演示·郑委员", Role.PANEL),
    ("demo-panel-4", "演示·陈委员", Role.PANEL),
    ("demo-panel-5", "演示·褚委员", Role.PANEL),
    ("demo-assessor-1", "演示·李专家（组长）", Role.ASSESSOR),
    ("demo-assessor-2", "演示·赵专家", Role.ASSESSOR),
    ("demo-assessor-3", "演示·孙专家", Role.ASSESSOR),
    ("demo-auditor", "演示·钱审计", Role.AUDITOR),
    ("demo-administrator", "演示·冯管理员", Role.ADMINISTRATOR),
)
"""User name, name and role of the body's own people."""


def ensure_demo_person(username: str, name: str, terms: Terms) -> User:
    """A demo account with this role, made if it is not there; an account may be given several roles.

    Raises RuntimeError outside demo mode, and for a user name that belongs to a real account.
    """
    if not settings.DEMO:
        raise RuntimeError("demo accounts exist in demo mode only")
    with transaction.atomic():
        person, created = User.objects.get_or_create(
            username=username, defaults={"name": name, "is_demo": True, "password": "!"}
        )
        if not person.is_demo:
            raise RuntimeError(f"{username} is a real account")
        if created:
            record(SYSTEM, Role.SYSTEM, "person.open", person, after={"username": username})
        grant = RoleGrant(person=person, **terms.scope_fields(), reason="演示")
        check_scope(grant)
        held = RoleGrant.objects.filter(person=person, **terms.scope_fields(), end__isnull=True)
        if not held.exists():
            add_grant(SYSTEM, grant)
    return person


def ensure_demo_staff(body: RatingBody) -> dict[str, User]:
    """The body's own demo people, by user name."""
    return {
        username: ensure_demo_person(
            username, name, Terms(role=role, body=body, region_prefix=body.region_prefix)
        )
        for username, name, role in STAFF
    }


def ensure_demo_recommender(username: str, name: str, body: RatingBody, prefix: str) -> User:
    """A recommending unit's demo account for a region."""
    return ensure_demo_person(username, name, Terms(role=Role.RECOMMENDER, body=body, region_prefix=prefix))


def ensure_demo_applicant(username: str, name: str, centre: Centre) -> User:
    """A centre's demo account."""
    return ensure_demo_person(username, name, Terms(role=Role.APPLICANT, centre=centre))
