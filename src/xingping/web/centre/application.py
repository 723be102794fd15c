"""Starting an application, its form (target stars, eligibility), and the stamped scans."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from xingping.core.policy import ItemKind
from xingping.rating.actor import request_actor
from xingping.rating.errors import RefusedError, refuse
from xingping.rating.models import Case, CaseFile, CaseFileKind
from xingping.rating.queries.applicant import chances, own_cases, own_centres
from xingping.rating.queries.pinned import rules_of
from xingping.rating.services.applications import create_case, fill_form
from xingping.rating.services.copying import copy_from_case
from xingping.rating.services.own_scans import attach_own_scan
from xingping.rating.services.taking_over import take_over_entries
from xingping.web.centre.own import ACTOR, form_is_open, own_case
from xingping.web.centre.workspace import standing_reasons
from xingping.web.public.self_check_entries import BadEntriesError, read_entries

SCANS = (CaseFileKind.FORM, CaseFileKind.PLEDGE)
ANSWERS = {"yes": True, "no": False}


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Choose a round for a centre, and what to begin from."""
    actor = request_actor(request)
    centres = list(own_centres(actor))
    all_now = chances(actor, centres)
    open_now = [one for one in all_now if one.refusal is None]
    barred = [one for one in all_now if one.refusal]
    context: dict[str, Any] = {
        "actor": ACTOR,
        "chances": open_now,
        "barred": barred,
        "earlier": own_cases(actor),
    }
    if request.method == "POST":
        wanted = request.POST.get("chance", "")
        chosen = next((one for one in open_now if f"{one.round.pk}-{one.centre.pk}" == wanted), None)
        if chosen is None:
            context["fault"] = _("请选择一个批次。")
            return render(request, "centre/start.html", context, status=422)
        try:
            case = create_case(actor, chosen.round.pk, chosen.centre.pk, key=request.POST.get("key", ""))
        except RefusedError as error:
            context["fault"] = str(error.refusal)
            return render(request, "centre/start.html", context, status=error.refusal.status)
        _begin_from(request, case)
        return redirect("centre:form", case.number)
    return render(request, "centre/start.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest, number: str) -> HttpResponse:
    """Target stars and eligibility item by item; form and pledge to print and to upload."""
    case = own_case(request, number)
    fault = ""
    if request.method == "POST":
        try:
            _fill(request, case)
        except RefusedError as error:
            fault = str(error.refusal)
        else:
            messages.success(request, _("申报表已保存。"))
            return redirect("centre:form", number)
    return _form_page(request, case, fault)


@require_POST
def scan(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """Take a stamped scan."""
    case = own_case(request, number)
    if kind not in [one.value for one in SCANS]:
        raise refuse("not_found")
    given = request.FILES.get("file")
    if not isinstance(given, UploadedFile) or not given.size:
        return _form_page(request, case, _("还没有选择文件，或文件是空的。"))
    try:
        attach_own_scan(
            request_actor(request), case, CaseFileKind(kind), given.name or "", given.size, given.chunks()
        )
    except RefusedError as error:
        return _form_page(request, case, str(error.refusal))
    messages.success(request, _("“%(name)s”已收下。") % {"name": given.name})
    return redirect("centre:form", number)


def _form_page(request: HttpRequest, case: Case, fault: str) -> HttpResponse:
    rules = rules_of(case)
    files = {one.kind: one for one in CaseFile.objects.filter(case=case, current=True).select_related("blob")}
    context = {
        "actor": ACTOR,
        "case": case,
        "policy": rules.policy,
        "bands": rules.edition.bands,
        "items": [_item(case, item) for item in rules.policy.eligibility],
        "editable": form_is_open(case),
        "reason": standing_reasons(case).get("", ""),
        "scans": [
            {
                "kind": kind.value,
                "label": kind.label,
                "file": files.get(kind.value),
                "required": required,
                "print": f"centre:print-{kind.value}",
            }
            for kind, required in zip(
                SCANS, (rules.policy.form_scan_required, rules.policy.pledge_required), strict=True
            )
        ],
        "fault": fault,
    }
    return render(request, "centre/form.html", context, status=422 if fault else 200)


def _item(case: Case, item: Any) -> dict[str, Any]:  # noqa: ANN401
    answer = case.eligibility.get(item.id)
    return {
        "id": item.id,
        "text": item.text,
        "condition": item.kind is ItemKind.CONDITION,
        "answer": answer,
        "blocks": answer is not None and not item.met(answer),
    }


def _fill(request: HttpRequest, case: Case) -> None:
    stars = request.POST.get("target_stars", "")
    items = rules_of(case).policy.eligibility
    answers = {item.id: ANSWERS.get(request.POST.get(f"item-{item.id}", "")) for item in items}
    fill_form(
        request_actor(request),
        case.pk,
        target_stars=int(stars) if stars in {"1", "2", "3", "4", "5"} else None,
        eligibility=answers,
    )


def _begin_from(request: HttpRequest, case: Case) -> None:
    """Copy from an earlier case, or take over the browser's self-check; says what came of it."""
    actor, source = request_actor(request), request.POST.get("source", "")
    if source.startswith("case-") and source[5:].isascii() and source[5:].isdigit():
        count = copy_from_case(actor, case.pk, int(source[5:]))
        messages.success(request, _("已从上次申报带入 %(count)s 项，请逐项核对。") % {"count": count})
    elif source == "self-check":
        try:
            given = json.loads(request.POST.get("self_check", ""))
            given["sheets"] = {"自测": given.pop("scores", {})}
            entries = read_entries(json.dumps({name: given[name] for name in _TAKEN if name in given}))
        except (ValueError, TypeError, AttributeError, BadEntriesError):
            messages.warning(request, _("自测的内容没有读出来，请直接填写。"))
            return
        count = take_over_entries(actor, case, entries.facts, entries.ticks, entries.sheets["自测"])
        messages.success(request, _("已从自测带入 %(count)s 项，请逐项核对。") % {"count": count})


_TAKEN = ("kind", "facts", "ticks", "sheets")
