"""A result bundle as a file to be kept."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from xingping.rating.actor import request_actor
from xingping.rating.errors import refuse
from xingping.rating.models import Case, Certificate
from xingping.rating.queries.bundle import signed_bundle
from xingping.rating.queries.case_documents import has_bundle
from xingping.rating.queries.visibility import visible_cases


@require_safe
def case_bundle(request: HttpRequest, number: str) -> HttpResponse:
    """The bundle of a case for whoever reads its letters, with a star or without one; never public."""
    actor = request_actor(request)
    case = visible_cases(actor).filter(number=number).first()
    if case is None or not has_bundle(actor, case):
        raise refuse("not_found")
    return _answer(case, case.number)


def bundle_answer(found: Certificate) -> HttpResponse:
    """The bundle of a certificate that has been checked to be in sight. Raises as `signed_bundle`."""
    return _answer(found.case, found.number)


def _answer(case: Case, name: str) -> HttpResponse:
    answer = JsonResponse(signed_bundle(case), json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer.headers["Content-Disposition"] = (
        content_disposition_header(True, f"{name}-bundle.json") or "attachment"
    )
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
