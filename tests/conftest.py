"""What all tests share: a file database on SQLite, a second pass on PostgreSQL, quick passwords.

Tests of services, queries and races, and any others marked `postgresql`, run on both databases: in the
first pass with all the rest on SQLite, and once more on a PostgreSQL that `tools/test.py` starts.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from django.conf import LazySettings, settings
from django.db.backends.base.operations import BaseDatabaseOperations
from django.utils import translation
from hypothesis import settings as property_settings

# The same examples on every run, and no deadline: a busy machine is no failure.
property_settings.register_profile("xingping", deadline=None, derandomize=True)
property_settings.load_profile("xingping")


TESTS = Path(__file__).parent
BOTH_DATABASES = (TESTS / "rating" / "services", TESTS / "rating" / "queries", TESTS / "faults")


def pytest_configure(config: pytest.Config) -> None:
    """Note which templates are rendered, so that a run of the whole suite names those that never are."""
    from matrix.templates_seen import TemplatesSeen

    config.pluginmanager.register(TemplatesSeen(), "templates seen")


def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    """Mark what runs on both databases."""
    for item in items:
        both = any(item.path.is_relative_to(folder) for folder in BOTH_DATABASES)
        if both and not item.get_closest_marker("sqlite"):
            item.add_marker(pytest.mark.postgresql)


@pytest.fixture(scope="session", autouse=True)
def _emptying_passes_the_triggers() -> Iterator[None]:
    """The one way around the triggers: emptying the database after a test that commits."""
    from xingping.rating.triggers import install, remove

    emptied = BaseDatabaseOperations.execute_sql_flush

    def without_triggers(operations: BaseDatabaseOperations, sql_list: list[str]) -> None:
        remove(operations.connection)
        try:
            emptied(operations, sql_list)
        finally:
            install(operations.connection)

    BaseDatabaseOperations.execute_sql_flush = without_triggers
    yield
    BaseDatabaseOperations.execute_sql_flush = emptied


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


@pytest.fixture(autouse=True)
def _pages_are_chinese() -> None:
    """A request of an earlier test may have left its own language behind in this thread."""
    translation.activate("zh-hans")


@pytest.fixture(scope="session")
def s3_address() -> Iterator[str]:
    """A real S3-compatible server on this machine, with an empty bucket."""
    import boto3
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    boto3.client(
        "s3",
        endpoint_url=endpoint,
        aws_access_key_id="key",
        aws_secret_access_key="secret",
        region_name="us-east-1",
    ).create_bucket(Bucket="evidence")
    yield f"s3://key:secret@evidence/files?endpoint={endpoint}&region=us-east-1"
    server.stop()


@pytest.fixture(autouse=True)
def _nobody_is_held_back() -> None:
    """What this process holds of the rate limits outlives the database rows of an earlier test."""
    from xingping.rating.limits import BUCKETS

    BUCKETS.clear()
