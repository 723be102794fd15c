"""`/cases/<number>/`: the address of a case in messages; each person is led to the page of the own role."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse

from xingping.core.roles import Role
from xingping.rating.actor import request_actor
from xingping.rating.errors import refuse
from xingping.rating.queries.visibility import visible_cases
from xingping.rating.relations import relation
from xingping.rating.verbs import Relation

PAGES: tuple[tuple[Role, str], ...] = (
    (Role.APPLICANT, "centre:case"),
    (Role.OFFICER, "body:case"),
    (Role.PANEL, "panel:case"),
    (Role.RECOMMENDER, "recommender:case"),
    (Role.ASSESSOR, "assessor:case"),
    (Role.AUDITOR, "body:case"),
)
"""Role -> its page of a case; the first role that sees the case counts."""


def case_address(request: HttpRequest, number: str) -> HttpResponse:
    """Lead to the case's page, if the person sees the case at all."""
    actor = request_actor(request)
    case = visible_cases(actor).filter(number=number).select_related("round").first()
    if case is None:
        raise refuse("not_found")
    for role, name in PAGES:
        near = relation(actor, role, case, acting=False)
        if role in actor.roles and near in (Relation.OWN, Relation.OWN_REGION):
            try:
                return redirect(reverse(name, args=[number]))
            except NoReverseMatch:
                continue
    raise refuse("not_found")
