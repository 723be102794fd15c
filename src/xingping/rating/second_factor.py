"""For whom the second factor is compulsory: asked alike of pages, of the API and of tokens."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.conf import settings

from xingping.rating.models import User
from xingping.rating.queries.grants import Grant


def second_factor_demanded(person: User, grants: tuple[Grant, ...]) -> bool:
    """Whether one of the roles demands a second factor; never of demo accounts in demo mode."""
    if person.is_demo and settings.DEMO:
        return False
    return any(grant.role in settings.SECOND_FACTOR_ROLES for grant in grants)


def has_second_factor(person: User) -> bool:
    """Whether a person has set up a second factor."""
    return bool(Authenticator.objects.filter(user_id=person.pk, type=Authenticator.Type.TOTP).exists())
