"""Pages that everybody sees alike may be kept by browsers and caches, and are sent again only when changed.

The tag is a hash of what is sent. Such a page holds no token and no name of a visitor: the language
switch needs none, and whoever is signed in gets an answer of their own that nobody keeps. For the same
reason, and for no other answer, it may be sent compressed: its length tells nothing that it does not show.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers

View = Callable[..., HttpResponse]
_gzip = GZipMiddleware(lambda _request: HttpResponse())


def kept_by_caches(view: View) -> Callable[..., HttpResponseBase]:
    """Let visitors' answers be kept, asked for again each time, and answered 304 while they are the same."""

    @wraps(view)
    def answered(request: HttpRequest, *given: Any, **named: Any) -> HttpResponseBase:  # noqa: ANN401
        response = view(request, *given, **named)
        patch_vary_headers(response, ("Cookie",))
        if request.user.is_authenticated:
            patch_cache_control(response, private=True, no_store=True)
            return response
        if response.status_code != 200 or request.method not in ("GET", "HEAD"):
            return response
        patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
        tag = f'W/"{sha256(response.content).hexdigest()[:32]}"'
        response.headers["ETag"] = tag
        answer = get_conditional_response(request, etag=tag, response=response) or response
        return _gzip.process_response(request, answer) if answer.status_code == 200 else answer

    return answered
