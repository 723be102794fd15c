"""Fixtures of the rating body's pages."""

from __future__ import annotations

import pytest
from django.conf import LazySettings

from xingping.rating.models import Region


@pytest.fixture(autouse=True)
def _no_second_factor(settings: LazySettings) -> None:
    settings.SECOND_FACTOR_ROLES = []


@pytest.fixture
def region_rows(db: None) -> None:
    """A province, a city and a county."""
    for prefix, name, level, parent in (
        ("51", "四川省", 1, None),
        ("5101", "成都市", 2, "51"),
        ("510104", "锦江区", 3, "5101"),
        ("510104026", "督院街街道", 4, "510104"),
        ("510104026018", "东光社区", 5, "510104026"),
    ):
        keys = {"pinyin": "", "initials": "", "sort_key": prefix}
        Region.objects.create(
            prefix=prefix, code=prefix.ljust(12, "0"), name=name, level=level, parent_id=parent, **keys
        )
