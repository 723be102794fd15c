"""A result bundle as a file to be kept."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.utils.http import content_disposition_header

from xingping.rating.models import Certificate
from xingping.rating.queries.bundle import signed_bundle


def bundle_answer(found: Certificate) -> HttpResponse:
    """The bundle of a certificate that has been checked to be in sight. Raises as `signed_bundle`."""
    answer = JsonResponse(signed_bundle(found.case), json_dumps_params={"ensure_ascii": False, "indent": 1})
    name = f"{found.number}-bundle.json"
    answer.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer
