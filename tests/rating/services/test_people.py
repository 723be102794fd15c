"""Looking after accounts: who may do what to whom."""

from __future__ import annotations

import pytest

from rating.people import administrator_of, grant, make_body, make_person, site_administrator
from rating.services.test_grants import refusal
from xingping.core.roles import Role
from xingping.rating.actor import Actor, actor_of
from xingping.rating.models import AuditEntry
from xingping.rating.services.people import (
    allow_new_password,
    change_details,
    remove_second_factor,
    set_active,
)

pytestmark = pytest.mark.django_db


def test_visitors_change_nobodys_details() -> None:
    with refusal("not_allowed"):
        change_details(Actor(None, (), "-"), name="x", email="", phone="")


def test_details_that_stay_the_same_leave_no_entry() -> None:
    person = make_person("li", email="li@example.cn")
    change_details(actor_of(person), name=person.name, email="LI@example.cn", phone="")
    assert AuditEntry.objects.count() == 0
    with refusal("email_taken"):
        change_details(actor_of(make_person()), name="x", email="Li@example.cn", phone="")


def test_only_who_is_in_sight_is_looked_after() -> None:
    body = make_body()
    actor, stranger = administrator_of(body), make_person()
    for act in (allow_new_password, remove_second_factor):
        with refusal("not_found"):
            act(actor, stranger.pk, reason="x")
    grant(stranger, Role.OFFICER, body=body)
    assert allow_new_password(actor, stranger.pk, reason="电话核实") == stranger
    grant(stranger, Role.OFFICER, body=make_body())
    with refusal("not_allowed"):
        allow_new_password(actor, stranger.pk, reason="还有别处的角色")


def test_demo_accounts_are_not_opened_with_passwords() -> None:
    demo = make_person(demo=True)
    with refusal("demo_account"):
        allow_new_password(site_administrator(), demo.pk, reason="x")


def test_shutting_out_is_the_sites_and_not_for_oneself() -> None:
    body = make_body()
    with refusal("not_allowed"):
        set_active(administrator_of(body), make_person().pk, active=False, reason="x")
    root = site_administrator()
    assert root.user is not None
    with refusal("not_oneself"):
        set_active(root, root.user.pk, active=False, reason="x")
    with refusal("not_found"):
        set_active(root, 10**9, active=False, reason="x")
