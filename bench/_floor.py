"""Addresses of the measured server: the site itself, and the floor that every save rests on."""

from __future__ import annotations

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from xingping.config.urls import handler400, handler403, handler404, handler500
from xingping.config.urls import urlpatterns as site

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


@csrf_exempt
def one_row_commit(_request: HttpRequest, row: int) -> HttpResponse:
    """Lock and change one row and commit: no view that keeps something can be quicker."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE bench_floor SET n = n + 1 WHERE id = %s", [row])
    return HttpResponse(b"{}", content_type="application/json")


urlpatterns = [*site, path("bench/floor/<int:row>", one_row_commit)]
