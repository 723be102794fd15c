"""A repeated request does its work once."""

import pytest

from factories import BodyFactory, PersonFactory
from refusals import refused
from xingping.rating.actor import SYSTEM, actor_of
from xingping.rating.errors import refuse
from xingping.rating.models import IdempotencyKey, RatingBody
from xingping.rating.services.idempotency import once

pytestmark = pytest.mark.django_db


def make() -> RatingBody:
    body: RatingBody = BodyFactory()
    return body


def test_the_same_key_answers_the_same_object() -> None:
    actor = actor_of(PersonFactory())
    first = once(actor, "k", "make", {"a": 1}, RatingBody, make)
    assert once(actor, "k", "make", {"a": 1}, RatingBody, make) == first
    assert RatingBody.objects.count() == 1


def test_a_key_is_ones_own() -> None:
    for _ in range(2):
        once(actor_of(PersonFactory()), "k", "make", {}, RatingBody, make)
    assert RatingBody.objects.count() == 2


@pytest.mark.parametrize(("operation", "request_"), [("make", {"a": 2}), ("other", {"a": 1})])
def test_a_key_is_not_used_for_something_else(operation: str, request_: dict[str, int]) -> None:
    actor = actor_of(PersonFactory())
    once(actor, "k", "make", {"a": 1}, RatingBody, make)
    with refused("key_reused"):
        once(actor, "k", operation, request_, RatingBody, make)


def test_a_refused_request_leaves_its_key_free() -> None:
    actor = actor_of(PersonFactory())

    def fail() -> RatingBody:
        raise refuse("invalid")

    with refused("invalid"):
        once(actor, "k", "make", {}, RatingBody, fail)
    assert not IdempotencyKey.objects.exists()
    once(actor, "k", "make", {}, RatingBody, make)


def test_without_a_key_it_is_simply_done() -> None:
    for _ in range(2):
        once(SYSTEM, "", "make", {}, RatingBody, make)
    assert RatingBody.objects.count() == 2
