"""Who is let in: active people, and demo accounts in demo mode alone."""

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings

from xingping.rating.models import User
from xingping.rating.queries.grants import person_with_grants


class AccountBackend(AuthenticationBackend):  # type: ignore[misc]
    """Asked at sign-in, and again at every request for the session's person."""

    def user_can_authenticate(self, user: User) -> bool:
        """Not people shut out; not demo accounts where there is no demo."""
        return bool(super().user_can_authenticate(user)) and (settings.DEMO or not user.is_demo)

    def get_user(self, user_id: int) -> User | None:
        """The session's person, read together with the roles that nearly every page asks for."""
        person = person_with_grants(user_id)
        return person if person is not None and self.user_can_authenticate(person) else None
