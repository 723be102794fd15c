"""The API's own OpenAPI description, read for people: operations by topic with examples."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from ninja import NinjaAPI

from xingping.api.access import EVERYBODY, SIGNED_IN, declared_access
from xingping.rating.scopes import Scope, limits_of

METHODS = ("get", "post", "put", "delete")
DEEPEST = 6
Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of the address."""

    name: str
    place: str
    """"path" or "query"."""
    required: bool
    kind: str
    """What it may be, in short: string, integer 1–100, ..."""
    description: str
    example: str


@dataclass(frozen=True, slots=True)
class Described:
    """One operation."""

    key: str
    method: str
    path: str
    summary: str
    explained: str
    """The English explanation."""
    is_open: bool
    scopes: tuple[Scope, ...]
    """Of a closed operation: tokens with one of these reach it; none: signed-in people alone."""
    own: bool
    """Every token reaches it: it is about the token itself."""
    parameters: tuple[Parameter, ...]
    body: str
    """An example of what is sent, as JSON; "" where nothing is, or a file."""
    sends_file: bool
    answer: str
    """An example of the answer, as JSON."""
    refusals: tuple[str, ...]
    """Statuses that refuse."""

    @property
    def example(self) -> str:
        """The address with every obligatory parameter filled in."""
        path = self.path
        for one in self.parameters:
            if one.place == "path":
                path = path.replace(f"{{{one.name}}}", one.example)
        query = "&".join(
            f"{one.name}={one.example}" for one in self.parameters if one.place == "query" and one.required
        )
        return f"{path}?{query}" if query else path


@dataclass(frozen=True, slots=True)
class Topic:
    """Operations about one thing."""

    tag: str
    operations: tuple[Described, ...]


@cache
def topics_of(api: NinjaAPI) -> tuple[Topic, ...]:
    """Every operation of the description by its tag, in the order of the routers."""
    told = json.loads(json.dumps(api.get_openapi_schema()))
    views = {one.operation_id: one for one in _operations(api)}
    found: dict[str, list[Described]] = {}
    for path, by_method in told["paths"].items():
        for method in METHODS:
            if method in by_method:
                one = by_method[method]
                declared = declared_access(views[one["operationId"]].view_func)
                found.setdefault(one["tags"][0], []).append(_described(told, path, method, one, declared))
    return tuple(Topic(tag, tuple(some)) for tag, some in found.items())


def _operations(api: NinjaAPI) -> Iterator[Any]:
    for _prefix, router in api._routers:
        for view in router.path_operations.values():
            for operation in view.operations:
                operation.operation_id = operation.operation_id or api.get_openapi_operation_id(operation)
                yield operation


def _described(told: Schema, path: str, method: str, one: Schema, declared: Any) -> Described:  # noqa: ANN401
    pair = declared if isinstance(declared, tuple) else None
    content = one.get("requestBody", {}).get("content", {})
    answers = one.get("responses", {})
    good: Schema = next((answers[status] for status in ("200", "204") if status in answers), {})
    return Described(
        key=one["operationId"],
        method=method.upper(),
        path=path,
        summary=one.get("summary", ""),
        explained=one.get("description", ""),
        is_open=declared == EVERYBODY,
        own=declared == SIGNED_IN,
        scopes=tuple(scope for scope in Scope if pair and pair[::-1] in limits_of([scope])),
        parameters=tuple(_parameter(told, each) for each in one.get("parameters", ())),
        body=_example_text(told, content.get("application/json", {}).get("schema")),
        sends_file="application/octet-stream" in content,
        answer=_example_text(told, good.get("content", {}).get("application/json", {}).get("schema")),
        refusals=tuple(status for status in answers if status >= "400"),
    )


def _parameter(told: Schema, one: Schema) -> Parameter:
    schema = _resolved(told, one.get("schema", {}))
    description = one.get("description") or schema.get("description") or ""
    example = _example(told, schema, 0)
    return Parameter(
        one["name"],
        one["in"],
        bool(one.get("required")),
        _kind(told, schema),
        description,
        str(_NAMED.get(one["name"], "" if example is None else example)),
    )


_NAMED = {
    "prefix": "51",
    "centre_id": "1",
    "paper": "certificate",
    "file_name": "register.csv",
    "number": "2026-0001",
    "import_id": "1",
}
"""Examples of parameters that say more than their type does."""


def _kind(told: Schema, schema: Schema) -> str:
    options = [one for one in schema.get("anyOf", ()) if one.get("type") != "null"]
    if options:
        return _kind(told, _resolved(told, options[0]))
    if "enum" in schema:
        return " | ".join(str(one) for one in schema["enum"])
    words = [str(schema.get("format") or schema.get("type", ""))]
    least, most = schema.get("minimum"), schema.get("maximum")
    if least is not None and most is not None and most < 10**6:
        words.append(f"{least}–{most}")
    if "maxLength" in schema:
        words.append(f"≤ {schema['maxLength']}")
    return " ".join(words)


def _resolved(told: Schema, schema: Schema) -> Schema:
    name = schema.get("$ref", "")
    found: Schema = told["components"]["schemas"][name.rpartition("/")[2]] if name else schema
    return found


def _example_text(told: Schema, schema: Schema | None) -> str:
    if not schema:
        return ""
    return json.dumps(_example(told, schema, 0), ensure_ascii=False, indent=2)


def _example(told: Schema, schema: Schema, depth: int) -> Any:  # noqa: ANN401
    schema = _resolved(told, schema)
    if depth > DEEPEST:
        return {}
    for key in ("example", "default", "const"):
        if schema.get(key) not in (None, ""):
            return schema[key]
    if schema.get("enum"):
        return schema["enum"][0]
    options = [
        one for one in (*schema.get("anyOf", ()), *schema.get("allOf", ())) if one.get("type") != "null"
    ]
    if options:
        return _example(told, options[0], depth)
    if schema.get("type") == "object" or "properties" in schema:
        return {name: _example(told, one, depth + 1) for name, one in schema.get("properties", {}).items()}
    if schema.get("type") == "array":
        item = schema.get("items") or next(iter(schema.get("prefixItems", ())), None)
        return [_example(told, item, depth + 1)] if item else []
    return _plain(schema)


def _plain(schema: Schema) -> Any:  # noqa: ANN401
    by_format = {
        "date": "2026-03-31",
        "date-time": "2026-03-31T09:00:00+08:00",
        "uuid": "3f2b8c1e-5d7a-4e1b-9c6f-2a1d0e9b8c7d",
    }
    if schema.get("format") in by_format:
        return by_format[schema["format"]]
    return {"integer": schema.get("minimum", 1) or 1, "boolean": False, "number": 0}.get(
        schema.get("type", ""), ""
    )
