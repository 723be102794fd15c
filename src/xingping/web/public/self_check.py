"""Self-check (自测): anybody rates a centre without an account. Entries stay in the visitor's browser;
the server computes by core, answers, and keeps nothing."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from xingping.core.catalogue import find_edition, find_guide
from xingping.core.guide import Guide
from xingping.core.scoring import score
from xingping.core.standard import Edition
from xingping.web.public.self_check_answer import OWN_SHEET, answer, described
from xingping.web.public.self_check_entries import BadEntriesError, Entries, read_entries
from xingping.web.public.self_check_form import form_sections
from xingping.web.public.self_check_result import chart_of
from xingping.web.public.self_check_way import way_json, way_to
from xingping.web.public.standard_reading import outline


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The form, empty: the visitor's browser fills in what it kept."""
    edition = find_edition()
    guide = find_guide(edition=edition)
    nothing = score(edition, {OWN_SHEET: {}}, step=guide.step, partial=True)
    context = {
        "edition": edition,
        "guide": guide,
        "outline": outline(edition),
        "sections": lambda: form_sections(edition, guide),  # read only where the template's cache is empty
        "chart": chart_of(nothing),
        "words": _words(),
        "first": described(nothing),
    }
    return render(request, "public/self_check.html", context)


@require_POST
@never_cache
def compute(request: HttpRequest) -> JsonResponse:
    """Total, star, radar, advice and faults for the entries in the body."""
    return _answered(request, answer)


@require_POST
@never_cache
def way(request: HttpRequest) -> JsonResponse:
    """The shortest way to the next star for the entries in the body."""
    return _answered(
        request, lambda edition, guide, given: way_json(way_to(edition, guide, given), guide, given)
    )


def _words() -> dict[str, str]:
    """What the page's script says."""
    return {
        "saved": _("已保存在本机 {time}"),
        "notSaved": _("浏览器不允许保存，离开前请下载工作簿"),
        "away": _("服务器暂时连不上。您填的内容都在本机，不会丢；正在自动重试，连上后结果会更新。"),
        "refused": _("提交的内容无法识别，请刷新页面后再试；已填内容仍在本机。"),
        "noFile": _("文件没有取到，请稍后再试；已填内容仍在本机。"),
        "adopt": _("采用 {points}"),
        "notScored": _("未打分"),
        "rest": _("其余 {count} 项"),
        "keep": _("这项先不动"),
        "fixed": _("先不动的指标："),
        "release": _("指标 {serial} 可以调整"),
    }


def _answered(request: HttpRequest, make: Callable[[Edition, Guide, Entries], object]) -> JsonResponse:
    edition = find_edition()
    try:
        entries = read_entries(request.body)
    except BadEntriesError:
        return JsonResponse(
            {"error": _("提交的内容无法识别，请刷新页面后再试；已填内容仍在本机。")}, status=400
        )
    return JsonResponse(make(edition, find_guide(edition=edition), entries))
