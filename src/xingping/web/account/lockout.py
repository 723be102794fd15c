"""What happens after too many failed sign-ins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from xingping.rating.models import User

LONGEST_NAME = 255


def attempted_name(request: HttpRequest, credentials: Mapping[str, Any] | None) -> str:
    """Whom an attempt is about: the same account by user name and by e-mail counts once."""
    given = credentials or {}
    tried = given.get("username") or given.get("email") or given.get("login") or request.POST.get("login", "")
    name = str(tried).strip().lower()[:LONGEST_NAME]
    if "@" in name:
        return User.objects.filter(email__iexact=name).values_list("username", flat=True).first() or name
    return name


def locked_out(
    request: HttpRequest,
    original_response: HttpResponse | None = None,
    credentials: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """The page that says how long to wait and whom to ask, with status 429."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    return render(
        request,
        "account/locked_out.html",
        {"minutes": minutes, "failures": settings.AXES_FAILURE_LIMIT},
        status=429,
    )
