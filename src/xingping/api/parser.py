"""Request bodies read strictly: no NUL, no lone surrogates, no NaN, no key twice; queries the same."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from ninja.parser import Parser
from ninja.types import DictStrAny

from xingping.core.faults import Fault
from xingping.rating.errors import RefusedError, refuse


class StrictParser(Parser):
    """Refuses (`invalid`) what a database or a later reader could not keep as it is."""

    def parse_body(self, request: HttpRequest) -> DictStrAny:
        """The body's JSON object; raises RefusedError."""
        try:
            parsed = json.loads(
                request.body, parse_constant=_refuse_constant, object_pairs_hook=_without_doubles
            )
        except (ValueError, RecursionError):
            raise _refused("请求内容", "不是有效的 JSON", "请刷新页面后再试") from None
        _refuse_texts(parsed)
        return parsed  # type: ignore[no-any-return]

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> DictStrAny:
        """Parameters of the address or form; raises RefusedError."""
        parsed = super().parse_querydict(data, list_fields, request)
        _refuse_texts(parsed)
        return parsed


def _refuse_constant(constant: str) -> None:
    raise ValueError(constant)


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a key twice")
    return made


def _refuse_texts(value: object) -> None:
    """Walk through a JSON value without recursion and refuse texts that cannot be kept."""
    left = [value]
    while left:
        one = left.pop()
        if isinstance(one, dict):
            left += [*one.keys(), *one.values()]
        elif isinstance(one, list):
            left += one
        elif isinstance(one, str) and any(letter == "\0" or "\ud800" <= letter <= "\udfff" for letter in one):
            raise _refused("请求内容", "含有不能保存的字符", "请删去粘贴进来的特殊符号")


def _refused(place: str, what: str, mend: str) -> RefusedError:
    return refuse("invalid", [Fault(place, what, mend)])
