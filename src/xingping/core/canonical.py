"""Canonical JSON and content hashes: one way to write a value, so that equal content has equal bytes.

The bytes are those of RFC 8785 (JCS) for the values allowed here: objects with ASCII keys, arrays,
strings and integers. Floats, null and booleans are refused, because what they hash to differs between
systems or says nothing.
"""

from __future__ import annotations

import json
from hashlib import sha256

SAFE_INTEGER = 2**53 - 1
"""Largest integer that every JSON reader keeps exact."""


def canonical_json(value: object) -> bytes:
    """Write mappings, lists, tuples, strings and integers as canonical JSON (UTF-8, sorted keys).

    Raises TypeError for any other type (also a key that is no string) and ValueError for a key that is
    not ASCII, an integer beyond 2**53 - 1, or a string with a lone surrogate.
    """
    try:
        return _write(value).encode()
    except UnicodeEncodeError as error:
        raise ValueError("字符串里有不成对的代理字符，无法写成 UTF-8") from error


def content_hash(value: object) -> str:
    """SHA-256 (hex) over the canonical JSON of a value. Raises as `canonical_json` does."""
    return sha256(canonical_json(value)).hexdigest()


def _write(value: object) -> str:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, int) and not isinstance(value, bool):
        if abs(value) > SAFE_INTEGER:
            raise ValueError(f"整数 {value} 超出 2**53 - 1，别的系统可能读不准")
        return str(int(value))
    if isinstance(value, dict):
        return "{" + ",".join(f"{_text(key)}:{_write(value[key])}" for key in sorted(map(_key, value))) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(_write, value)) + "]"
    raise TypeError(f"规范 JSON 只写对象、数组、字符串和整数，不写 {type(value).__name__}")


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise TypeError(f"规范 JSON 的键应为字符串，不是 {type(key).__name__}")
    if not key.isascii():
        raise ValueError(f"规范 JSON 的键只用 ASCII 字符：“{key}”")
    return key


def _text(text: str) -> str:
    return json.dumps(str(text), ensure_ascii=False)
