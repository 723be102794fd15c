"""Invitations: used once, of limited time, worth nothing to whoever reads the database."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from rating.people import administrator_of, make_body, make_centre, make_person, site_administrator
from rating.services.test_grants import refusal
from xingping.core.roles import Role
from xingping.rating.jobs.runner import run_job
from xingping.rating.models import AuditEntry, AuditSecret, Invitation, Job, User
from xingping.rating.queries.grants import Grant, grants_of
from xingping.rating.services.grants import Terms
from xingping.rating.services.invitations import (
    Invited,
    NewAccount,
    accept_as,
    accept_as_new,
    invite,
    invite_first_administrator,
    open_first_administrator,
    open_invitation,
    withdraw,
)

pytestmark = pytest.mark.django_db

NEW = NewAccount(username="张三", name="张三", password="correct horse battery", email="Zhang@example.cn")


def invited_applicant() -> Invited:
    body = make_body()
    return invite(administrator_of(body), Terms(role=Role.APPLICANT, centre=make_centre(body)), name="张三")


def test_an_invitation_opens_an_account_with_its_role() -> None:
    invited = invited_applicant()
    person = accept_as_new(invited.token, NEW, address="192.0.2.7")
    assert (person.username, person.email, person.check_password(NEW.password)) == (
        "张三",
        "zhang@example.cn",
        True,
    )
    invitation = invited.invitation
    assert grants_of(person) == (Grant(Role.APPLICANT, invitation.body_id, "", invitation.centre_id),)
    verbs = ["invitation.send", "person.open", "invitation.accept", "grant.give"]
    assert list(AuditEntry.objects.order_by("id").values_list("verb", flat=True)) == verbs


def test_names_and_addresses_enter_the_log_as_commitments_only() -> None:
    invited = invited_applicant()
    accept_as_new(invited.token, NEW, address="192.0.2.7")
    logged = str(list(AuditEntry.objects.values_list("detail", flat=True)))
    assert not [value for value in ("张三", "zhang@example.cn", "192.0.2.7") if value in logged]


def test_a_link_works_once() -> None:
    invited = invited_applicant()
    accept_as_new(invited.token, NEW, address="")
    with refusal("invitation_used"):
        accept_as(invited.token, make_person(), address="")
    with refusal("invitation_used"):
        open_invitation(invited.token)


def test_the_token_has_128_bits_and_is_not_kept() -> None:
    invited = invited_applicant()
    assert len(invited.token) == 22
    kept = str(Invitation.objects.values().get()) + str(list(AuditEntry.objects.values()))
    assert invited.token not in kept + str(list(AuditSecret.objects.values()))


def test_a_link_runs_out() -> None:
    invited = invited_applicant()
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with refusal("invitation_expired"):
        accept_as_new(invited.token, NEW, address="")
    assert not User.objects.filter(username="张三").exists()


def test_a_withdrawn_link_is_worth_nothing() -> None:
    body = make_body()
    actor = administrator_of(body)
    invited = invite(actor, Terms(role=Role.PANEL, body=body))
    with refusal("not_allowed"):
        withdraw(administrator_of(make_body()), invited.invitation.pk)
    withdraw(actor, invited.invitation.pk)
    with refusal("invitation_withdrawn"):
        accept_as(invited.token, make_person(), address="")
    with refusal("invitation_withdrawn"):
        withdraw(actor, invited.invitation.pk)
    with refusal("not_found"):
        withdraw(actor, 10**9)


@pytest.mark.parametrize("token", ["", "x", "A" * 22, "\x00", "../admin"])
def test_unknown_links_are_refused(token: str) -> None:
    with refusal("invitation_unknown"):
        open_invitation(token)


def test_an_account_there_already_gets_the_role_added() -> None:
    person, invited = make_person(), invited_applicant()
    accept_as(invited.token, person, address="")
    assert [held.role for held in grants_of(person)] == [Role.APPLICANT]


@pytest.mark.parametrize(
    ("there", "code"),
    [
        ({"username": "张三"}, "username_taken"),
        ({"username": "other", "email": "ZHANG@example.cn"}, "email_taken"),
    ],
)
def test_names_and_addresses_are_unique_whatever_their_case(there: dict[str, str], code: str) -> None:
    User.objects.create_user(**there)
    invited = invited_applicant()
    with refusal(code):
        accept_as_new(invited.token, NEW, address="")
    assert open_invitation(invited.token) == invited.invitation


def test_nobody_invites_beyond_their_own() -> None:
    with refusal("not_allowed"):
        invite(administrator_of(make_body()), Terms(role=Role.OFFICER, body=make_body()))
    assert Invitation.objects.count() == 0


def test_the_link_goes_out_by_mail_and_leaves_no_trace() -> None:
    body = make_body()
    invited = invite(
        administrator_of(body), Terms(role=Role.PANEL, body=body), name="李四", email="li@example.cn"
    )
    job = Job.objects.get(kind="invitation mail")
    assert invited.token not in str(job.arguments)
    run_job(job.pk)
    assert [(m.to, invited.link in m.body) for m in mail.outbox] == [(["li@example.cn"], True)]
    job.refresh_from_db()
    assert (job.state, job.arguments) == ("done", {"invitation": invited.invitation.pk})


def test_a_withdrawn_invitation_is_not_mailed() -> None:
    body = make_body()
    actor = administrator_of(body)
    invited = invite(actor, Terms(role=Role.PANEL, body=body), email="li@example.cn")
    withdraw(actor, invited.invitation.pk)
    run_job(Job.objects.get(kind="invitation mail").pk)
    assert mail.outbox == []


def test_the_first_administrator_comes_by_a_link_that_is_fresh_each_time() -> None:
    first, second = invite_first_administrator(), invite_first_administrator()
    assert first is not None
    assert second is not None
    with refusal("invitation_withdrawn"):
        open_invitation(first.token)
    person = accept_as_new(second.token, NEW, address="")
    assert grants_of(person) == (Grant(Role.ADMINISTRATOR),)
    assert invite_first_administrator() is None


def test_an_administrator_from_the_command_line() -> None:
    person = open_first_administrator(NEW)
    assert grants_of(person) == (Grant(Role.ADMINISTRATOR),)
    with refusal("username_taken"):
        open_first_administrator(NEW)


def test_sites_administrator_invites_anybody() -> None:
    assert invite(site_administrator(), Terms(role=Role.AUDITOR)).invitation.role == Role.AUDITOR
