"""Invitations: single-use links that open an account, or add a role to one."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from xingping.core.roles import Role
from xingping.rating.actor import SYSTEM, Actor, actor_of
from xingping.rating.errors import refuse
from xingping.rating.granting import administers, may_give
from xingping.rating.models import Invitation, RoleGrant, User
from xingping.rating.queries.people import open_invitations, scope_of, site_administrators
from xingping.rating.secrets import encrypt
from xingping.rating.services.audit import record
from xingping.rating.services.grants import Terms, add_grant, check_scope, described, giver_role
from xingping.rating.services.jobs import start_job

TOKEN_BYTES = 16
VALID_FOR = timedelta(days=14)
FIRST_VALID_FOR = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Invited:
    """A new invitation, and its link: the only time that the link is known."""

    invitation: Invitation
    token: str

    @property
    def path(self) -> str:
        """The link's path on the site."""
        return f"/account/invitation/{self.token}/"

    @property
    def link(self) -> str:
        """The full address to send."""
        return f"{settings.SITE_URL}{self.path}"


def invite(
    actor: Actor,
    terms: Terms,
    *,
    name: str = "",
    email: str = "",
    reason: str = "",
    valid_for: timedelta = VALID_FOR,
) -> Invited:
    """Invite somebody to a role; the link goes out by e-mail where an address is given.

    The role begins when the invitation is accepted. Raises RefusedError: not_allowed, role_needs_*.
    """
    token = secrets.token_urlsafe(TOKEN_BYTES)
    invitation = Invitation(
        **terms.scope_fields(),
        token_hash=_hash(token),
        name=name,
        email=email.lower(),
        grant_end=terms.end,
        reason=reason,
        invited_by=actor.user,
        expires_at=timezone.now() + valid_for,
    )
    check_scope(invitation)
    if actor is not SYSTEM and not may_give(actor.grants, scope_of(invitation)):
        raise refuse("not_allowed")
    invited = Invited(invitation, token)
    with transaction.atomic():
        invitation.save()
        after = {**described(invitation), "person_name": name, "email": invitation.email}
        record(actor, giver_role(actor), "invitation.send", invitation, after=after, reason=reason)
        if email:
            _post(invited)
    return invited


def withdraw(actor: Actor, invitation_id: int) -> None:
    """Make an invitation's link worthless.

    Raises RefusedError: not_found, not_allowed, invitation_used, invitation_withdrawn.
    """
    with transaction.atomic():
        invitation = _locked(pk=invitation_id)
        if invitation is None:
            raise refuse("not_found")
        if not may_give(actor.grants, scope_of(invitation)):
            raise refuse("not_allowed")
        _require_unused(invitation)
        _withdraw(actor, invitation)


