"""What demo accounts, shared by everybody, must not change."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from xingping.rating.errors import refuse
from xingping.web.access import View, signed_in


def own(view: View) -> View:
    """A view about one's own account; refused to demo accounts (RefusedError demo_account)."""

    @wraps(view)
    def checked(request: HttpRequest, *given: Any, **named: Any) -> HttpResponseBase:  # noqa: ANN401
        if getattr(request.user, "is_demo", False):
            raise refuse("demo_account")
        return view(request, *given, **named)

    return signed_in(checked)
