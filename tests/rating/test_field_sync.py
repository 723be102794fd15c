"""Offline sync against the model of `field_model`: 2,000 sequences on the rules, some on the service."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from field_model import ACTIONS, Node, Step, divergences, random_steps
from field_servers import RulesInMemory, Service
from reviewing import in_review
from xingping.rating.services.saving import Edit, SaveAnswer

EXAMPLES = 2_000
ON_THE_SERVICE = 25
STEPS = some.lists(
    some.tuples(some.sampled_from(ACTIONS), some.integers(0, 1), some.integers(0, 2), some.integers(0, 59)),
    min_size=1,
    max_size=24,
)


@pytest.fixture(scope="module")
def node() -> Iterator[Node]:
    """The phone's code, in one process for all sequences."""
    started = Node()
    yield started
    started.close()


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_no_sequence_loses_or_overwrites_anything(node: Node, steps: list[Step]) -> None:
    assert divergences(RulesInMemory, steps, node) == []


@pytest.mark.django_db
def test_the_service_follows_the_same_rules(node: Node) -> None:
    review = in_review()
    chance = Random("现场")
    for _ in range(ON_THE_SERVICE):
        steps = random_steps(chance)
        with transaction.atomic():
            found = divergences(lambda: Service(review), steps, node)
            transaction.set_rollback(True)
        assert found == [], steps


class LastOneWins(RulesInMemory):
    """A server that does not compare what the person had seen: the control."""

    def save(self, device: str, sequence: int, fields: dict[str, Edit]) -> SaveAnswer:
        """Whatever comes is written."""
        content = self.content()
        present = {
            name: Edit(content[name.split(".")[0]].get(name.split(".")[1]), one.value)
            for name, one in fields.items()
        }
        return super().save(device, sequence, present)


class OutOfOrder(RulesInMemory):
    """A server that takes saves in any order: the other control."""

    def save(self, device: str, sequence: int, fields: dict[str, Edit]) -> SaveAnswer:
        """The sequence is forgotten at once."""
        self.sheet.devices.clear()
        return super().save(device, sequence, fields)


def test_the_model_notices_a_server_that_overwrites(node: Node) -> None:
    chance = Random("对照")
    assert any(divergences(LastOneWins, random_steps(chance), node) for _ in range(400))


def test_the_model_notices_a_server_that_takes_an_old_save_after_a_newer_one(node: Node) -> None:
    """200 is typed and sent, taken back and sent; the first save comes last."""
    steps: list[Step] = [
        *(("edit", 0, 0, 2), ("send", 0, 0, 0), ("lose", 0, 0, 0)),
        *(("edit", 0, 0, 0), ("send", 0, 0, 0), ("deliver", 0, 0, 1)),
    ]
    assert divergences(RulesInMemory, steps, node) == []
    assert divergences(OutOfOrder, steps, node) != []
