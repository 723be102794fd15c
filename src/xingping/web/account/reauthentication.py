"""Proof that the person at the keyboard is still the one who signed in, before locking or signing."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase


def is_fresh(request: HttpRequest) -> bool:
    """Whether password or code were given in this session within the time of the settings.

    Demo accounts in demo mode have neither, and count as fresh.
    """
    if not request.user.is_authenticated:
        return False
    if request.user.is_demo and settings.DEMO:
        return True
    records = get_authentication_records(request, request.user)
    latest = max((float(record["at"]) for record in records), default=0.0)
    return time.time() - latest < float(settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)


def require_fresh(request: HttpRequest) -> None:
    """Raise what allauth's middleware answers by asking for the password or code, then resuming.

    A POST is kept and repeated after the person has proved who they are: nothing typed is lost.
    """
    if not is_fresh(request):
        raise ReauthenticationRequired


def freshly_signed_in(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """For views that lock, sign or change how one signs in."""

    @wraps(view)
    def checked(request: HttpRequest, *given: Any, **named: Any) -> HttpResponseBase:  # noqa: ANN401
        require_fresh(request)
        return view(request, *given, **named)

    return checked
