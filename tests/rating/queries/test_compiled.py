"""Compiled queries answer as their queryset does, whatever the values, and write their statement once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from rating.people import grant, make_person
from xingping.core.roles import Role
from xingping.rating.models import RoleGrant, User
from xingping.rating.queries.compiled import Compiled

pytestmark = pytest.mark.django_db

LATE = datetime(9999, 1, 1, tzinfo=UTC)


def named(name: str) -> QuerySet[User]:
    return User.objects.filter(username=name)


def begun(moment: datetime, person: int) -> QuerySet[RoleGrant]:
    return RoleGrant.objects.filter(start__lte=moment, person=person, person__is_active=True).order_by("id")


def test_the_answer_is_that_of_the_queryset_for_each_value() -> None:
    people = [make_person(), make_person()]
    find = Compiled(User, named, ("a name",))
    for person in people:
        (found,) = find(person.username)
        assert found == person
        assert found.date_joined == person.date_joined
        assert found.is_active is True
    assert find("nobody'; --") == []


def test_the_statement_is_written_once() -> None:
    asked: list[str] = []

    def counted(name: str) -> QuerySet[User]:
        asked.append(name)
        return named(name)

    find = Compiled(User, counted, ("a name",))
    assert asked == []
    with CaptureQueriesContext(connection) as queries:
        find("one")
        find("two")
    assert asked == ["a name"]
    assert len(queries) == 2


def test_moments_and_numbers_stand_where_their_samples_do() -> None:
    person = make_person()
    first, second = grant(person, Role.AUDITOR), grant(person, Role.ADMINISTRATOR)
    now = timezone.now()
    RoleGrant.objects.filter(pk=second.pk).update(start=now + timedelta(days=1))
    find = Compiled(RoleGrant, begun, (LATE, 2**30))
    assert find(now, person.pk) == [first]
    assert find(now + timedelta(days=1), person.pk) == [first, second]
    assert find(now + timedelta(days=1), person.pk + 1) == []


def test_columns_become_fields_or_attributes() -> None:
    person = make_person()
    grant(person, Role.AUDITOR)

    def roles(key: int) -> QuerySet[RoleGrant, dict[str, object]]:
        return RoleGrant.objects.filter(person=key).values("role", "person_id", "person__username")

    find = Compiled(User, roles, (2**30,), {"person_id": "id", "person__username": "username"})
    (found,) = find(person.pk)
    assert found == person
    assert vars(found)["username"] == person.username
    assert vars(found)["role"] == "auditor"


def test_columns_left_out_are_read_when_asked_for() -> None:
    person = make_person()
    find = Compiled(User, lambda name: named(name).only("username"), ("a name",))
    (found,) = find(person.username)
    assert found.get_deferred_fields() > {"email"}
    assert found.email == person.email


@pytest.mark.parametrize("samples", [("a name", "another"), (7,)])
def test_a_sample_that_is_not_in_the_statement_is_a_mistake(samples: tuple[object, ...]) -> None:
    find = Compiled(User, lambda *values: named("fixed"), samples)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="sample"):
        find(*samples)  # type: ignore[arg-type]
