"""Personal data in free text is hidden by its form, names where asked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xingping.core.masking import HIDDEN, mask_personal


@pytest.mark.parametrize(
    "number",
    [
        "13812345678",
        "138 1234 5678",
        "+86-138-1234-5678",
        "１３８１２３４５６７８",
        "028-87654321",
        "510104199001011234",
        "51010419900101123X",
        "510104900101123",
        "6222021234567890123",
        "lan_hua@example.com.cn",
    ],
)
def test_numbers_and_addresses_are_hidden(number: str) -> None:
    assert mask_personal(f"请打我电话{number}联系") == f"请打我电话{HIDDEN}联系"


@pytest.mark.parametrize(
    "text", ["2026年11月28日排了3个小时", "12345", "3栋2单元501", "第31项得18.5分", "8:30-18:00"]
)
def test_other_numbers_stay(text: str) -> None:
    assert mask_personal(text) == text


def test_names_are_hidden_where_asked_the_longest_first() -> None:
    assert (
        mask_personal("王小兰和王小兰的孙子", ["王小兰", "王小兰的孙子", "王", " "]) == f"{HIDDEN}和{HIDDEN}"
    )


@given(st.text(max_size=200))
def test_masking_twice_changes_nothing_more(text: str) -> None:
    once = mask_personal(text)
    assert mask_personal(once) == once


@given(st.text(max_size=30), st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.text(max_size=30))
def test_no_mobile_number_survives(before: str, number: str, after: str) -> None:
    assert number not in mask_personal(f"{before} {number} {after}")
