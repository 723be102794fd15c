"""Addresses of the server that verification pages are measured on: the site, and two bare views."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from xingping.config.urls import handler400, handler403, handler404, handler500
from xingping.config.urls import urlpatterns as site
from xingping.rating.models import Certificate

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


def one_row(_request: HttpRequest, token: str) -> HttpResponse:
    """Read one row by its index: no view that shows a certificate can be quicker."""
    return HttpResponse(Certificate.objects.values_list("number", flat=True).get(token=token))


def nothing(_request: HttpRequest, token: str) -> HttpResponse:
    """Read nothing at all."""
    return HttpResponse(token)


urlpatterns = [*site, path("bench/row/<str:token>", one_row), path("bench/nothing/<str:token>", nothing)]
