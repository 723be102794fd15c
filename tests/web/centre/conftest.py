"""A case in draft and its applicant's browser; no second factor asked of officers."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.test import Client

from factories import Scene, draft_scene
from web.centre.browsing import browser_of


@pytest.fixture(autouse=True)
def _no_second_factor(settings: LazySettings) -> None:
    settings.SECOND_FACTOR_ROLES = []


@pytest.fixture
def scene() -> Scene:
    """A case in draft."""
    return draft_scene()


@pytest.fixture
def own(scene: Scene) -> Client:
    """The applicant's browser."""
    return browser_of(scene.applicant)
