"""A rating body with a key, and a certificate it awards."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bundles import made_key
from xingping.core.catalogue import find_edition
from xingping.core.standard import Edition
from xingping.proof.credential import Award, Issuer
from xingping.proof.issuer import IssuerKey
from xingping.proof.keys import Ed25519Signing
from xingping.proof.status_list import StatusEntry

BEGINS = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def edition() -> Edition:
    return find_edition()


@pytest.fixture
def key() -> Ed25519Signing:
    return made_key()


@pytest.fixture
def issuer() -> Issuer:
    return Issuer("https://demo.example/issuer", "演示评定机构")


@pytest.fixture
def known(key: Ed25519Signing) -> tuple[IssuerKey, ...]:
    return (IssuerKey(key.public, BEGINS),)


@pytest.fixture
def award() -> Award:
    return Award(
        address="https://demo.example/v/0123456789abcdef",
        number="XP-2026-510104-0007",
        centre="演示 · 东光社区服务中心",
        centre_address="https://demo.example/centre/7",
        stars=4,
        awarded=date(2026, 5, 31),
        last_day=date(2029, 5, 31),
        total="912.33",
        subtotals={"规划建设": "75.33", "基础运营": "108.00"},
        status=StatusEntry("https://demo.example/status/1", 77),
    )
