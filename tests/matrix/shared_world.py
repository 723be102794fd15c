"""One world for all tests of a file: making it takes longer than most visits to an address."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from django.db import transaction
from pytest_django import DjangoDbBlocker

from matrix.world import World, make_world


@pytest.fixture(scope="module")
def kept_world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """The world inside a transaction that is never committed."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture
def world(kept_world: World, db: None, settings: LazySettings) -> World:
    """The world as it was made: `db` takes back what each test writes. Nobody needs a second factor."""
    settings.SECOND_FACTOR_ROLES = []
    return kept_world
