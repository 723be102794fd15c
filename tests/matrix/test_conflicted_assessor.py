"""An assessor in conflict, assigned to nothing there, finds no trace of the case: page, search, count,
export, API, file, message or e-mail."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client

from factories import REGION
from matrix.addresses import patterns
from matrix.test_canaries import NEVER, Canaries, crawled, prepared, reconciling_now, text, told, world
from matrix.world import World
from reviewing import Review, make_assessor
from xingping.rating.actor import Actor
from xingping.rating.jobs.runner import run_job
from xingping.rating.models import Case, Centre, ConflictKind, Job, Message
from xingping.rating.queries.conflicts import conflicts_of
from xingping.rating.services.conflicts import record_tie

pytestmark = pytest.mark.django_db
NAME = "金丝雀社区服务中心"
ASKING = (
    "/centres/?q={}", "/assessor/?q={}", "/inbox/?q={}", "/office/?q={}", "/office/?q={}&export=csv",
    "/office/assessors/?q={}", "/api/v1/cases?q={}", "/api/v1/cases/{}", "/api/v1/cases/{}/sheet",
    "/api/v1/field/cases", "/scenarios/?q={}", "/open-data/", "/notice/?q={}",
)  # fmt: skip
"""Where somebody would look for it."""
__all__ = ["world"]


def conflicted(review: Review) -> list[Actor]:
    """An assessor of the same county, and one whom the officer wrote down as the centre's adviser."""
    Centre.objects.filter(pk=review.scene.case.centre_id).update(name=NAME, name_key=NAME)
    county = f"{REGION[:6]}000000"
    neighbour, beside = make_assessor(review.officer, review.scene.body, 3, region=county)
    adviser, entered = make_assessor(review.officer, review.scene.body, 4)
    centre = review.fresh().centre
    record_tie(review.officer, entered.pk, centre, "去年任顾问", kind=ConflictKind.ADVISER)
    assert all(conflicts_of(review.fresh(), one) for one in (beside, entered))
    return [neighbour, adviser]


def _own(said: str, case: Case) -> str:
    """An answer without the address that was asked for, which pages repeat (signing in, another language)."""
    return re.sub(rf"[\w/%.-]*(?:/|%2F)cases(?:/|%2F){case.number}", "", said)


def traces(made: Canaries, actor: Actor) -> list[str]:
    """Addresses, questions and letters that tell this person of the case or of its centre."""
    case = made.review.fresh()
    found = [
        route
        for route, said in crawled(made, actor, NEVER)
        if NAME in said or case.number in _own(said, case)
    ]
    client = Client(raise_request_exception=False)
    client.force_login(actor.person)
    for asking in ASKING:
        for words in (case.number, NAME):
            said = text(client.get(asking.format(words))).replace(f'value="{words}"', "")
            if (NAME if words == case.number else case.number) in said:
                found.append(asking)
    found += [one.subject for one in Message.objects.filter(recipient=actor.person)]
    found += [one.subject for one in mail.outbox if actor.person.email in one.to]
    return found


@pytest.mark.parametrize("led", [reconciling_now, told])
def test_a_case_in_conflict_leaves_no_trace(world: World, led: object) -> None:
    review: Review = led()  # type: ignore[operator]
    people = conflicted(review)
    for actor in people:
        actor.person.email = f"{actor.person.username}@mail.example"
        actor.person.save(update_fields=["email"])
    made = prepared(world, review)
    for job in Job.objects.filter(kind="mail"):
        run_job(job.pk)
    own = "assessor/conflicts/"  # what somebody wrote about the person stands on the person's own page
    assert [[one for one in traces(made, actor) if one != own] for actor in people] == [[], []]
    assert own in {route for route, _ in patterns()}
