"""Answers of open operations: kept by caches, asked for again by their tag, readable from any site."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from ninja import NinjaAPI


class OpenAPI(NinjaAPI):
    """The API; what an operation for everybody answers gets a tag of its content."""

    def create_response(self, request: HttpRequest, data: Any, **options: Any) -> HttpResponse:  # noqa: ANN401
        """The answer; 304 where the asker has it already."""
        response: HttpResponse = super().create_response(request, data, **options)
        if not getattr(request, "answers_everybody", False):
            return response
        response.headers["Access-Control-Allow-Origin"] = "*"
        if response.status_code != 200:
            return response
        tag = f'W/"{sha256(response.content).hexdigest()[:32]}"'
        response.headers["ETag"] = tag
        response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
        return get_conditional_response(request, etag=tag, response=response) or response
