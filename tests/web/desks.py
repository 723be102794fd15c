"""What tests of officers' and recommending units' pages share: clients, scenes, many cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from factories import CentreFactory, Scene, complete, draft_scene
from xingping.rating.actor import Actor
from xingping.rating.models import Case, SelfAssessment
from xingping.rating.services.submitting import submit


def client_of(actor: Actor) -> Client:
    """A browser signed in as somebody."""
    client = Client()
    client.force_login(actor.person)
    return client


def chain_scene(*levels: str, **policy: Any) -> Scene:
    """A submitted case of a round with these levels of recommendation."""
    scene = draft_scene(chain=list(levels or ("street", "county")), **policy)
    complete(scene)
    submit(scene.applicant, scene.case.pk)
    return scene


def copies(case: Case, count: int) -> list[Case]:
    """More cases like one, each of a centre of its own."""
    return [_copy(case, number) for number in range(count)]


def _copy(case: Case, number: int) -> Case:
    sheet = SelfAssessment.objects.get(case=case)
    centre = CentreFactory(body=case.body, region=case.region, name=f"演示中心 {number}")
    copied = Case.objects.get(pk=case.pk)
    copied.pk, copied.number, copied.centre = None, f"{case.number}-{number}", centre
    copied.save()
    sheet.pk, sheet.case = None, copied
    sheet.save()
    return copied


@dataclass
class Answer:
    """A response's status, its text, and how many queries it took."""

    status: int
    text: str
    queries: int


def ask(client: Client, address: str) -> Answer:
    """Get a page, counting its queries."""
    with CaptureQueriesContext(
        connection,
    ) as captured:
        response = client.get(address)
    return Answer(response.status_code, response.content.decode(), len(captured))
