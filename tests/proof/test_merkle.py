from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xingping.proof.merkle import EMPTY, inclusion, root, verify_inclusion

# The leaves and roots of the Certificate Transparency reference tests for RFC 6962.
PUBLISHED_LEAVES = [
    bytes.fromhex(one)
    for one in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
PUBLISHED_ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


def recursive_root(leaves: list[bytes]) -> bytes:
    """RFC 6962 section 2.1, word for word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\x01" + recursive_root(leaves[:split]) + recursive_root(leaves[split:])).digest()


def test_roots_are_the_published_ones() -> None:
    found = [root(PUBLISHED_LEAVES[:count]).hex() for count in range(1, 9)]
    assert found == list(PUBLISHED_ROOTS)
    assert root([]) == EMPTY


@given(st.lists(st.binary(max_size=8), max_size=40))
def test_root_equals_the_definition(leaves: list[bytes]) -> None:
    assert root(leaves) == recursive_root(leaves)


@given(st.integers(1, 40).flatmap(lambda count: st.tuples(st.just(count), st.integers(0, count - 1))))
def test_every_leaf_is_proved(place: tuple[int, int]) -> None:
    count, index = place
    leaves = [bytes([one]) for one in range(count)]
    path = inclusion(leaves, index)
    assert verify_inclusion(leaves[index], index, count, path, root(leaves))


@given(
    st.integers(2, 24).flatmap(
        lambda count: st.tuples(st.just(count), st.integers(0, count - 1), st.integers(0, 23))
    )
)
def test_a_proof_holds_for_its_own_leaf_and_place_only(place: tuple[int, int, int]) -> None:
    count, index, other = place
    leaves = [bytes([one]) for one in range(count)]
    path, top = inclusion(leaves, index), root(leaves)
    if other != index:
        assert not verify_inclusion(bytes([other]), index, count, path, top)
        assert not verify_inclusion(leaves[index], other, count, path, top)
    assert not verify_inclusion(leaves[index], index, count, path[:-1], top)
    assert not verify_inclusion(leaves[index], index, count, (*path, top), top)
    changed = (bytes(32), *path[1:])
    assert not verify_inclusion(leaves[index], index, count, changed, top)


def test_no_leaf_outside() -> None:
    with pytest.raises(IndexError, match="没有第 3 片叶子，共 3 片"):
        inclusion([b"a", b"b", b"c"], 3)
    assert not verify_inclusion(b"a", -1, 3, (), root([b"a"]))
