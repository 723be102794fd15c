"""Codes as an authenticator app shows them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
import time


def code_now(secret: str) -> str:
    """The six digits of RFC 6238 at this moment."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    place = digest[-1] & 15
    number = struct.unpack(">I", digest[place : place + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**6:06d}"
