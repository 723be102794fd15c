"""The self-assessment's workspace: one page to fill in, and two answers that its script asks for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_POST, require_safe

from xingping.core.points import show_hundredths
from xingping.core.standard import Kind
from xingping.rating.calendar import today
from xingping.rating.models import Case, IndicatorReturn, SelfAssessment
from xingping.rating.queries.evidence import evidence_of
from xingping.rating.queries.pinned import Rules, rules_of
from xingping.rating.services.saving import content_of
from xingping.web.account.people import signed_in_person
from xingping.web.centre.cards import (
    Filling,
    card_sections,
    evidence_words,
    names_json,
    stale_before,
    targets_json,
    words,
)
from xingping.web.centre.own import ACTOR, form_is_open, is_editable, own_case
from xingping.web.public.self_check_answer import OWN_SHEET, answer, computed
from xingping.web.public.self_check_entries import BadEntriesError, Entries, read_entries, values_of
from xingping.web.public.self_check_result import chart_of
from xingping.web.public.self_check_way import way_json, way_to


@require_safe
@never_cache
@ensure_csrf_cookie
def page(request: HttpRequest, number: str) -> HttpResponse:
    """Seven sections, 57 indicators; read-only once submitted."""
    case = own_case(request, number)
    sheet = SelfAssessment.objects.get(case=case)
    rules = rules_of(case)
    reasons = standing_reasons(case)
    opened = None if case.open_serials is None else frozenset(case.open_serials)
    filling = Filling(Kind(case.kind), opened, reasons, is_editable(case))
    sections = card_sections(rules.edition, rules.guide, filling)
    entries = entries_of(case, sheet)
    result = computed(rules.edition, rules.guide, values_of(entries, rules.edition, rules.guide))
    context = {
        "actor": ACTOR,
        "case": case,
        "edition": rules.edition,
        "guide": rules.guide,
        "policy": rules.policy,
        "sections": sections,
        "chart": chart_of(result),
        "first": answer(rules.edition, rules.guide, entries),
        "editable": filling.editable,
        "form_open": form_is_open(case),
        "reasons": reasons,
        "page_data": _page_data(request, case, sheet, rules),
        "targets": targets_json(sections),
        "names": names_json(rules.edition),
        "evidence": evidence_of(case),
        "words": words(),
        "evidence_words": evidence_words(),
    }
    return render(request, "centre/self_assessment.html", context)


@require_POST
@never_cache
def compute(request: HttpRequest, number: str) -> JsonResponse:
    """Total, star, radar, advice and faults for what is on the page, saved or not."""
    return _answered(request, number, lambda rules, given: answer(rules.edition, rules.guide, given))


@require_POST
@never_cache
def way(request: HttpRequest, number: str) -> JsonResponse:
    """The shortest way to the next star for what is on the page."""
    return _answered(
        request,
        number,
        lambda rules, given: way_json(way_to(rules.edition, rules.guide, given), rules.guide, given),
    )


def entries_of(case: Case, sheet: SelfAssessment) -> Entries:
    """What is saved, as the entries that advice and result are computed from."""
    return Entries(
        kind=Kind(case.kind),
        subject=case.centre.name,
        facts={name: fact["value"] for name, fact in sheet.facts.items()},
        ticks=frozenset(name for name, ticked in sheet.points.items() if ticked),
        sheets={OWN_SHEET: {serial: show_hundredths(value) for serial, value in sheet.scores.items()}},
    )


def standing_reasons(case: Case) -> dict[str, str]:
    """{serial: what is to be corrected} of the last return, while the case is returned."""
    if case.open_serials is None:
        return {}
    rows = IndicatorReturn.objects.filter(case=case, answered_at=None).order_by("pk")
    return {row.serial: row.reason for row in rows}


def _page_data(request: HttpRequest, case: Case, sheet: SelfAssessment, rules: Rules) -> dict[str, Any]:
    return {
        "owner": f"{signed_in_person(request).pk}:{case.number}",
        "number": case.number,
        "kind": case.kind,
        "version": sheet.version,
        "content": content_of(sheet),
        "step": rules.guide.step,
        "limit": rules.guide.evidence_limit,
        "megabytes": rules.policy.file_megabytes,
        "day": _default_day(case.round.facts_on).isoformat(),
        "today": today().isoformat(),
        "staleBefore": stale_before(case.round.facts_on, rules.policy.stale_months).isoformat(),
        "editable": is_editable(case),
        "first": _first_open(case, rules),
        "indicators": {one.serial: one.points for one in rules.edition.indicators},
        "facts": {one.name: [choice.id for choice in one.choices] for one in rules.guide.facts},
        "factLabels": {one.name: one.label for one in rules.guide.facts},
    }


def _first_open(case: Case, rules: Rules) -> str:
    """The first indicator that a return opened, to begin there."""
    opened = case.open_serials or ()
    return next((one.serial for one in rules.edition.indicators if one.serial in opened), "")


def _default_day(facts_on: date) -> date:
    """The date put beside a fact that is typed in: the round's own day, or today before it comes."""
    return min(facts_on, today())


def _answered(request: HttpRequest, number: str, make: Callable[[Rules, Entries], object]) -> JsonResponse:
    case = own_case(request, number)
    try:
        entries = read_entries(request.body)
    except BadEntriesError:
        return JsonResponse(
            {"error": _("提交的内容无法识别，请刷新页面后再试；已填内容仍在本机。")}, status=400
        )
    return JsonResponse(make(rules_of(case), replace(entries, kind=Kind(case.kind))))
