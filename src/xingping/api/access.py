"""Every operation says whom it is for, as pages do (`web.access`): `needs(verb, kind)` below the route.

The declaration is checked before the operation runs; an operation without one fails the build
(tests/api). What a person may do to a single object is asked by the service or query.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import signature
from typing import Any, ParamSpec, TypeVar

from xingping.rating.actor import request_actor
from xingping.rating.limits import Rate, limit
from xingping.rating.permissions import require
from xingping.rating.verbs import Kind, Verb

EVERYBODY = "everybody"
"""What an open operation declares: no role is asked."""
SIGNED_IN = "signed in"
"""What an operation declares that is about one's own token or account alone."""
REQUESTS = Rate("open API", per_minute=240, burst=240)
"""Requests of one address without a key."""
Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")


def needs(verb: Verb, kind: Kind) -> Callable[[Callable[Arguments, Answer]], Callable[Arguments, Answer]]:
    """An operation for people with a role that may do `verb` to some object of this kind."""

    def declare(operation: Callable[Arguments, Answer]) -> Callable[Arguments, Answer]:
        @wraps(operation)
        def checked(*given: Arguments.args, **named: Arguments.kwargs) -> Answer:
            request: Any = given[0]
            require(request_actor(request), verb, kind)
            return operation(*given, **named)

        checked.access = (verb, kind)  # type: ignore[attr-defined]
        # ninja reads the types of the parameters here, where the operation's own names are unknown.
        checked.__signature__ = signature(operation, eval_str=True)  # type: ignore[attr-defined]
        return checked

    return declare


def everybody(operation: Callable[Arguments, Answer]) -> Callable[Arguments, Answer]:
    """An operation without a key, for published facts alone; counted by address.

    Its answer may be kept and asked for again by its tag (`api.open`). Raises RefusedError
    (`too_many_requests`).
    """

    @wraps(operation)
    def checked(*given: Arguments.args, **named: Arguments.kwargs) -> Answer:
        request: Any = given[0]
        limit(REQUESTS, request.META.get("REMOTE_ADDR", ""), "too_many_requests")
        request.answers_everybody = True
        return operation(*given, **named)

    checked.access = EVERYBODY  # type: ignore[attr-defined]
    checked.__signature__ = signature(operation, eval_str=True)  # type: ignore[attr-defined]
    return checked


def signed_in(operation: Callable[Arguments, Answer]) -> Callable[Arguments, Answer]:
    """An operation for anybody with an account or token, about the asker alone."""
    operation.access = SIGNED_IN  # type: ignore[attr-defined]
    return operation


def declared_access(operation: Callable[..., Any]) -> tuple[Verb, Kind] | str | None:
    """What an operation declares, or None; `EVERYBODY` for an open one, `SIGNED_IN` for one's own."""
    declared: tuple[Verb, Kind] | str | None = getattr(operation, "access", None)
    return declared
