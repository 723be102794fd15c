"""Many at once: a link opens one account, a job is done by one worker, two administrators leave one."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
from django.db import connection

from faults.racing import WINDOW, Outcome, race
from rating.people import administrator_of, grant, make_body, make_person
from xingping.core.roles import Role
from xingping.rating.actor import actor_of
from xingping.rating.jobs import registry, runner
from xingping.rating.jobs.run import Run
from xingping.rating.models import Invitation, Job, RoleGrant, User
from xingping.rating.queries.people import site_administrators
from xingping.rating.services import grants, invitations
from xingping.rating.services.grants import Terms, end_role, require_site_administrator
from xingping.rating.services.invitations import NewAccount, accept_as_new, invite
from xingping.rating.services.jobs import start_job

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 4


def accepting(number: int, token: str) -> Callable[[], object]:
    account = NewAccount(username=f"guest{number}", name="访客", password="correct horse battery")
    return lambda: accept_as_new(token, account, address="")


def test_one_link_opens_one_account_however_many_press_at_once() -> None:
    body = make_body()
    token = invite(administrator_of(body), Terms(role=Role.PANEL, body=body)).token
    outcome = race([accepting(number, token) for number in range(AT_ONCE)])
    assert (len(outcome.done), outcome.refused, outcome.broken) == (
        1,
        ["invitation_used"] * (AT_ONCE - 1),
        [],
    )
    assert User.objects.filter(username__startswith="guest").count() == 1
    assert RoleGrant.objects.filter(role=Role.PANEL).count() == 1


def test_without_the_lock_one_link_would_open_several(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: on PostgreSQL the row lock is what protects; SQLite has one writer at a time anyway."""
    meet = threading.Barrier(AT_ONCE)

    def unlocked(**lookup: object) -> Invitation | None:
        found = Invitation.objects.select_related("body", "centre").filter(**lookup).first()
        if connection.vendor == "postgresql":
            meet.wait(timeout=5)
        return found

    monkeypatch.setattr(invitations, "_locked", unlocked)
    body = make_body()
    token = invite(administrator_of(body), Terms(role=Role.PANEL, body=body)).token
    race([accepting(number, token) for number in range(AT_ONCE)])
    opened = User.objects.filter(username__startswith="guest").count()
    assert opened == (AT_ONCE if connection.vendor == "postgresql" else 1)


def test_a_job_is_done_by_one_of_many_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[int] = []

    def work(run: Run) -> registry.JSON:
        done.append(run.job_id)
        return None

    registry.load()
    monkeypatch.setitem(registry._HANDLERS, "work", work)
    job = start_job("work", title="只做一次")
    assert race([lambda: runner.run_job(job.pk)] * AT_ONCE).broken == []
    assert done == [job.pk]
    assert Job.objects.get().attempts == 1


def ending_each_other(monkeypatch: pytest.MonkeyPatch, between: Callable[[], object]) -> Outcome:
    """Two administrators end each other's role; `between` runs before checking and before committing."""

    def slowly() -> None:
        between()
        require_site_administrator()
        between()

    monkeypatch.setattr(grants, "require_site_administrator", slowly)
    first, second = make_person(), make_person()
    of_first, of_second = grant(first, Role.ADMINISTRATOR), grant(second, Role.ADMINISTRATOR)
    actors = actor_of(first), actor_of(second)
    return race(
        [
            lambda: end_role(actors[0], of_second.pk, reason="x"),
            lambda: end_role(actors[1], of_first.pk, reason="x"),
        ]
    )


def test_two_administrators_ending_each_other_leave_one(monkeypatch: pytest.MonkeyPatch) -> None:
    outcome = ending_each_other(monkeypatch, lambda: time.sleep(WINDOW))
    assert (len(outcome.done), outcome.refused, outcome.broken) == (1, ["last_administrator"], [])
    assert site_administrators().count() == 1


def test_without_the_lock_two_administrators_would_leave_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control, as above."""
    meet = threading.Barrier(2)
    together = (lambda: meet.wait(timeout=5)) if connection.vendor == "postgresql" else (lambda: 0)
    monkeypatch.setattr(grants, "hold_administrators", lambda: None)
    ending_each_other(monkeypatch, together)
    assert site_administrators().count() == (0 if connection.vendor == "postgresql" else 1)
