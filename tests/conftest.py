"""What all tests share: a file database on SQLite, a second pass on PostgreSQL, quick passwords.

Tests of services, queries and races, and any others marked `postgresql`, run on both databases: in the
first pass with all the rest on SQLite, and once more on a PostgreSQL that `tools/test.py` starts.
"""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from django.conf import LazySettings, settings
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
        if _runs_on_both(item.path) and not item.get_closest_marker("sqlite"):
            item.add_marker(pytest.mark.postgresql)


def _runs_on_both(path: Path) -> bool:
    return any(path.is_relative_to(folder) for folder in BOTH_DATABASES)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """The pass on PostgreSQL does not even read files that mark nothing for it: their imports take long."""
    is_test = collection_path.name.startswith("test_")
    if config.option.markexpr != "postgresql" or not is_test or _runs_on_both(collection_path):
        return None
    return None if "postgresql" in collection_path.read_text("utf-8") else True


def pytest_collection_finish() -> None:
    """What is imported by now stays: do not look for garbage in it again and again.

    The modules of the whole suite are a million objects; going through them again was a fifth of the time of
    tests that visit pages.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(1_000, 10, 100)


def pytest_unconfigure() -> None:
    """Libraries count at the end what they left behind."""
    gc.unfreeze()


@pytest.fixture(scope="session", autouse=True)
def _emptied_after_tests_that_commit() -> Iterator[None]:
    from emptying import emptied_after_tests

    with emptied_after_tests():
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Keep the SQLite test database in a file: threads and other processes must see it.

    It need not survive a power cut, so nothing waits for the disk.
    """
    database = settings.DATABASES["default"]
    if database["ENGINE"] == "django.db.backends.sqlite3":
        folder = tempfile.mkdtemp(prefix="xingping-test-")
        worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
        database["TEST"] = {**database.get("TEST", {}), "NAME": f"{folder}/{worker}.sqlite3"}
        set_up = database["OPTIONS"]["init_command"]
        assert "synchronous=FULL" in set_up
        database["OPTIONS"]["init_command"] = set_up.replace("synchronous=FULL", "synchronous=OFF")


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
