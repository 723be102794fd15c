"""A filled workbook comes back: what would change is shown first, then taken over as far as wanted."""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from xingping.core.faults import Fault, FaultsError
from xingping.core.standard import Indicator
from xingping.documents.score_file import read_scores
from xingping.rating.actor import request_actor
from xingping.rating.errors import RefusedError
from xingping.rating.models import Case, SelfAssessment
from xingping.rating.queries.pinned import rules_of
from xingping.rating.services.saving import Edit, save_self_assessment
from xingping.web.centre.documents import OWN_COLUMN
from xingping.web.centre.own import ACTOR, is_editable, own_case

LARGEST = 4 * 1024 * 1024
SHOWN_FAULTS = 50
DEVICE = "workbook"


@dataclass(frozen=True, slots=True)
class Difference:
    """One score that the workbook would change; `open` where it may."""

    indicator: Indicator
    now: int | None
    then: int
    open: bool


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def workbook(request: HttpRequest, number: str) -> HttpResponse:
    """Download; upload and see what would change, or everything wrong with the file."""
    case = own_case(request, number)
    context = {"actor": ACTOR, "case": case, "editable": is_editable(case)}
    if request.method != "POST":
        return render(request, "centre/workbook.html", context)
    try:
        scores = _uploaded(request, case)
    except FaultsError as error:
        shown = error.faults[:SHOWN_FAULTS]
        context |= {"faults": shown, "more": len(error.faults) - len(shown)}
        return render(request, "centre/workbook.html", context, status=422)
    found = _differences(case, scores)
    context |= {"differences": found, "same": len(scores) - len(found), "previewed": True}
    return render(request, "centre/workbook.html", context)


@require_POST
def take_over(request: HttpRequest, number: str) -> HttpResponse:
    """Save the chosen scores; one that somebody changed since the preview stays as it is."""
    case = own_case(request, number)
    edits = {}
    for serial in request.POST.getlist("take"):
        base, value = _number(request, f"base-{serial}"), _number(request, f"value-{serial}")
        if value is not None:
            edits[f"scores.{serial}"] = Edit(base, value)
    try:
        answer = save_self_assessment(
            request_actor(request),
            case.pk,
            device=DEVICE,
            sequence=time.time_ns() // 1_000_000,
            fields=edits,
        )
    except RefusedError as error:
        messages.error(request, str(error.refusal))
        return redirect("centre:workbook", number)
    messages.success(request, _("已带入 %(count)s 项得分。") % {"count": len(answer.applied)})
    left = len(answer.conflicts) + len(answer.faults)
    if left:
        messages.warning(request, _("%(count)s 项没有带入：预览之后已被改动，或不能修改。") % {"count": left})
    return redirect("centre:self-assessment", number)


def _uploaded(request: HttpRequest, case: Case) -> dict[str, int]:
    """The applicant's column: the one named 自评, or the only one."""
    given = request.FILES.get("file")
    if not isinstance(given, UploadedFile):
        raise FaultsError([Fault(_("文件"), _("还没有选择文件"), _("请选择填好的工作簿"))])
    name = given.name or _("文件")
    if (given.size or 0) > LARGEST:
        raise FaultsError(
            [Fault(name, _("文件超过 4 MB"), _("评分工作簿一般只有几十 kB，请确认没有选错文件"))]
        )
    rules = rules_of(case)
    sheets = read_scores(given.read(), name, rules.edition, step=rules.guide.step, partial=True).sheets
    if OWN_COLUMN in sheets:
        return dict(sheets[OWN_COLUMN])
    if len(sheets) == 1:
        return dict(next(iter(sheets.values())))
    known = "、".join(sheets)
    raise FaultsError(
        [Fault(name, _("文件里有几列评分：") + known, _("请只留一列，或把本单位的一列命名为“自评”"))]
    )


def _differences(case: Case, scores: dict[str, int]) -> list[Difference]:
    sheet = SelfAssessment.objects.get(case=case)
    edition = rules_of(case).edition
    return [
        Difference(
            indicator=one,
            now=sheet.scores.get(one.serial),
            then=scores[one.serial],
            open=case.open_serials is None or one.serial in case.open_serials,
        )
        for one in edition.indicators
        if one.serial in scores and sheet.scores.get(one.serial) != scores[one.serial]
    ]


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else None
