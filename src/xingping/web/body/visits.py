"""The on-site visit of a case, for officers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from xingping.rating.actor import request_actor
from xingping.rating.permissions import allowed, require
from xingping.rating.verbs import Verb
from xingping.web.body.reading import office_case
from xingping.web.visit_desk import Desk, visit_desk


@require_http_methods(["GET", "HEAD", "POST"])
def visit(request: HttpRequest, number: str) -> HttpResponse:
    """Plan, move, call off, open and close a visit; auditors read."""
    case, actor = office_case(request, number), request_actor(request)
    if request.method == "POST":
        require(actor, Verb.VISIT, case)
    desk = Desk("body/visit.html", "body", "body:visit", acts=allowed(actor, Verb.VISIT, case) is None)
    return visit_desk(request, case, desk)
