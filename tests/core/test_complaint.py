"""Receipts that can be read out, clocks in working days, one reopening."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from xingping.core.complaint import (
    CATEGORY_LABELS,
    RECEIPT_LENGTH,
    SAID_LABELS,
    STATE_LABELS,
    Category,
    ComplaintState,
    Said,
    may_reopen,
    receipt_given,
    receipt_of,
    reply_by,
    state_after_reply,
)


def weekday(day: date) -> bool:
    return day.weekday() < 5


@given(st.binary(min_size=32, max_size=32))
def test_a_receipt_is_read_back_however_it_is_typed(digest: bytes) -> None:
    receipt = receipt_of(digest)
    assert len(receipt) == RECEIPT_LENGTH
    spoken = "-".join(receipt[place : place + 4] for place in range(0, RECEIPT_LENGTH, 4)).upper()
    assert receipt_given(f"  {spoken} ") == receipt
    assert receipt_given(receipt.replace("0", "o").replace("1", "l")) == receipt


def test_receipts_hold_128_bits_and_differ() -> None:
    assert 32**RECEIPT_LENGTH >= 2**128
    assert receipt_of(bytes(32)) != receipt_of(bytes([0, *[255] * 31]))
    assert receipt_of(b"\x00" * 16 + b"\x40" * 16) != receipt_of(bytes(32))


def test_what_is_no_receipt_is_none() -> None:
    for text in ("", "abc", "u" * 26, "星" * 26, "\x00" * 26, "0" * 27):
        assert receipt_given(text) == ""


def test_the_clock_counts_working_days() -> None:
    friday = date(2026, 11, 27)
    assert reply_by(friday, weekday) == date(2026, 12, 18)
    assert reply_by(friday, weekday, serious=True) == date(2026, 12, 2)


def test_another_look_once_and_in_time() -> None:
    day = date(2026, 11, 1)
    assert may_reopen(ComplaintState.REPLIED, day, date(2026, 11, 16))
    assert not may_reopen(ComplaintState.REPLIED, day, date(2026, 11, 17))
    assert not may_reopen(ComplaintState.REPLIED_AGAIN, day, day)
    assert not may_reopen(ComplaintState.RECEIVED, None, day)
    assert state_after_reply(ComplaintState.REOPENED) is ComplaintState.REPLIED_AGAIN
    assert state_after_reply(ComplaintState.TRANSFERRED) is None


def test_everything_has_a_name() -> None:
    assert set(CATEGORY_LABELS) == set(Category)
    assert set(SAID_LABELS) == set(Said)
    assert set(STATE_LABELS) == set(ComplaintState)
