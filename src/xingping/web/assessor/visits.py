"""The on-site visit of an assigned case: its lead plans, opens and closes it; other members read the plan."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from xingping.core.roles import Role
from xingping.rating.actor import Actor, request_actor
from xingping.rating.errors import RefusedError, refuse
from xingping.rating.models import Case
from xingping.rating.queries.visibility import visible_cases
from xingping.rating.services.visits import require_leading
from xingping.web.body.reading import reader_as
from xingping.web.visit_desk import Desk, visit_desk


@require_http_methods(["GET", "HEAD", "POST"])
def visit(request: HttpRequest, number: str) -> HttpResponse:
    """When and where; the lead acts."""
    cases = visible_cases(reader_as(request, Role.ASSESSOR)).select_related("centre", "round", "body")
    case = cases.filter(number=number).first()
    if case is None:
        raise refuse("not_found")
    acts = _leads(request_actor(request), case)
    return visit_desk(request, case, Desk("assessor/visit.html", "assessor", "conflicts:visit", acts=acts))


def _leads(actor: Actor, case: Case) -> bool:
    try:
        require_leading(actor, case)
    except RefusedError:
        return False
    return True
