"""Keys by which names are found and sorted: normalised text, pinyin, initials, grams. Pure.

Keys stand beside a name and never replace it: normalising can turn one character into another.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

LONGEST_GRAM = 3

PLACE_NAMES = {
    "长治": [["cháng"], ["zhì"]],
    "单县": [["shàn"], ["xiàn"]],
    "涡阳": [["guō"], ["yáng"]],
    "洪洞": [["hóng"], ["tóng"]],
    "漯河": [["luò"], ["hé"]],
    "什邡": [["shí"], ["fāng"]],
    "六合": [["lù"], ["hé"]],
}
"""Places that the pinyin dictionary reads otherwise than their inhabitants."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Search keys of one name: `锦江区` -> jinjiangqu, jjq, `jin jiang qu 锦江区`."""

    name: str
    pinyin: str
    initials: str
    sort: str
    syllables: tuple[str, ...]


def keys_of(name: str) -> Keys:
    """The keys of a name; letters and digits in it stand for themselves."""
    plain = search_key(name)
    syllables = tuple(_syllables(plain))
    return Keys(
        name=plain,
        pinyin="".join(syllables),
        initials="".join(syllable[:1] for syllable in syllables),
        sort=f"{' '.join(syllables)} {name}",
        syllables=syllables,
    )


def search_key(text: str) -> str:
    """Text as search compares it: compatible forms unified, no case, no blanks, no control characters."""
    unified = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in unified if letter.isprintable() and not letter.isspace())


def grams_of(keys: Keys) -> set[str]:
    """The pieces under which a name is filed.

    All pieces of 1 to 3 characters of the name and of its initials, all of 3 letters of its pinyin,
    and the first one or two letters of each syllable.
    """
    grams = set(pieces(keys.name)) | set(pieces(keys.initials))
    grams.update(pieces_of(keys.pinyin, LONGEST_GRAM))
    for syllable in keys.syllables:
        grams.update((syllable[:1], syllable[:2]))
    grams.discard("")
    return grams


def pieces(text: str) -> Iterable[str]:
    """All pieces of 1 to 3 characters."""
    for length in range(1, LONGEST_GRAM + 1):
        yield from pieces_of(text, length)


def query_grams(text: str) -> list[str]:
    """The pieces that a name containing the text must be filed under: the longest ones alone."""
    length = min(len(text), LONGEST_GRAM)
    return sorted(set(pieces_of(text, length))) if length else []


def pieces_of(text: str, length: int) -> Iterable[str]:
    """All pieces of one length, in order."""
    return (text[start : start + length] for start in range(len(text) - length + 1))


def _syllables(text: str) -> list[str]:
    return [syllable for syllable in _lazy_pinyin()(text) if syllable]


@cache
def _lazy_pinyin():  # type: ignore[no-untyped-def]  # noqa: ANN202
    """The library's function; its dictionary takes a third of a second to load."""
    from pypinyin import lazy_pinyin, load_phrases_dict

    load_phrases_dict(PLACE_NAMES)
    return lazy_pinyin
