from __future__ import annotations

import base64
import gzip
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xingping.proof.status_list import LENGTH, Status, StatusEntry, decode, encode, status_list, status_of

ADDRESS = "https://demo.example/status/1"
MOMENT = datetime(2026, 6, 1, tzinfo=UTC)


@given(st.dictionaries(st.integers(0, LENGTH - 1), st.sampled_from(Status), max_size=8))
def test_each_place_says_its_own_status_and_the_others_valid(statuses: dict[int, Status]) -> None:
    listed = status_list(ADDRESS, "https://demo.example/issuer", statuses, moment=MOMENT)
    for place in {*statuses, *(one ^ 1 for one in statuses), 0, LENGTH - 1}:
        assert status_of(listed, StatusEntry(ADDRESS, place)) is statuses.get(place, Status.VALID)


def test_the_bits_stand_from_the_left() -> None:
    assert decode(encode({0: Status.CANCELLED, 3: Status.SUSPENDED, 4: Status.REPLACED}))[:2] == bytes(
        [0b10000001, 0b11000000]
    )
    assert encode({}) == encode({})
    with pytest.raises(ValueError, match="没有第 131072 位"):
        encode({LENGTH: Status.CANCELLED})


def test_an_entry_is_read_back() -> None:
    entry = StatusEntry(ADDRESS, 77)
    assert StatusEntry.from_json(entry.as_json()) == entry
    for wrong in ({}, {**entry.as_json(), "statusListIndex": "x"}):
        with pytest.raises(ValueError, match="不完整"):
            StatusEntry.from_json(wrong)
    with pytest.raises(ValueError, match="不是本系统所用"):
        StatusEntry.from_json({**entry.as_json(), "statusPurpose": "revocation"})


def _packed(content: bytes) -> str:
    return "u" + base64.urlsafe_b64encode(gzip.compress(content, mtime=0)).rstrip(b"=").decode()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "读不出来"),
        ("zabc", "读不出来"),
        ("u!!!!", "读不出来"),
        (_packed(bytes(10)), "长度不对"),
        (_packed(bytes(50_000_000)), "长度不对"),
        (encode({})[:-8], "长度不对"),
    ],
)
def test_a_list_that_is_none_is_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        decode(text)


def test_a_list_of_another_address_or_purpose_is_refused() -> None:
    listed = status_list(ADDRESS, "https://demo.example/issuer", {}, moment=MOMENT)
    with pytest.raises(ValueError, match="不是凭证所指"):
        status_of(listed, StatusEntry(ADDRESS + "2", 1))
    with pytest.raises(ValueError, match="没有第 131072 位"):
        status_of(listed, StatusEntry(ADDRESS, LENGTH))
    listed["credentialSubject"]["statusPurpose"] = "revocation"
    with pytest.raises(ValueError, match="用途"):
        status_of(listed, StatusEntry(ADDRESS, 1))
