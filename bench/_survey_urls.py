"""Addresses of the measured server: the site, the floor, and the questionnaire without its rate limits."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import path

from _floor import handler400, handler403, handler404, handler500, one_row_commit
from xingping.config.urls import urlpatterns as site
from xingping.rating.limits import Rate
from xingping.web.public import survey
from xingping.web.public.interaction import limit_sender

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
UNLIMITED = "/bench/"


def _limit(request: HttpRequest, each: Rate, everybody: Rate) -> None:
    if not request.path.startswith(UNLIMITED):
        limit_sender(request, each, everybody)


survey.limit_sender = _limit  # type: ignore[attr-defined]
urlpatterns = [
    path("bench/floor/<int:row>", one_row_commit),
    path("bench/survey/<str:survey_token>", survey.survey),
    *site,
]
