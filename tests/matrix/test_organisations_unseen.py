"""No page, file, answer or message that the centre or the public reads names an organisation that was asked.

The organisation's name, address and words are found nowhere else. Whoever decides on the case reads them.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from django.test import Client

from matrix.addresses import filled, patterns
from matrix.test_canaries import text
from matrix.voice import MAIL, ORGANISATION, SAID, heard_from
from matrix.world import World, make_world
from xingping.rating.models import Message, User

WORDS = (ORGANISATION, MAIL, SAID)
UNINFORMED = ("applicant", "street", "stakeholder", "visitor")
SLOW = ("account/", "national", "scenarios/", "regions/", "standard", "self-check", "static/")
"""Addresses that know nothing of a single case."""


@pytest.fixture
def world(db: None, settings: LazySettings) -> World:
    settings.SECOND_FACTOR_ROLES = []
    made = make_world()
    made.values["opinion_id"] = heard_from(made.scene).pk
    return made


def read(world: World, name: str, beginning: str = "") -> Iterator[tuple[str, str]]:
    client = Client(raise_request_exception=False)
    person = world.people.get(name) or world.people[f"stranger: {name}"]
    if isinstance(person, User):
        client.force_login(person)
        for message in Message.objects.filter(recipient=person):
            yield "inbox/", f"{message.subject}{message.body}{message.link}"
    for route, one in patterns():
        if beginning in route and not route.startswith(SLOW):
            yield route, text(client.get(filled(route, one, world.values)))


def test_the_uninformed_read_no_organisation(world: World) -> None:
    found, seen = [], 0
    for name in UNINFORMED:
        for route, said in read(world, name):
            seen += 1
            found += [f"{name} {route}: {word}" for word in WORDS if word in said]
    assert found == []
    assert seen > 400
    told = "".join(said for _, said in read(world, "officer", "opinions"))  # so that the above can fail
    assert [word for word in WORDS if word not in told] == []
