"""Addresses of the measured server: the site itself, the floor of every save, and the usual other way."""

from __future__ import annotations

import secrets

from django.db import connection, models, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from xingping.config.urls import handler400, handler403, handler404, handler500
from xingping.config.urls import urlpatterns as site

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


class Score(models.Model):
    """One score of one sheet in a row of its own."""

    sheet = models.IntegerField()
    serial = models.IntegerField()
    n = models.IntegerField()

    class Meta:
        """Made by `_floor_world`."""

        app_label = "rating"
        managed = False
        db_table = "bench_scores"


@csrf_exempt
def one_row_commit(_request: HttpRequest, row: int) -> HttpResponse:
    """Lock and change one row and commit: no view that keeps something can be quicker."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE bench_floor SET n = n + 1 WHERE id = %s", [row])
    return HttpResponse(b"{}", content_type="application/json")


@csrf_exempt
def whole_sheet(request: HttpRequest, row: int) -> HttpResponse:
    """The usual other way: a row per indicator, all 57 written again at each save of a signed-in person."""
    if not request.user.is_authenticated:
        return HttpResponse(status=403)
    rows = [Score(sheet=row, serial=serial, n=secrets.randbelow(10) * 50) for serial in range(57)]
    with transaction.atomic():
        Score.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["sheet", "serial"], update_fields=["n"]
        )
    return HttpResponse(b"{}", content_type="application/json")


urlpatterns = [
    *site,
    path("bench/floor/<int:row>", one_row_commit),
    path("bench/whole-sheet/<int:row>", whole_sheet),
]
