"""Codes that people read from paper, type, or read out on the telephone."""

from __future__ import annotations

LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
"""The 32 letters of Crockford's base 32: what is mistaken for another one is read as that one."""
BITS = 5
"""A letter's."""
_MISREAD = str.maketrans({"o": "0", "i": "1", "l": "1"})


def code_of(digest: bytes, length: int) -> str:
    """So many letters from the first bits of a digest, which must have as many. Raises ValueError."""
    size = (BITS * length + 7) // 8
    if len(digest) < size:
        raise ValueError("the digest has fewer bits than the code")
    number = int.from_bytes(digest[:size], "big") >> (8 * size - BITS * length)
    letters = []
    for _place in range(length):
        number, rest = divmod(number, len(LETTERS))
        letters.append(LETTERS[rest])
    return "".join(letters)


def code_given(text: str, length: int) -> str:
    """What somebody typed as a code, without blanks and dashes, in small letters; "" for no such code."""
    given = "".join(letter for letter in text.lower() if not letter.isspace() and letter not in "-－—")
    given = given.translate(_MISREAD)
    return given if len(given) == length and set(given) <= set(LETTERS) else ""
