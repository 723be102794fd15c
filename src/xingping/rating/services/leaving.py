"""A person has the own account erased (个人信息保护法 47): what identifies goes, the record of acts stays.

The row stays as a number, so that the log goes on naming who acted; names, addresses and sign-in data go,
and so do the values and salts beside the log's entries about the account. No hash changes.
"""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.db import transaction
from django.utils import timezone

from xingping.core.faults import Fault
from xingping.core.roles import Role
from xingping.rating.actor import Actor
from xingping.rating.errors import refuse
from xingping.rating.models import ApiToken, AuditSecret, Invitation, Message, RoleGrant, User
from xingping.rating.queries.duties import running_duties
from xingping.rating.queries.grants import active
from xingping.rating.queries.people import site_administrators
from xingping.rating.services.audit import Told, record, record_all
from xingping.rating.services.grants import hold_administrators, require_site_administrator

ERASED_NAME = "已注销"
REASON = "本人注销账号"


def erase_own_account(actor: Actor) -> None:
    """Erase the own account at once and for good; roles end, all devices are signed out.

    Raises RefusedError: not_allowed, demo_account, duties_running with what runs, last_administrator.
    """
    with transaction.atomic():
        hold_administrators()
        person = User.objects.select_for_update().get(pk=actor.person.pk)
        if person.is_demo:
            raise refuse("demo_account")
        duties = running_duties(person)
        if duties:
            faults = [Fault(f"{one.kind} {one.which}", "还没有办完", one.mend) for one in duties]
            raise refuse("duties_running", faults)
        administers = site_administrators().filter(person=person).exists()
        _end_roles(actor, person)
        if administers:
            require_site_administrator()
        _erase_sign_in(person)
        _erase_identity(person)
        record(actor, Role.PUBLIC, "person.erase", person)


def _end_roles(actor: Actor, person: User) -> None:
    now = timezone.now()
    held = list(RoleGrant.objects.select_for_update(of=("self",)).filter(active(), person=person))
    for grant in held:
        grant.end, grant.ended_by = now, person
        grant.save(update_fields=["end", "ended_by"])
    told = [Told("grant.end", grant, {"end": None}, {"end": now}, REASON) for grant in held]
    if told:
        record_all(actor, Role.PUBLIC, told)


def _erase_sign_in(person: User) -> None:
    for session in UserSession.objects.filter(user=person):
        session.end()
    ApiToken.objects.filter(person=person).delete()
    for model in (Authenticator, SocialAccount, EmailAddress):
        model.objects.filter(user=person).delete()
    for log in (AccessAttempt, AccessFailureLog, AccessLog):
        log.objects.filter(username=person.username).delete()


def _erase_identity(person: User) -> None:
    invitations = Invitation.objects.filter(accepted_by=person)
    told = [("user", [str(person.pk)]), ("invitation", [str(one.pk) for one in invitations])]
    for kind, keys in told:
        AuditSecret.objects.filter(entry__object_type=kind, entry__object_id__in=keys).delete()
    invitations.update(name="", email="")
    Message.objects.filter(recipient=person).delete()
    person.username = f"erased-{person.pk}"
    person.name, person.email, person.phone = ERASED_NAME, "", ""
    person.is_active, person.last_login, person.erased_at = False, None, timezone.now()
    person.set_unusable_password()
    person.save()
