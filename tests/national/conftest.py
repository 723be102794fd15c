"""One DuckDB for all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from xingping.core.catalogue import find_edition
from xingping.core.standard import Edition
from xingping.national.duckdb_engine import DuckEngine


@pytest.fixture(scope="session")
def edition() -> Edition:
    return find_edition()


@pytest.fixture(scope="session")
def engine() -> Iterator[DuckEngine]:
    opened = DuckEngine()
    yield opened
    opened.close()
