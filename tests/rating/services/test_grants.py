"""Giving and ending roles: checks, entries, messages, the last administrator."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from rating.people import administrator_of, grant, make_body, make_centre, make_person, site_administrator
from xingping.core.roles import Role
from xingping.rating.actor import Actor, actor_of
from xingping.rating.errors import RefusedError
from xingping.rating.models import AuditEntry, Message, RoleGrant
from xingping.rating.queries.grants import grants_of
from xingping.rating.services.grants import Terms, end_role, give_role
from xingping.rating.services.invitations import accept_as, invite

pytestmark = pytest.mark.django_db


def refusal(code: str) -> object:
    """Expect a refusal of this code."""
    return pytest.raises(RefusedError, match=f"^{code}:")


def test_a_role_given_is_held_logged_and_told() -> None:
    body, person = make_body(), make_person()
    actor = administrator_of(body)
    given = give_role(actor, person, Terms(role=Role.OFFICER, body=body, region_prefix="5101"), reason="聘任")
    assert [(g.role, g.body_id, g.region_prefix) for g in grants_of(person)] == [
        (Role.OFFICER, body.pk, "5101")
    ]
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.object_id, entry.actor, entry.role, entry.body) == (
        "grant.give",
        str(given.pk),
        actor.user.pk,  # type: ignore[union-attr]
        "administrator",
        body.pk,
    )
    assert Message.objects.get(recipient=person).subject == "您已获得角色：评定机构工作人员"


def test_a_centre_brings_its_body_along() -> None:
    body = make_body()
    given = give_role(
        administrator_of(body), make_person(), Terms(role=Role.APPLICANT, centre=make_centre(body))
    )
    assert given.body == body


def test_a_role_ended_is_no_longer_held_and_cannot_be_ended_again() -> None:
    body, person = make_body(), make_person()
    actor = administrator_of(body)
    given = give_role(actor, person, Terms(role=Role.PANEL, body=body))
    end_role(actor, given.pk, reason="任期届满")
    assert grants_of(person) == ()
    assert list(AuditEntry.objects.order_by("id").values_list("verb", flat=True)) == [
        "grant.give",
        "grant.end",
    ]
    with refusal("role_ended_already"):
        end_role(actor, given.pk, reason="再次")


def test_a_role_that_has_not_begun_can_be_ended() -> None:
    body, person = make_body(), make_person()
    actor = administrator_of(body)
    begins = timezone.now() + timedelta(days=3)
    given = give_role(actor, person, Terms(role=Role.PANEL, body=body, start=begins))
    assert end_role(actor, given.pk, reason="取消").end == begins
    assert grants_of(person, begins) == ()


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        ({"role": Role.APPLICANT}, "role_needs_centre"),
        ({"role": Role.ASSESSOR}, "role_needs_body"),
        ({"role": Role.RECOMMENDER}, "role_needs_region"),
    ],
)
def test_a_role_needs_what_it_is_about(terms: dict[str, Role], code: str) -> None:
    with refusal(code):
        give_role(site_administrator(), make_person(), Terms(**terms))
    assert RoleGrant.objects.filter(role=terms["role"]).count() == 0


def test_the_same_role_is_not_given_twice_at_a_time() -> None:
    actor, person = site_administrator(), make_person()
    give_role(actor, person, Terms(role=Role.AUDITOR))
    with refusal("role_held_already"):
        give_role(actor, person, Terms(role=Role.AUDITOR))
    assert RoleGrant.objects.filter(person=person).count() == 1


def test_dates_must_not_be_turned() -> None:
    now = timezone.now()
    with refusal("role_dates_wrong"):
        give_role(
            site_administrator(),
            make_person(),
            Terms(role=Role.AUDITOR, start=now, end=now - timedelta(days=1)),
        )


def test_another_bodys_roles_are_neither_given_nor_ended() -> None:
    ours, theirs = make_body("甲"), make_body("乙")
    actor, person = administrator_of(ours), make_person()
    with refusal("not_allowed"):
        give_role(actor, person, Terms(role=Role.OFFICER, body=theirs))
    held = grant(person, Role.OFFICER, body=theirs)
    with refusal("not_allowed"):
        end_role(actor, held.pk, reason="越权")
    assert RoleGrant.objects.get(pk=held.pk).end is None
    with refusal("not_found"):
        end_role(actor, 10**9, reason="没有")


def test_visitors_give_nothing() -> None:
    with refusal("not_allowed"):
        give_role(Actor(None, (), "-"), make_person(), Terms(role=Role.AUDITOR))


def test_the_last_administrator_of_the_site_stays() -> None:
    first = site_administrator("first")
    own = RoleGrant.objects.get(person=first.user)
    with refusal("not_oneself"):
        end_role(first, own.pk, reason="自己")
    second = site_administrator("second")
    end_role(second, own.pk, reason="换人")
    assert grants_of(first.user) == ()  # type: ignore[arg-type]
    of_second = RoleGrant.objects.get(person=second.user)
    third = make_person("third")
    grant(third, Role.ADMINISTRATOR)
    end_role(actor_of(third), of_second.pk, reason="换人")
    with refusal("last_administrator"):
        end_role(second, RoleGrant.objects.get(person=third).pk, reason="不剩人")
    assert RoleGrant.objects.get(person=third).end is None


def test_officers_give_no_role_to_themselves() -> None:
    body, person = make_body(), make_person()
    grant(person, Role.OFFICER, body=body)
    terms = Terms(role=Role.ASSESSOR, body=body)
    with refusal("not_oneself"):
        give_role(actor_of(person), person, terms)
    invited = invite(actor_of(person), terms)
    with refusal("not_oneself"):
        accept_as(invited.token, person, address="192.0.2.7")
    accept_as(invited.token, make_person(), address="192.0.2.7")
    assert RoleGrant.objects.filter(role=Role.ASSESSOR).count() == 1
