"""Refusals of services as answers: one page, one JSON, the status of the catalogue."""

from __future__ import annotations

from collections.abc import Callable

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from xingping.rating.errors import RefusedError


class RefusedMiddleware:
    """Answers a refusal that a view did not answer itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Handle one request."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page or JSON of a refusal; None for other errors."""
        if not isinstance(error, RefusedError):
            return None
        refusal = error.refusal
        if wants_json(request):
            return JsonResponse(refusal.as_json(), status=refusal.status)
        return render(request, "refused.html", {"refusal": refusal}, status=refusal.status)


def wants_json(request: HttpRequest) -> bool:
    """Whether a program asks, not a person."""
    match = request.resolver_match
    return bool(match and match.route.startswith("api/")) or (
        request.accepts("application/json") and not request.accepts("text/html")
    )


def show_refusal(form: BaseForm, error: RefusedError, field: str | None = None) -> None:
    """Put a refusal at a form's field (or above the form), so that nothing typed is lost."""
    form.add_error(field if field in form.fields else None, str(error.refusal))
