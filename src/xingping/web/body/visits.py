"""The on-site visit of a case, for officers: planning and closing it, and what it brought back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from xingping.core.standard import Indicator
from xingping.rating.actor import request_actor
from xingping.rating.models import Case
from xingping.rating.permissions import allowed, require
from xingping.rating.queries.field import BlindPhoto
from xingping.rating.queries.pinned import rules_of
from xingping.rating.queries.site_material import closings_of, site_material, visible_signature
from xingping.rating.verbs import Verb
from xingping.web.body.reading import office_case, office_reader
from xingping.web.stored_files import served
from xingping.web.visit_desk import Desk, told_visits, visit_desk


@dataclass(frozen=True, slots=True)
class Album:
    """The photos of one indicator."""

    indicator: Indicator
    photos: Sequence[BlindPhoto]


@require_http_methods(["GET", "HEAD", "POST"])
def visit(request: HttpRequest, number: str) -> HttpResponse:
    """Plan, move, call off, open and close a visit; auditors read."""
    case, actor = office_case(request, number), request_actor(request)
    if request.method == "POST":
        require(actor, Verb.VISIT, case)
    desk = Desk("body/visit.html", "body", "body:visit", acts=allowed(actor, Verb.VISIT, case) is None)
    return visit_desk(request, case, desk)


@require_safe
def material(request: HttpRequest, number: str) -> HttpResponse:
    """What the visits brought back: what arrived, records with signatures, photos under blind labels."""
    case, reader = office_case(request, number), office_reader(request)
    found = site_material(reader, case)
    closings = closings_of(reader, case)
    context = {
        "case": case,
        "found": found,
        "albums": _albums(case, found.photos or ()),
        "visits": told_visits(case),
        "closings": [one for one in closings if one.standing],
        "beside": [one for one in closings if not one.standing],
        "actor": "body",
    }
    return render(request, "body/site_material.html", context)


@require_safe
def signature(request: HttpRequest, number: str, closing_key: UUID, side: str) -> HttpResponseBase:
    """A signature below a visit's record, as the phone drew it."""
    blob = visible_signature(office_reader(request), office_case(request, number), closing_key, side)
    return served(request, blob, "", inline=True)


def _albums(case: Case, photos: Sequence[BlindPhoto]) -> list[Album]:
    """By indicator, in the order of the edition; `photos` are sorted so."""
    indicators = rules_of(case).edition.by_serial
    serials = dict.fromkeys(one.serial for one in photos)
    return [Album(indicators[serial], [one for one in photos if one.serial == serial]) for serial in serials]