def open_invitation(token: str) -> Invitation:
    """The invitation behind a link that can be accepted now.

    Raises RefusedError: invitation_unknown, invitation_used, invitation_withdrawn, invitation_expired.
    """
    return _require_open(
        Invitation.objects.select_related("body", "centre").filter(token_hash=_hash(token)).first()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """What somebody chooses when opening an account; the password's rules are checked before."""

    username: str
    name: str
    password: str
    email: str = ""
    phone: str = ""


def accept_as_new(token: str, account: NewAccount, *, address: str) -> User:
    """Open an account with the invitation's role, and use the link up.

    Raises RefusedError: invitation_*, username_taken, email_taken.
    """
    with transaction.atomic():
        invitation = _require_open(_locked(token_hash=_hash(token)))
        person = open_account(account)
        actor = Actor(person, (), address)
        after = {
            "username": person.username,
            "person_name": person.name,
            "email": person.email,
            "phone": person.phone,
        }
        record(actor, Role.PUBLIC, "person.open", person, after=after)
        _accept(actor, invitation, person)
    return person


def open_account(account: NewAccount) -> User:
    """Write an account; the caller records it. Raises RefusedError: username_taken, email_taken."""
    if User.objects.filter(username__iexact=account.username).exists():
        raise refuse("username_taken", username=account.username)
    if account.email and User.objects.filter(email__iexact=account.email).exists():
        raise refuse("email_taken", email=account.email)
    person = User(
        username=account.username, name=account.name, email=account.email.lower(), phone=account.phone
    )
    person.set_password(account.password)
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError as error:  # somebody was quicker
        raise refuse("username_taken", username=account.username) from error
    return person


def accept_as(token: str, person: User, *, address: str) -> None:
    """Add the invitation's role to an account that is there, and use the link up.

    Raises RefusedError: invitation_*, role_held_already, not_oneself where an officer sent it.
    """
    with transaction.atomic():
        invitation = _require_open(_locked(token_hash=_hash(token)))
        User.objects.select_for_update().get(pk=person.pk)
        _accept(Actor(person, (), address), invitation, person)


def open_first_administrator(account: NewAccount) -> User:
    """An account that administers the whole site, for the command line of whoever runs the server.

    Raises RefusedError: username_taken, email_taken.
    """
    with transaction.atomic():
        person = open_account(account)
        record(SYSTEM, Role.SYSTEM, "person.open", person, after={"username": person.username})
        role = Terms(role=Role.ADMINISTRATOR).scope_fields()
        add_grant(SYSTEM, RoleGrant(person=person, **role, start=timezone.now(), reason="命令行创建"))
    return person


def invite_first_administrator() -> Invited | None:
    """A fresh one-time link for the site's first administrator; None where there is one already.

    Earlier such links lose their worth.
    """
    with transaction.atomic():
        if site_administrators().exists():
            return None
        for earlier in Invitation.objects.select_for_update().filter(open_invitations(), invited_by=None):
            _withdraw(SYSTEM, earlier)
        return invite(SYSTEM, Terms(role=Role.ADMINISTRATOR), reason="首次启动", valid_for=FIRST_VALID_FOR)


def _accept(actor: Actor, invitation: Invitation, person: User) -> None:
    if invitation.invited_by_id == person.pk and not administers(actor_of(person).grants):
        raise refuse("not_oneself")
    invitation.accepted_at, invitation.accepted_by = timezone.now(), person
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    record(actor, Role.PUBLIC, "invitation.accept", invitation)
    grant = RoleGrant(
        person=person,
        role=invitation.role,
        body=invitation.body,
        region_prefix=invitation.region_prefix,
        centre=invitation.centre,
        start=timezone.now(),
        end=invitation.grant_end,
        granted_by=invitation.invited_by,
        reason=invitation.reason,
    )
    add_grant(actor, grant)


def _withdraw(actor: Actor, invitation: Invitation) -> None:
    invitation.withdrawn_at = timezone.now()
    invitation.save(update_fields=["withdrawn_at"])
    record(actor, giver_role(actor), "invitation.withdraw", invitation)


def _locked(**lookup: object) -> Invitation | None:
    rows = Invitation.objects.select_for_update(of=("self",)).select_related("body", "centre")
    return rows.filter(**lookup).first()


def _require_unused(invitation: Invitation) -> None:
    if invitation.accepted_at:
        raise refuse("invitation_used")
    if invitation.withdrawn_at:
        raise refuse("invitation_withdrawn")


def _require_open(invitation: Invitation | None) -> Invitation:
    if invitation is None:
        raise refuse("invitation_unknown")
    _require_unused(invitation)
    if invitation.expires_at <= timezone.now():
        raise refuse("invitation_expired")
    return invitation


def _post(invited: Invited) -> None:
    """E-mail the link by a job; the job's arguments hold the token encrypted, and only until it is done."""
    invitation = invited.invitation
    start_job(
        "invitation mail",
        title="发送邀请邮件",
        arguments={"invitation": invitation.pk, "link": encrypt(invited.link)},
        key=f"invitation:{invitation.pk}",
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
