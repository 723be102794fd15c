"""Sets of bits: nothing is lost on the way, whatever their density."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xingping.rating.bitmaps import BLOCK, DENSE, FEW, joined, members, packed, unpacked

inside = st.sets(st.integers(0, BLOCK - 1), max_size=3 * FEW)


@given(inside)
def test_a_block_is_read_as_it_was_written(numbers: set[int]) -> None:
    assert unpacked(packed(numbers)) == numbers


@pytest.mark.parametrize(
    ("count", "size"), [(0, 0), (1, 2), (FEW, 2 * FEW), (FEW + 1, DENSE), (BLOCK, DENSE)]
)
def test_few_cost_two_bytes_each_and_many_a_bit(count: int, size: int) -> None:
    assert len(packed(range(count))) == size


@given(st.dictionaries(st.integers(0, 5), inside, max_size=4), st.integers(0, 40), st.integers(1, 40))
def test_blocks_are_put_together_and_listed_in_order(
    blocks: dict[int, set[int]], start: int, count: int
) -> None:
    bits = joined({number: packed(some) for number, some in blocks.items()})
    every = sorted(number * BLOCK + one for number, some in blocks.items() for one in some)
    assert bits.bit_count() == len(every)
    assert members(bits, start, count) == every[start : start + count]
