"""Frozen dataclasses as JSON values and back, by their type hints: for documents pinned by hash."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from fractions import Fraction
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

Frozen = TypeVar("Frozen")


def to_json(value: object) -> Any:  # noqa: ANN401
    """JSON values of a tree of dataclasses, tuples, mappings, enums, fractions, dates and plain values.

    Raises TypeError for anything else.
    """
    if value is None or (isinstance(value, bool | int | str) and not isinstance(value, Enum)):
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [to_json(one) for one in value]
    if isinstance(value, Mapping):
        return [[to_json(key), to_json(one)] for key, one in value.items()]
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: to_json(getattr(value, one.name)) for one in fields(value)}
    raise TypeError(f"{type(value).__name__} 不能写成 JSON")


def from_json(kind: type[Frozen], value: Any) -> Frozen:  # noqa: ANN401
    """The dataclass whose JSON values `to_json` made; raises KeyError, TypeError or ValueError."""
    return cast(Frozen, _read(kind, value))


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _read(kind: Any, value: Any) -> Any:  # noqa: ANN401
    origin, parts = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return None if value is None else _read(next(one for one in parts if one is not type(None)), value)
    if origin is tuple:
        inner = parts[:1] * len(value) if parts[-1] is Ellipsis else parts
        return tuple(_read(one, item) for one, item in zip(inner, value, strict=True))
    if origin is not None and issubclass(origin, Mapping):
        return {_read(parts[0], key): _read(parts[1], one) for key, one in value}
    if is_dataclass(kind):
        hints = _hints(cast(type, kind))
        return cast(Any, kind)(**{one.name: _read(hints[one.name], value[one.name]) for one in fields(kind)})
    if kind is date:
        return date.fromisoformat(value)
    if kind is Fraction or issubclass(kind, Enum):
        return kind(value)
    if type(value) is not kind:
        raise TypeError(f"应为 {kind.__name__}")
    return value
