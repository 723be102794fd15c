"""Looking after accounts: own details, shutting out and letting in again, lost second factors."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction

from xingping.core.roles import Role
from xingping.rating.actor import Actor
from xingping.rating.errors import refuse
from xingping.rating.granting import is_site_administrator, may_look_after
from xingping.rating.models import User
from xingping.rating.queries.people import present_scopes, visible_people
from xingping.rating.services.audit import changed_fields, record
from xingping.rating.services.grants import hold_administrators, require_site_administrator
from xingping.rating.services.messages import send_message


def change_details(actor: Actor, *, name: str, email: str, phone: str) -> User:
    """Change one's own name, address and telephone. Raises RefusedError email_taken."""
    if actor.user is None:
        raise refuse("not_allowed")
    with transaction.atomic():
        person = User.objects.select_for_update().get(pk=actor.user.pk)
        if email and User.objects.filter(email__iexact=email).exclude(pk=person.pk).exists():
            raise refuse("email_taken", email=email)
        old = {"person_name": person.name, "email": person.email, "phone": person.phone}
        new = {"person_name": name, "email": email.lower(), "phone": phone}
        before, after = changed_fields(old, new)
        if after:
            person.name, person.email, person.phone = name, email.lower(), phone
            person.save(update_fields=["name", "email", "phone"])
            record(actor, Role.PUBLIC, "person.change", person, before=before, after=after)
    return person


def set_active(actor: Actor, person_id: int, *, active: bool, reason: str) -> None:
    """Shut an account out, or let it in again; takes effect at its next request.

    Raises RefusedError: not_allowed, not_found, not_oneself, last_administrator.
    """
    if not any(is_site_administrator(grant) for grant in actor.grants):
        raise refuse("not_allowed")
    with transaction.atomic():
        hold_administrators()
        person = _locked(actor, person_id)
        before = {"is_active": person.is_active}
        person.is_active = active
        person.save(update_fields=["is_active"])
        if not active:
            require_site_administrator()
            _end_sessions(person)
        verb = "person.let_in" if active else "person.shut_out"
        record(
            actor, Role.ADMINISTRATOR, verb, person, before=before, after={"is_active": active}, reason=reason
        )


def remove_second_factor(actor: Actor, person_id: int, *, reason: str) -> None:
    """Take away a lost second factor; the person must set up a new one where the role demands it.

    Raises RefusedError: not_allowed, not_found, not_oneself.
    """
    with transaction.atomic():
        person = _looked_after(actor, person_id)
        Authenticator.objects.filter(user=person).delete()
        _end_sessions(person)
        record(actor, Role.ADMINISTRATOR, "person.second_factor_removed", person, reason=reason)
        send_message(
            person,
            subject="您的两步验证已由管理员解除",
            body="如非您本人要求，请立即联系管理员。下次登录时请重新设置。",
            link="/account/",
        )


def allow_new_password(actor: Actor, person_id: int, *, reason: str) -> User:
    """Record that an administrator makes a one-time link to a new password for somebody.

    Raises RefusedError: not_allowed, not_found, not_oneself.
    """
    with transaction.atomic():
        person = _looked_after(actor, person_id)
        record(actor, Role.ADMINISTRATOR, "person.password_link", person, reason=reason)
    return person


def _looked_after(actor: Actor, person_id: int) -> User:
    person = _locked(actor, person_id)
    if person.is_demo:
        raise refuse("demo_account")
    if not may_look_after(actor.grants, present_scopes(person)):
        raise refuse("not_allowed")
    return person


def _locked(actor: Actor, person_id: int) -> User:
    if not visible_people(actor.grants).filter(pk=person_id).exists():
        raise refuse("not_found")
    if actor.user is not None and actor.user.pk == person_id:
        raise refuse("not_oneself")
    return User.objects.select_for_update().get(pk=person_id)


def _end_sessions(person: User) -> None:
    for session in UserSession.objects.filter(user=person):
        session.end()
