"""A draw that anybody can repeat."""

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from xingping.core.drawing import drawing_key, drawn, how_many, population_hash, seed_hash


def test_the_formula_is_the_one_that_is_printed() -> None:
    assert drawing_key("B-1", "ab", "08 15") == sha256(b"ab\n08 15\nB-1").hexdigest()
    assert seed_hash("ab") == sha256(b"ab").hexdigest()
    assert population_hash(["b", "a"]) == population_hash(["a", "b"]) != population_hash(["a"])


def test_a_share_is_rounded_up() -> None:
    assert [how_many(count, 20) for count in (0, 1, 5, 6)] == [0, 1, 1, 2]
    assert (how_many(7, 100), how_many(7, 1)) == (7, 1)


@given(
    st.lists(st.text("abc名0-", max_size=8), unique=True, max_size=40),
    st.integers(1, 100),
    st.text("0af", max_size=8),
)
def test_a_draw_does_not_depend_on_the_order_of_the_list(names: list[str], percent: int, seed: str) -> None:
    first = drawn(names, percent, seed)
    again = drawn(sorted(names), percent, seed)
    assert first == again
    assert len(set(first)) == len(first) == how_many(len(names), percent)
