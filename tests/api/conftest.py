"""A case in draft, and ways to ask the API as somebody."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.test import Client

from api.asking import Asker
from factories import Scene, draft_scene
from stories.applicants import photo


@pytest.fixture(autouse=True)
def _no_second_factor(settings: LazySettings) -> None:
    settings.SECOND_FACTOR_ROLES = []


@pytest.fixture
def scene() -> Scene:
    """A case in draft."""
    return draft_scene()


@pytest.fixture
def own(scene: Scene) -> Asker:
    """The applicant."""
    client = Client()
    client.force_login(scene.applicant.person)
    return Asker(client)


@pytest.fixture
def picture() -> bytes:
    """A small JPEG."""
    return photo(size=(64, 48))
