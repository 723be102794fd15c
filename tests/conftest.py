"""What all tests share: a file database on SQLite, and passwords that hash quickly."""

from __future__ import annotations

import os
import tempfile

import pytest
from django.conf import LazySettings, settings
from hypothesis import settings as property_settings

# The same examples on every run, and no deadline: a busy machine is no failure.
property_settings.register_profile("xingping", deadline=None, derandomize=True)
property_settings.load_profile("xingping")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Keep the SQLite test database in a file: threads and other processes must see it."""
    database = settings.DATABASES["default"]
    if database["ENGINE"] == "django.db.backends.sqlite3":
        folder = tempfile.mkdtemp(prefix="xingping-test-")
        worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
        database["TEST"] = {**database.get("TEST", {}), "NAME": f"{folder}/{worker}.sqlite3"}


@pytest.fixture(autouse=True)
def _quick_passwords(settings: LazySettings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
