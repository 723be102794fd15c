"""Self-check (自测): anybody rates a centre without an account; nothing is stored on the server."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The form."""
    return render(request, "public/self_check.html", {})
