"""Where a request comes from, also behind reverse proxies."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse


class ClientAddressMiddleware:
    """Put the client's own address into REMOTE_ADDR, so that all who ask get the same answer.

    Each trusted proxy appends the address it was called from to X-Forwarded-For. With n trusted
    proxies the client's own address is therefore the n-th from the right; whatever stands further
    left was sent by the client and is not believed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Handle one request."""
        proxies = settings.TRUSTED_PROXIES
        forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        if proxies and len(forwarded) >= proxies and forwarded[-proxies]:
            request.META["REMOTE_ADDR"] = forwarded[-proxies]
        return self.get_response(request)
