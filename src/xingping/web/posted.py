"""What a form was sent: an empty form that was sent is not a form that was not sent."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict


def posted(request: HttpRequest) -> QueryDict | None:
    """The values sent, or None where the form is only asked for."""
    return request.POST if request.method == "POST" else None


def posted_files(request: HttpRequest) -> tuple[QueryDict | None, MultiValueDict[str, Any] | None]:
    """Values and files sent, or None and None."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def typed(request: HttpRequest, name: str, usual: str = "") -> str:
    """What was typed into a field that no form reads, without NUL: PostgreSQL keeps no such character."""
    return request.POST.get(name, usual).replace("\x00", "")
