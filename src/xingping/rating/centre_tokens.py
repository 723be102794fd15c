"""Under which tokens a centre is filed for the public search, and which tokens a search asks for. Pure.

A token is a namespace letter and a piece: `n` pieces of the name, its pinyin and its initials, `p` of the
place (names of its regions, address, communities served), `r` region prefixes, `k` kind, `f` form, `s`
stars now, `v` shown to the public.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from xingping.rating.search_keys import Keys, keys_of, pieces_of, search_key

REGION_DIGITS = (2, 4, 6, 9)
"""Prefixes by which a centre is found: down to its street."""
PUBLIC = "v"
LONGEST_QUERY = 60
MOST_WORDS = 5
MOST_PIECES = 6
"""Pieces of a word that are looked up; what is found by them is looked at again where a word has more."""
TEXT_PIECE, LETTER_PIECE = 2, 3
"""Longest filed piece of a text, and of letters."""


@dataclass(frozen=True, slots=True)
class CentreFacts:
    """What the index knows of a centre: public facts alone."""

    name: str
    address: str
    communities: str
    path: str
    """Names of its regions from the province down."""
    region: str
    kind: str
    form: str
    stars: int
    public: bool


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a search: its key, the pieces to look up, and whether these decide."""

    key: str
    pieces: tuple[str, ...]
    exact: bool


def tokens_of(facts: CentreFacts) -> set[str]:
    """Every token that a centre is filed under."""
    tokens = {f"n{piece}" for piece in _pieces_of(keys_of(facts.name))}
    tokens |= _path_tokens(facts.path)
    for text in (facts.address, facts.communities):
        tokens |= {f"p{piece}" for piece in _text_pieces(search_key(text))}
    tokens |= {region_token(facts.region[:digits]) for digits in REGION_DIGITS}
    tokens |= {f"k{facts.kind}", f"f{facts.form}", f"s{facts.stars}"}
    return tokens | {PUBLIC} if facts.public else tokens


def region_token(prefix: str) -> str:
    """The token of a region by its prefix of 2, 4, 6 or 9 digits."""
    return f"r{prefix}"


def words_of(text: str) -> list[Word]:
    """The words of a search, each to be found in the name or in the place."""
    keys = [search_key(part) for part in text[:LONGEST_QUERY].split()]
    return [_word(key) for key in keys if key][:MOST_WORDS]


def says(facts: CentreFacts, word: Word) -> bool:
    """Whether a centre's name or place really contains a word."""
    return (
        in_name(facts, word)
        or any(word.key in search_key(text) for text in (facts.address, facts.communities, facts.path))
        or (_is_letters(word.key) and _contains(keys_of(facts.path), word.key))
    )


def in_name(facts: CentreFacts, word: Word) -> bool:
    """Whether the name, its pinyin or its initials contain a word."""
    return _contains(keys_of(facts.name), word.key)


@lru_cache(maxsize=4096)
def _path_tokens(path: str) -> frozenset[str]:
    """Thousands of neighbours share a path."""
    return frozenset(f"p{piece}" for piece in _pieces_of(keys_of(path)))


def _contains(keys: Keys, word: str) -> bool:
    return word in keys.name or (_is_letters(word) and (word in keys.pinyin or word in keys.initials))


def _word(key: str) -> Word:
    longest = LETTER_PIECE if _is_letters(key) else TEXT_PIECE
    if len(key) <= longest:
        return Word(key, (key,), exact=True)
    found = list(dict.fromkeys(pieces_of(key, longest)))
    step = -(-len(found) // MOST_PIECES)
    return Word(key, tuple(found[::step]), exact=False)


def _pieces_of(keys: Keys) -> set[str]:
    found = _text_pieces(keys.name)
    for length in range(1, LETTER_PIECE + 1):
        found.update(pieces_of(keys.initials, length))
    found.update(pieces_of(keys.pinyin, LETTER_PIECE))
    for syllable in keys.syllables:
        found.update((syllable[:1], syllable[:2]))
    found.discard("")
    return found


def _text_pieces(text: str) -> set[str]:
    return set(_up_to(text, TEXT_PIECE))


def _up_to(text: str, longest: int) -> Iterable[str]:
    for length in range(1, longest + 1):
        yield from pieces_of(text, length)


def _is_letters(key: str) -> bool:
    return key.isascii() and key.isalpha()
