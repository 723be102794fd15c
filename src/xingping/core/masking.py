"""Personal data in free text is hidden before anybody reads it: numbers by their form, names where asked."""

from __future__ import annotations

import re
from collections.abc import Iterable

HIDDEN = "〔已隐去〕"
"""What stands in place of what was hidden."""
SHORTEST_NAME = 2
_DIGIT = r"0-9０-９"
_PATTERNS = (
    re.compile(r"[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"),
    # identity card: 18 characters (the last may be X), or 15 digits of the old kind; bank cards are longer
    re.compile(rf"(?<![{_DIGIT}])[{_DIGIT}]{{17}}[{_DIGIT}XxＸｘ](?![{_DIGIT}])"),
    re.compile(rf"(?<![{_DIGIT}])(?:[{_DIGIT}][ -]?){{14,18}}[{_DIGIT}](?![{_DIGIT}])"),
    # mobile: 11 digits from 13 to 19, also written in groups and with +86; fixed line: area code and number
    re.compile(
        rf"(?<![{_DIGIT}])(?:\+?86[ -]?)?[1１][3-9３-９][{_DIGIT}][ -]?[{_DIGIT}]{{4}}[ -]?[{_DIGIT}]{{4}}"
        rf"(?![{_DIGIT}])"
    ),
    re.compile(rf"(?<![{_DIGIT}])[0０][{_DIGIT}]{{2,3}}[ -]?[{_DIGIT}]{{7,8}}(?![{_DIGIT}])"),
    re.compile(r"(?:微信号?|微信[:：]|QQ号?[:：]?|qq号?[:：]?)\s*[:：]?\s*[A-Za-z0-9_-]{5,20}"),
)


def mask_personal(text: str, names: Iterable[str] = ()) -> str:
    """The text with phone numbers, identity and card numbers, mail and chat addresses hidden.

    `names` are further words to hide wherever they occur: the complainant's own name, a household.
    Numbers are told by their form, also in full-width digits; a name that nobody gave is not found.
    """
    for name in sorted({one.strip() for one in names}, key=len, reverse=True):
        if len(name) >= SHORTEST_NAME:
            text = text.replace(name, HIDDEN)
    for pattern in _PATTERNS:
        text = pattern.sub(HIDDEN, text)
    return text
