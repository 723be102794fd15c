"""Grants: from when, until when, and that ending one counts at the next request."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from rating.people import grant, make_body, make_person
from xingping.core.roles import Role
from xingping.rating.models import RoleGrant
from xingping.rating.queries.grants import (
    Grant,
    grants_of,
    has_role,
    person_with_grants,
    request_grants,
)

pytestmark = pytest.mark.django_db


def test_a_grant_counts_from_its_start_until_before_its_end() -> None:
    person, now = make_person(), timezone.now()
    given = grant(person, Role.AUDITOR)
    RoleGrant.objects.filter(pk=given.pk).update(start=now, end=now + timedelta(days=1))
    held = Grant(Role.AUDITOR)
    assert grants_of(person, now - timedelta(seconds=1)) == ()
    assert grants_of(person, now) == (held,)
    assert grants_of(person, now + timedelta(days=1, microseconds=-1)) == (held,)
    assert grants_of(person, now + timedelta(days=1)) == ()


def test_a_person_shut_out_has_no_roles() -> None:
    person = make_person()
    grant(person, Role.AUDITOR)
    type(person).objects.update(is_active=False)
    assert grants_of(person) == ()


def test_visitors_have_no_roles() -> None:
    assert grants_of(AnonymousUser()) == ()


def test_grants_are_read_once_a_request_and_anew_at_the_next() -> None:
    person = make_person()
    given = grant(person, Role.AUDITOR)
    request = RequestFactory().get("/")
    request.user = person
    with CaptureQueriesContext(connection) as queries:
        assert request_grants(request) == request_grants(request) == (Grant(Role.AUDITOR),)
    assert len(queries) == 1
    RoleGrant.objects.filter(pk=given.pk).update(end=timezone.now())
    following = RequestFactory().get("/")
    following.user = person
    assert request_grants(following) == ()


def test_a_person_is_read_together_with_the_roles_held_now() -> None:
    person = make_person()
    later = grant(person, Role.ADMINISTRATOR)
    held = [grant(person, Role.AUDITOR), grant(person, Role.SUPERVISOR, region_prefix="51")]
    RoleGrant.objects.filter(pk=later.pk).update(start=timezone.now() + timedelta(days=1))
    request = RequestFactory().get("/")
    with CaptureQueriesContext(connection) as queries:
        found = person_with_grants(person.pk)
        assert found == person
        request.user = found
        assert request_grants(request) == tuple(
            Grant(Role(one.role), None, one.region_prefix) for one in held
        )
    assert len(queries) == 1
    RoleGrant.objects.filter(pk=held[0].pk).update(end=timezone.now())
    assert grants_of(found) == (Grant(Role.SUPERVISOR, None, "51"),)


def test_whoever_has_no_role_is_asked_for_none_again() -> None:
    person = make_person()
    request = RequestFactory().get("/")
    request.user = person_with_grants(person.pk)
    with CaptureQueriesContext(connection) as queries:
        assert request_grants(request) == ()
    assert len(queries) == 0
    assert person_with_grants(person.pk + 1) is None


def test_what_a_grant_covers() -> None:
    held = (Grant(Role.OFFICER, body_id=1, region_prefix="5101"),)
    assert has_role(held, Role.OFFICER, body_id=1, region="510104000000")
    assert not has_role(held, Role.OFFICER, body_id=2, region="510104000000")
    assert not has_role(held, Role.OFFICER, body_id=1, region="510200000000")
    assert not has_role(held, Role.OFFICER, body_id=1)
    assert not has_role(held, Role.PANEL, body_id=1, region="510104000000")


@pytest.mark.parametrize(
    ("role", "scope"),
    [
        (Role.APPLICANT, {}),
        (Role.RECOMMENDER, {}),
        (Role.OFFICER, {}),
        (Role.AUDITOR, {"region_prefix": "5"}),
    ],
)
def test_the_database_refuses_a_role_without_what_it_is_about(role: Role, scope: dict[str, str]) -> None:
    from django.db import IntegrityError

    with pytest.raises(IntegrityError):
        RoleGrant.objects.create(person=make_person(), role=role, **scope)


def test_the_database_refuses_unknown_roles_and_turned_dates() -> None:
    from django.db import IntegrityError, transaction

    person, now = make_person(), timezone.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(person=person, role="king", body=make_body())
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(person=person, role=Role.AUDITOR, start=now, end=now - timedelta(days=1))
