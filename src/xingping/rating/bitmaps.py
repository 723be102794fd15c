"""Sets of small numbers as bits: stored in blocks, put together to one whole number for AND and OR. Pure.

A block covers `BLOCK` numbers. Few members are stored as two bytes each, many as one bit for each number
of the block, so that a rare piece of text costs a few bytes and a common one a kilobyte.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

BLOCK = 8_192
"""Numbers a block covers."""
DENSE = BLOCK // 8
"""Bytes of a block with one bit for each number."""
FEW = 128
"""Most members that are stored as a list."""
_STEP = 256
"""Bytes looked at together when members are listed."""
_LITTLE = array("H", [1]).tobytes() == b"\x01\x00"


def packed(members: Iterable[int]) -> bytes:
    """A block's members (0 to BLOCK - 1) as bytes; b"" for none."""
    ordered = sorted(set(members))
    if len(ordered) <= FEW:
        return _bytes_of(ordered)
    bits = bytearray(DENSE)
    for member in ordered:
        bits[member >> 3] |= 1 << (member & 7)
    return bytes(bits)


def unpacked(stored: bytes) -> set[int]:
    """The members of a stored block."""
    if len(stored) != DENSE:
        return set(_numbers_of(stored))
    return set(_listed(int.from_bytes(stored, "little")))


def joined(blocks: Mapping[int, bytes]) -> int:
    """All stored blocks (number of the block -> bytes) as one number: bit n is set for member n."""
    if not blocks:
        return 0
    bits = bytearray(DENSE * (max(blocks) + 1))
    for number, stored in blocks.items():
        start = number * DENSE
        if len(stored) == DENSE:
            bits[start : start + DENSE] = stored
            continue
        for member in _numbers_of(stored):
            bits[start + (member >> 3)] |= 1 << (member & 7)
    return int.from_bytes(bits, "little")


def members(bits: int, start: int, count: int) -> list[int]:
    """At most `count` members in ascending order, leaving out the first `start` of them."""
    content = bits.to_bytes((bits.bit_length() + 7) // 8, "little")
    skipped, found = 0, list[int]()
    for place in range(0, len(content), _STEP):
        part = int.from_bytes(content[place : place + _STEP], "little")
        inside = part.bit_count()
        if skipped + inside <= start:
            skipped += inside
            continue
        wanted = islice(_listed(part), max(0, start - skipped), None)
        found += [place * 8 + one for one in islice(wanted, count - len(found))]
        skipped += inside
        if len(found) == count:
            break
    return found


def _listed(bits: int) -> Iterator[int]:
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def _bytes_of(numbers: list[int]) -> bytes:
    packed_numbers = array("H", numbers)
    if not _LITTLE:
        packed_numbers.byteswap()
    return packed_numbers.tobytes()


def _numbers_of(stored: bytes) -> array[int]:
    numbers = array("H", bytes(stored))
    if not _LITTLE:
        numbers.byteswap()
    return numbers
