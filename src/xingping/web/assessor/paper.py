"""Paper fallback, out: a blank sheet with the case's QR code, and a workbook with the own scores so far."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from xingping.core.standard import Kind
from xingping.documents.blank_sheet import BlankText
from xingping.documents.registry import DOCUMENTS
from xingping.rating.models import Case
from xingping.rating.queries.pinned import rules_of
from xingping.web.assessor.own import own

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OWN_COLUMN = "本人"
"""Label of the assessor's column in the workbook; it tells nobody's name."""


@require_safe
@never_cache
def blank(request: HttpRequest, number: str) -> HttpResponse:
    """The blank sheet of one case for the indicators that the own sheet covers; no name on it."""
    case, sheet = own(request, number)
    rules = rules_of(case)
    text = BlankText(
        case=case.number,
        round_name=case.round.name,
        centre=case.centre.name,
        address=request.build_absolute_uri(case.get_absolute_url()),
        printed=timezone.localdate(),
    )
    made = DOCUMENTS["blank_sheet"].make(text, rules.edition, rules.guide, Kind(case.kind), sheet.serials)
    return _file(made, PDF, _("空白评分表"), case, ".pdf")


@require_safe
@never_cache
def workbook(request: HttpRequest, number: str) -> HttpResponse:
    """The own scores as a scoring workbook with one column."""
    case, sheet = own(request, number)
    rules = rules_of(case)
    made = DOCUMENTS["workbook"].make(
        rules.edition,
        rules.guide,
        assessors=(OWN_COLUMN,),
        scores={OWN_COLUMN: sheet.sheet.scores},
        subject=f"{case.centre.name}（{case.number}）",
    )
    return _file(made, XLSX, _("评分工作簿"), case, ".xlsx")


def _file(made: bytes, content_type: str, name: str, case: Case, suffix: str) -> HttpResponse:
    answer = HttpResponse(made, content_type=content_type)
    named = f"{name}-{case.number}{suffix}"
    answer.headers["Content-Disposition"] = content_disposition_header(True, named) or "attachment"
    return answer
