"""The signature of a notification: HMAC-SHA256 over the time and the body, as receivers check it."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from hashlib import sha256

VERSION = "v1"
TOLERANCE = 300
"""Seconds by which the sender's time may differ from the receiver's; older ones are replays."""


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """`v1=` and the HMAC-SHA256 in hex of the time in seconds, a full stop and the body as sent."""
    told = f"{timestamp}.".encode() + body
    return f"{VERSION}={hmac.new(secret.encode(), told, sha256).hexdigest()}"


def signatures(secrets: Sequence[str], timestamp: int, body: bytes) -> str:
    """The header's value: a signature of each secret in use, the newest first, with commas between."""
    return ", ".join(signature(secret, timestamp, body) for secret in secrets)


def is_genuine(secret: str, timestamp: str, body: bytes, given: str, now: float) -> bool:
    """Whether one of a notification's signatures is of the secret, and of late; what a receiver does."""
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 16):
        return False
    fresh = abs(now - int(timestamp)) <= TOLERANCE
    mine = signature(secret, int(timestamp), body).encode()
    return fresh and any(hmac.compare_digest(mine, one.strip().encode()) for one in given.split(","))
