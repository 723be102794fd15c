"""What pages of this site may ask of the visitor's device: camera and place for on-site evidence, no more."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

PERMISSIONS = (
    "camera=(self), geolocation=(self), accelerometer=(), autoplay=(), browsing-topics=(), "
    "display-capture=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()"
)


class PermissionsMiddleware:
    """Sets Permissions-Policy on every answer that has none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Handle one request."""
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return response
