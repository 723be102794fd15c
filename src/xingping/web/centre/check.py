"""What is missing, each with the way to it; and submitting."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from xingping.core.completeness import Gap, GapKind
from xingping.core.guide import Guide
from xingping.core.sheet_content import field_serials
from xingping.rating.actor import request_actor
from xingping.rating.errors import Refusal, RefusedError
from xingping.rating.models import Case, EvidenceItem, SelfAssessment
from xingping.rating.queries.completeness import case_gaps
from xingping.rating.queries.pinned import rules_of
from xingping.rating.services.submitting import submit
from xingping.web.centre.case import own_result
from xingping.web.centre.own import ACTOR, is_editable, own_case

ON_THE_FORM = (GapKind.TARGET, GapKind.ELIGIBILITY, GapKind.FORM, GapKind.PLEDGE)


@dataclass(frozen=True, slots=True)
class ShownGap:
    """A gap in words, and where it is closed."""

    message: str
    url: str


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, number: str) -> HttpResponse:
    """The list of what is missing; with nothing missing, the button to submit."""
    case = own_case(request, number)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            submit(request_actor(request), case.pk, key=request.POST.get("key", ""))
        except RefusedError as error:
            refusal = error.refusal
        else:
            messages.success(request, _("已提交。办理进展会发到“消息”里，也可以在这里查看。"))
            return redirect("centre:case", number)
    return _page(request, case, refusal)


def _page(request: HttpRequest, case: Case, refusal: Refusal | None) -> HttpResponse:
    sheet = SelfAssessment.objects.get(case=case)
    rules = rules_of(case)
    gaps = case_gaps(case, sheet)
    result = own_result(case, sheet)
    context = {
        "actor": ACTOR,
        "case": case,
        "editable": is_editable(case),
        "blocking": [_shown(case, rules.guide, gap) for gap in gaps if gap.blocking],
        "facts": [_shown(case, rules.guide, gap) for gap in gaps if gap.kind is GapKind.FACT],
        "points": _by_indicator(case, gaps),
        "result": result,
        "below_target": bool(
            case.target_stars and result.complete and (result.stars or 0) < case.target_stars
        ),
        "evidence_count": EvidenceItem.objects.filter(case=case, removed_at=None).count(),
        "key": uuid4().hex,
        "refusal": refusal,
    }
    return render(request, "centre/check.html", context, status=refusal.status if refusal else 200)


def _shown(case: Case, guide: Guide, gap: Gap) -> ShownGap:
    if gap.kind in ON_THE_FORM:
        anchor = f"item-{gap.key}" if gap.kind is GapKind.ELIGIBILITY else gap.kind.value
        return ShownGap(gap.message, f"{reverse('centre:form', args=[case.number])}#{anchor}")
    serials = field_serials(guide, gap.key)
    first = next((one.serial for one in guide.indicators if one.serial in serials), "")
    return ShownGap(gap.message, _at(case, gap.serial or first))


def _by_indicator(case: Case, gaps: tuple[Gap, ...]) -> list[tuple[str, int, str]]:
    """(serial, how many points nobody answered, address): points are asked for, never compulsory."""
    counts: dict[str, int] = {}
    for gap in gaps:
        if gap.kind is GapKind.POINT:
            counts[gap.serial] = counts.get(gap.serial, 0) + 1
    return [(serial, count, _at(case, serial)) for serial, count in counts.items()]


def _at(case: Case, serial: str) -> str:
    return f"{reverse('centre:self-assessment', args=[case.number])}#indicator-{serial}"
