"""Keys by which names are found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xingping.rating.search_keys import Keys, grams_of, keys_of, query_grams, search_key


def test_keys_of_a_name() -> None:
    assert keys_of("锦江区") == Keys(
        name="锦江区",
        pinyin="jinjiangqu",
        initials="jjq",
        sort="jin jiang qu 锦江区",
        syllables=("jin", "jiang", "qu"),
    )


@pytest.mark.parametrize(
    ("name", "pinyin"),
    [
        ("长治市", "changzhishi"),
        ("单县", "shanxian"),
        ("涡阳县", "guoyangxian"),
        ("洪洞县", "hongtongxian"),
        ("漯河市", "luoheshi"),
        ("什邡市", "shifangshi"),
        ("六合区", "luhequ"),
        ("重庆市", "chongqingshi"),
        ("番禺区", "panyuqu"),
        ("铅山县", "yanshanxian"),
    ],
)
def test_places_are_read_as_their_inhabitants_do(name: str, pinyin: str) -> None:
    assert keys_of(name).pinyin == pinyin


@pytest.mark.parametrize(
    ("given_text", "key"),
    [("ＪＪＱ", "jjq"), (" 锦 江\t区 ", "锦江区"), ("锦江\x00区", "锦江区"), ("５１０１", "5101"), ("", "")],
)
def test_search_keys_unify_what_people_type(given_text: str, key: str) -> None:
    assert search_key(given_text) == key


def test_sorting_by_key_goes_syllable_by_syllable() -> None:
    names = ["先锋", "西安", "锡林"]
    assert sorted(names, key=lambda name: keys_of(name).sort) == ["西安", "锡林", "先锋"]


@given(st.text(alphabet="锦江区成都高新abc12", min_size=1, max_size=12), st.data())
def test_whatever_part_of_a_name_is_asked_for_its_grams_are_filed(name: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(name) - 1))
    end = data.draw(st.integers(start + 1, len(name)))
    keys = keys_of(name)
    filed = grams_of(keys)
    assert set(query_grams(keys.name[start:end])) <= filed
    assert set(query_grams(keys.initials)) <= filed
    assert set(query_grams(keys.pinyin)) <= filed


def test_no_text_has_no_grams() -> None:
    assert query_grams("") == []
