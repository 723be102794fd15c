"""Multibase base58btc, in which keys and proof values of Data Integrity are written."""

from __future__ import annotations

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
LONGEST = 200


def encode(value: bytes) -> str:
    """Bytes as "z" and base58btc."""
    number, digits = int.from_bytes(value, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        digits = ALPHABET[rest] + digits
    zeros = len(value) - len(value.lstrip(b"\0"))
    return "z" + ALPHABET[0] * zeros + digits


def decode(text: str) -> bytes:
    """Bytes of "z" and base58btc. Raises ValueError for anything else."""
    if not text.startswith("z") or len(text) > LONGEST:
        raise ValueError("应为以 z 开头的 base58btc 编码")
    number = 0
    for character in text[1:]:
        number = number * 58 + ALPHABET.index(character)
    digits = text[1:]
    zeros = len(digits) - len(digits.lstrip(ALPHABET[0]))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")
