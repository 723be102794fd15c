"""A small puzzle instead of a foreign captcha: the sender's machine works a moment, or its owner adds up.

Nothing is kept: the question is signed, and whoever answers hands it back. A question can be answered
again until it expires, so rate limits stand beside it.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from hashlib import sha256

BITS = 14
"""Leading zero bits of the hash: about 16,000 tries, a quarter of a second on an old phone."""
LIVES = 2 * 3600
"""Seconds for which a question may be answered: somebody may write for long."""
FEWEST_SECONDS = 2
"""Nobody reads and fills in a form faster."""
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: a token to hand back, and a sum for whoever has no scripts."""

    token: str
    first: int
    second: int


def ask(secret: str, now: int, nonce: str) -> Question:
    """A question at a moment (seconds); `nonce` is random hexadecimal text."""
    text = f"{now}.{nonce}"
    return Question(f"{text}.{_sign(secret, text)}", *_terms(secret, text))


def is_answered(secret: str, token: str, answer: str, now: int) -> bool:
    """Whether an answer fits: "n:<number>" whose hash has enough zero bits, or the sum in plain digits."""
    if len(token) > _LONGEST or len(answer) > _LONGEST or not token.isascii():
        return False
    text, _dot, signature = token.rpartition(".")
    if not hmac.compare_digest(signature, _sign(secret, text)):
        return False
    asked = int(text.partition(".")[0])
    if not FEWEST_SECONDS <= now - asked <= LIVES:
        return False
    if answer.startswith("n:"):
        return is_work(token, answer.removeprefix("n:"))
    given = answer.strip().translate(str.maketrans("０１２３４５６７８９", "0123456789"))
    return given == str(sum(_terms(secret, text)))


def is_work(token: str, number: str) -> bool:
    """Whether SHA-256 of "token:number" begins with BITS zero bits."""
    if not (number.isascii() and number.isdigit()):
        return False
    digest = sha256(f"{token}:{number}".encode()).digest()
    return int.from_bytes(digest[:4], "big") >> (32 - BITS) == 0


def _sign(secret: str, text: str) -> str:
    return hmac.new(secret.encode(), b"puzzle:" + text.encode(), sha256).hexdigest()[:32]


def _terms(secret: str, text: str) -> tuple[int, int]:
    digest = hmac.new(secret.encode(), b"sum:" + text.encode(), sha256).digest()
    return digest[0] % 8 + 2, digest[1] % 8 + 2
