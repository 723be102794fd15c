"""Files of the self-check: workbook and report to take home, a filled workbook to look at. None is kept."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xingping.core.catalogue import find_edition, find_guide
from xingping.core.faults import Fault, FaultsError
from xingping.core.guide import Guide
from xingping.core.standard import Edition
from xingping.documents.registry import DOCUMENTS
from xingping.documents.score_file import ScoreFile, read_scores
from xingping.web.public.self_check_answer import computed
from xingping.web.public.self_check_entries import BadEntriesError, Entries, read_entries, values_of
from xingping.web.public.self_check_result import result_context
from xingping.web.public.self_check_way import printed_way, way_to

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LARGEST_UPLOAD = 4 * 1024 * 1024
"""Bytes; a filled workbook has some 40 kB."""
SHOWN_FAULTS = 50


@require_safe
def blank_workbook(request: HttpRequest) -> HttpResponse:
    """The scoring workbook, empty."""
    edition = find_edition()
    made = DOCUMENTS["workbook"].make(edition, find_guide(edition=edition))
    return _file(made, XLSX, _("评分工作簿"), ".xlsx")


@require_POST
@never_cache
def workbook(request: HttpRequest) -> HttpResponse:
    """The entries as a filled scoring workbook."""
    return _made(request, "workbook")


@require_POST
@never_cache
def report(request: HttpRequest) -> HttpResponse:
    """The entries as a report to print."""
    return _made(request, "report")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def upload(request: HttpRequest) -> HttpResponse:
    """A filled workbook or score table: its result, or everything wrong with it."""
    if request.method != "POST":
        return render(request, "public/upload.html")
    edition = find_edition()
    guide = find_guide(edition=edition)
    try:
        read = _uploaded(request, edition, guide)
    except FaultsError as error:
        shown = error.faults[:SHOWN_FAULTS]
        context = {"faults": shown, "more": len(error.faults) - len(shown)}
        return render(request, "public/upload.html", context, status=422)
    return render(request, "public/upload_result.html", result_context(edition, guide, read))


def _uploaded(request: HttpRequest, edition: Edition, guide: Guide) -> ScoreFile:
    given = request.FILES.get("file")
    if not isinstance(given, UploadedFile):
        raise FaultsError([Fault(_("文件"), _("还没有选择文件"), _("请选择填好的工作簿"))])
    name = given.name or _("文件")
    if (given.size or 0) > LARGEST_UPLOAD:
        raise FaultsError(
            [Fault(name, _("文件超过 4 MB"), _("评分工作簿一般只有几十 kB，请确认没有选错文件"))]
        )
    return read_scores(given.read(), name, edition, step=guide.step, partial=True)


def _made(request: HttpRequest, kind: str) -> HttpResponse:
    edition = find_edition()
    guide = find_guide(edition=edition)
    try:
        entries = read_entries(_body(request))
    except BadEntriesError:
        return JsonResponse(
            {"error": _("提交的内容无法识别，请刷新页面后再试；已填内容仍在本机。")}, status=400
        )
    if kind == "workbook":
        return _file(_workbook(edition, guide, entries), XLSX, _("自测工作簿"), ".xlsx")
    return _file(_report(edition, guide, entries), "application/pdf", _("自测报告"), ".pdf")


def _body(request: HttpRequest) -> bytes | str:
    """JSON from a script, or the same as a field of a plain form."""
    if request.content_type == "application/json":
        return request.body
    return request.POST.get("entries", "")


def _workbook(edition: Edition, guide: Guide, entries: Entries) -> bytes:
    values = values_of(entries, edition, guide)
    return DOCUMENTS["workbook"].make(
        edition,
        guide,
        assessors=tuple(values.sheets),
        scores=values.sheets,
        facts=values.facts or None,
        subject=entries.subject,
    )


def _report(edition: Edition, guide: Guide, entries: Entries) -> bytes:
    result = computed(edition, guide, values_of(entries, edition, guide))
    way = way_to(edition, guide, entries)
    return DOCUMENTS["report"].make(
        result,
        guide,
        subject=entries.subject or None,
        way=printed_way(way) if way else None,
        dated=timezone.localdate(),
        title="自测报告（非评定结果）",
    )


def _file(made: bytes, content_type: str, name: str, suffix: str) -> HttpResponse:
    answer = HttpResponse(made, content_type=content_type)
    dated = f"{name}-{timezone.localdate():%Y%m%d}{suffix}"
    answer.headers["Content-Disposition"] = content_disposition_header(True, dated) or "attachment"
    return answer
