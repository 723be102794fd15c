"""Files that an applicant takes home: form and pledge to stamp, draft report, workbook."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from xingping.core.scoring import Result
from xingping.documents.application_form import ApplicationText, application_form_pdf
from xingping.documents.pledge import PledgeText, pledge_pdf
from xingping.documents.registry import DOCUMENTS
from xingping.rating.models import Case, SelfAssessment
from xingping.rating.queries.pinned import rules_of
from xingping.rating.queries.regions import path_of
from xingping.rating.services.submitting import self_assessment_hash
from xingping.web.centre.case import own_result
from xingping.web.centre.own import own_case
from xingping.web.centre.workspace import entries_of
from xingping.web.public.self_check_answer import OWN_SHEET
from xingping.web.public.self_check_entries import values_of
from xingping.web.public.self_check_way import printed_way, way_to

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OWN_COLUMN = "自评"
"""Label of the applicant's column in the workbook."""


@require_safe
@never_cache
def form(request: HttpRequest, number: str) -> HttpResponse:
    """The application form, filled in, to be printed and stamped."""
    case = own_case(request, number)
    sheet = SelfAssessment.objects.get(case=case)
    rules = rules_of(case)
    text = ApplicationText(
        case=case.number,
        round_name=case.round.name,
        body=case.body.name,
        applicant=case.centre.name,
        centre=case.centre.name,
        details=_details(case),
        target_stars=case.target_stars,
        eligibility=[(item.text, case.eligibility.get(item.id)) for item in rules.policy.eligibility],
        chain=[level.label for level in rules.policy.chain],
        address=request.build_absolute_uri(case.get_absolute_url()),
        printed=timezone.localdate(),
        fingerprint=self_assessment_hash(sheet),
    )
    result: Result | None = own_result(case, sheet) if sheet.scores else None
    return file(application_form_pdf(text, rules.edition, result), PDF, _("申报表"), case, ".pdf")


@require_safe
@never_cache
def pledge(request: HttpRequest, number: str) -> HttpResponse:
    """The pledge, to be printed and stamped."""
    case = own_case(request, number)
    text = PledgeText(
        case=case.number,
        round_name=case.round.name,
        body=case.body.name,
        applicant=case.centre.name,
        centre=case.centre.name,
        address=request.build_absolute_uri(case.get_absolute_url()),
        printed=timezone.localdate(),
    )
    return file(pledge_pdf(text), PDF, _("承诺书"), case, ".pdf")


@require_safe
@never_cache
def report(request: HttpRequest, number: str) -> HttpResponse:
    """A draft report of the self-assessment as it is saved."""
    case = own_case(request, number)
    sheet = SelfAssessment.objects.get(case=case)
    rules = rules_of(case)
    way = way_to(rules.edition, rules.guide, entries_of(case, sheet))
    made = DOCUMENTS["report"].make(
        own_result(case, sheet),
        rules.guide,
        subject=_("%(name)s（自评草稿，不是评定结果）") % {"name": case.centre.name},
        way=printed_way(way) if way else None,
        dated=timezone.localdate(),
    )
    return file(made, PDF, _("自评报告草稿"), case, ".pdf")


@require_safe
@never_cache
def workbook(request: HttpRequest, number: str) -> HttpResponse:
    """The self-assessment as a scoring workbook."""
    case = own_case(request, number)
    sheet = SelfAssessment.objects.get(case=case)
    rules = rules_of(case)
    values = values_of(entries_of(case, sheet), rules.edition, rules.guide)
    made = DOCUMENTS["workbook"].make(
        rules.edition,
        rules.guide,
        assessors=(OWN_COLUMN,),
        scores={OWN_COLUMN: values.sheets[OWN_SHEET]},
        facts=values.facts or None,
        subject=case.centre.name,
    )
    return file(made, XLSX, _("自评工作簿"), case, ".xlsx")


def file(made: bytes, content_type: str, name: str, case: Case, suffix: str) -> HttpResponse:
    """A file to keep, named after what it is, the centre and the day."""
    answer = HttpResponse(made, content_type=content_type)
    named = f"{name}-{case.centre.name}-{timezone.localdate():%Y%m%d}{suffix}"
    answer.headers["Content-Disposition"] = content_disposition_header(True, named) or "attachment"
    return answer


def _details(case: Case) -> list[tuple[str, str]]:
    centre = case.centre
    given = [
        (_("形式"), centre.get_form_display()),
        (_("类型"), centre.get_kind_display()),
        (_("所在地区"), path_of(centre.region)),
        (_("地址"), centre.address),
        (_("服务的社区（村）"), centre.communities),
        (_("开放时间"), centre.opening_hours),
        (_("联系人"), centre.contact_name),
        (_("联系电话"), centre.contact_phone),
    ]
    return [(name, value) for name, value in given if value]
