"""What organisations said about a case, for its review team."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from xingping.core.roles import Role
from xingping.rating.models import Case
from xingping.rating.queries.opinions import heard_beside
from xingping.web.assessor.own import ACTOR, own
from xingping.web.body.reading import reader_as
from xingping.web.opinion_reading import said_of
from xingping.web.opinion_words import said_tallies


@require_safe
@never_cache
def page(request: HttpRequest, number: str) -> HttpResponse:
    """All of it, by name."""
    case, _sheet = own(request, number)
    context = {"case": case, "actor": ACTOR, **said_of(reader_as(request, Role.ASSESSOR), case)}
    return render(request, "assessor/opinions.html", context)


def lines_beside(case: Case) -> Mapping[str, list[tuple[str, str]]]:
    """Serial -> questions and counts, for the scoring page; one query."""
    return {serial: said_tallies(tallies) for serial, tallies in heard_beside(case).items()}
