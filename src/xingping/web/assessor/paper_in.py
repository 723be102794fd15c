"""Paper fallback, in: a filled workbook is checked as by `score`, its differences shown, then taken over."""

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
from xingping.documents.score_file import ScoreFile, read_scores
from xingping.rating.actor import request_actor
from xingping.rating.errors import RefusedError
from xingping.rating.models import Case
from xingping.rating.queries.own_sheets import is_open
from xingping.rating.queries.pinned import rules_of
from xingping.rating.queries.reviews import OwnSheet
from xingping.rating.services.saving import Edit
from xingping.rating.services.scoring import save_sheet
from xingping.web.assessor.own import ACTOR, own
from xingping.web.assessor.paper import OWN_COLUMN

LARGEST = 4 * 1024 * 1024
SHOWN_FAULTS = 50
DEVICE = "workbook"


@dataclass(frozen=True, slots=True)
class Difference:
    """One score that the file would change."""

    indicator: Indicator
    now: int | None
    then: int


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def paper(request: HttpRequest, number: str) -> HttpResponse:
    """Take away; send back and see what would change, or everything wrong with the file."""
    case, sheet = own(request, number)
    context = {"actor": ACTOR, "case": case, "open": is_open(case, sheet.sheet)}
    if request.method != "POST":
        return render(request, "assessor/paper.html", context)
    try:
        scores = _uploaded(request, case, sheet)
    except FaultsError as error:
        shown = error.faults[:SHOWN_FAULTS]
        context |= {"faults": shown, "more": len(error.faults) - len(shown)}
        return render(request, "assessor/paper.html", context, status=422)
    found = _differences(case, sheet, scores)
    context |= {"differences": found, "same": len(scores) - len(found), "previewed": True}
    return render(request, "assessor/paper.html", context)


@require_POST
@never_cache
def take_over(request: HttpRequest, number: str) -> HttpResponse:
    """Save the chosen scores; one that changed since the preview stays as it is."""
    case, _sheet = own(request, number)
    edits = {}
    for serial in request.POST.getlist("take"):
        base, value = _number(request, f"base-{serial}"), _number(request, f"value-{serial}")
        if value is not None:
            edits[f"scores.{serial}"] = Edit(base, value)
    try:
        sequence = time.time_ns() // 1_000_000
        answer = save_sheet(request_actor(request), case.pk, device=DEVICE, sequence=sequence, fields=edits)
    except RefusedError as error:
        messages.error(request, str(error.refusal))
        return redirect("assessor:paper", number)
    messages.success(request, _("已带入 %(count)s 项得分。") % {"count": len(answer.applied)})
    left = len(answer.conflicts) + len(answer.faults)
    if left:
        messages.warning(request, _("%(count)s 项没有带入：预览之后已被改动，或不能修改。") % {"count": left})
    return redirect("assessor:score", number)


def _uploaded(request: HttpRequest, case: Case, sheet: OwnSheet) -> dict[str, int]:
    """The own column: the one named 本人, or the only one; only of this case and of what is covered."""
    given = request.FILES.get("file")
    if not isinstance(given, UploadedFile):
        raise FaultsError([Fault(_("文件"), _("还没有选择文件"), _("请选择填好的工作簿"))])
    name = given.name or _("文件")
    if (given.size or 0) > LARGEST:
        mend = _("评分工作簿一般只有几十 kB，请确认没有选错文件")
        raise FaultsError([Fault(name, _("文件超过 4 MB"), mend)])
    rules = rules_of(case)
    read = read_scores(given.read(), name, rules.edition, step=rules.guide.step, partial=True)
    _refuse_other_case(read, case, name)
    scores = _own_column(read, name)
    strange = [serial for serial in scores if serial not in sheet.serials]
    if strange:
        said = _("有不在您评分范围内的指标：") + "、".join(strange)
        raise FaultsError([Fault(name, said, _("请只填分给您的指标组"))])
    return scores


def _refuse_other_case(read: ScoreFile, case: Case, name: str) -> None:
    """A workbook of another case, as its subject says, is never read into this one."""
    if read.subject and "（" in read.subject and f"（{case.number}）" not in read.subject:
        said = _("这是另一个申报件的工作簿：") + read.subject
        raise FaultsError([Fault(name, said, _("请在那个申报件的页面上传"))])


def _own_column(read: ScoreFile, name: str) -> dict[str, int]:
    if OWN_COLUMN in read.sheets:
        return dict(read.sheets[OWN_COLUMN])
    if len(read.sheets) == 1:
        return dict(next(iter(read.sheets.values())))
    said = _("文件里有几列评分：") + "、".join(read.sheets)
    raise FaultsError([Fault(name, said, _("请只留一列，或把自己的一列命名为“本人”"))])


def _differences(case: Case, sheet: OwnSheet, scores: dict[str, int]) -> list[Difference]:
    now = sheet.sheet.scores
    return [
        Difference(one, now.get(one.serial), scores[one.serial])
        for one in rules_of(case).edition.indicators
        if one.serial in scores and now.get(one.serial) != scores[one.serial]
    ]


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else None
