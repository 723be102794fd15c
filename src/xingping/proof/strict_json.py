"""Reading JSON that was signed: nothing that two readers could take in two ways."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from xingping.core.canonical import SAFE_INTEGER

LONGEST = 20_000_000
"""Bytes of the largest file that is read."""


class UnreadableError(ValueError):
    """The content is not what it should be; the message says why, in Chinese."""


def read_object(content: bytes) -> dict[str, Any]:
    """A JSON object of objects, lists, strings and integers.

    Raises UnreadableError for anything else: other encodings, duplicate keys, fractions, true, false,
    null, integers beyond 2**53 - 1, lone surrogates, or more than 20 MB.
    """
    if len(content) > LONGEST:
        raise UnreadableError(f"文件太大：{len(content)} 字节，最多 {LONGEST} 字节")
    try:
        value = json.loads(
            content.decode("utf-8-sig"),
            object_pairs_hook=_unique,
            parse_float=_refused,
            parse_constant=_refused,
            parse_int=_integer,
        )
        _check(value)
    except UnreadableError:
        raise
    except UnicodeDecodeError as error:
        raise UnreadableError("文件不是 UTF-8 编码的 JSON") from error
    except RecursionError as error:
        raise UnreadableError("JSON 嵌套太深") from error
    except ValueError as error:
        raise UnreadableError(f"不是完整的 JSON：{error}") from error
    if not isinstance(value, dict):
        raise UnreadableError("JSON 的最外层应为一个对象")
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise UnreadableError(f"同一个键出现两次：“{twice}”")
    return found


def _refused(text: str) -> NoReturn:
    raise UnreadableError(f"不应出现“{text}”：这里只用整数和字符串")


def _integer(text: str) -> int:
    if len(text) > 17 or abs(int(text)) > SAFE_INTEGER:
        raise UnreadableError(f"整数太大：{text[:20]}")
    return int(text)


def _check(value: object) -> None:
    if isinstance(value, dict):
        for name, one in value.items():
            if not name.isascii():
                raise UnreadableError(f"键应为 ASCII 字符：“{name}”")
            _check(one)
    elif isinstance(value, list):
        for one in value:
            _check(one)
    elif isinstance(value, str):
        if any("\ud800" <= character <= "\udfff" for character in value):
            raise UnreadableError("字符串里有不成对的代理字符")
    elif value is None or isinstance(value, bool):
        raise UnreadableError("不应出现 true、false 或 null：这里只用整数和字符串")
