"""Every view says whom it is for: `@everybody`, `@signed_in` or `@needs(verb, kind)`.

The declaration is checked before the view runs; a view without one fails the build (tests/web).
What a person may do to a single object is asked from `rating.permissions` by the view or service.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeAlias

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase

from xingping.rating.actor import request_actor
from xingping.rating.permissions import require
from xingping.rating.verbs import Kind, Verb

View: TypeAlias = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Access:
    """Whom a view is for: everybody, people with an account, or whoever may do `verb` to a `kind`."""

    everybody: bool = False
    verb: Verb | None = None
    kind: Kind | None = None


def everybody(view: View) -> View:
    """A view open to the public."""
    return _declared(view, Access(everybody=True))


def signed_in(view: View) -> View:
    """A view for anybody with an account; others are sent to sign in."""

    @wraps(view)
    def checked(request: HttpRequest, *given: Any, **named: Any) -> HttpResponseBase:  # noqa: ANN401
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *given, **named)

    return _declared(checked, Access())


def needs(verb: Verb, kind: Kind) -> Callable[[View], View]:
    """A view for people with a role that may do `verb` to some object of this kind.

    Visitors are sent to sign in; others get the refusal of the permission table (mostly "not found").
    """

    def declare(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *given: Any, **named: Any) -> HttpResponseBase:  # noqa: ANN401
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            require(request_actor(request), verb, kind)
            return view(request, *given, **named)

        return _declared(checked, Access(verb=verb, kind=kind))

    return declare


def access_of(view: View) -> Access | None:
    """What a view declares, or None."""
    declared: Access | None = getattr(view, "access", None)
    return declared


def _declared(view: View, access: Access) -> View:
    view.access = access  # type: ignore[attr-defined]
    return view
