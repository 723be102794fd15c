"""Answers of open operations: kept by caches, asked for again by their tag, readable from any site."""

from __future__ import annotations

from hashlib import sha256
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

REFUSING = (400, 401, 403, 404, 409, 413, 415, 422, 429)
"""Statuses with which any operation for people and programs may refuse."""


class OpenAPI(NinjaAPI):
    """The API; what an operation for everybody answers gets a tag of its content."""

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401
        super().__init__(**settings)
        self._descriptions: dict[str, OpenAPISchema] = {}

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """The description, made once for each place the API stands at: making it takes a fifth of a second.

        To be read only: everybody gets the same one.
        """
        prefix = self.get_root_path(path_params or {}) if path_prefix is None else path_prefix
        if prefix not in self._descriptions:
            self._descriptions[prefix] = self._described(prefix)
        return self._descriptions[prefix]

    def _described(self, prefix: str) -> OpenAPISchema:
        """The description; every operation may also refuse, always in the same shape."""
        told = super().get_openapi_schema(path_prefix=prefix)
        refusal = {"$ref": "#/components/schemas/RefusalOut"}
        for by_method in told["paths"].values():
            for one in by_method.values():
                for status in REFUSING if "security" in one else ():
                    one["responses"].setdefault(
                        status,
                        {
                            "description": HTTPStatus(status).phrase,
                            "content": {"application/json": {"schema": refusal}},
                        },
                    )
        return told

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
