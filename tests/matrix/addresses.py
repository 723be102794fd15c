"""Every address of the site, filled with the objects of one world."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RegexPattern

from matrix.reviewed import ROUTES


def patterns(inside: list[Any] | None = None, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """(route, pattern) of every address."""
    for one in get_resolver().url_patterns if inside is None else inside:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from patterns(one.url_patterns, route)
        else:
            yield route, one


def parameters(pattern: URLPattern) -> tuple[str, ...]:
    """Names of what an address is filled with."""
    if isinstance(pattern.pattern, RegexPattern):
        return tuple(pattern.pattern.regex.groupindex)
    return tuple(pattern.pattern.converters)


def filled(route: str, pattern: URLPattern, values: Mapping[str, Any]) -> str:
    """The path of an address; raises NoReverseMatch where the world has nothing for a parameter."""
    if route.startswith(ROUTES):
        values = {**values, **values["review"]}
    missing = [name for name in parameters(pattern) if name not in values]
    if missing:
        raise NoReverseMatch(f"{route}: say in tests/matrix what to put for {missing}")
    if isinstance(pattern.pattern, RegexPattern):
        before, _, _ = route.partition("^")
        (possible,) = pattern.pattern.regex and [_of_regex(pattern, values)]
        return f"/{before}{possible}"
    path = route
    for name, converter in pattern.pattern.converters.items():
        written = converter.to_url(values[name])
        start, end = path.index(f"{name}>"), path.index(f"{name}>") + len(name) + 1
        opening = path.rindex("<", 0, start + 1)
        path = f"{path[:opening]}{written}{path[end:]}"
    return f"/{path}"


def _of_regex(pattern: URLPattern, values: Mapping[str, Any]) -> str:
    from django.utils.regex_helper import normalize

    for template, names in normalize(pattern.pattern.regex.pattern):
        if set(names) <= set(values):
            return template % {name: values[name] for name in names}
    raise NoReverseMatch(str(pattern.pattern))
