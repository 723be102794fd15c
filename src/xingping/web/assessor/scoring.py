"""The scoring page: every indicator of the own sheet with what the applicant says and shows for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from xingping.core.assessor_sheet import CONFIDENCES
from xingping.core.guide import Fact
from xingping.core.standard import Indicator, Kind, Section
from xingping.rating.actor import request_actor
from xingping.rating.models import Case, SelfAssessment
from xingping.rating.queries.evidence import evidence_of
from xingping.rating.queries.own_sheets import sheet_json
from xingping.rating.queries.own_work import REASON_MARK, own_reasons
from xingping.rating.queries.pinned import Rules, rules_of
from xingping.rating.queries.reviews import OwnSheet
from xingping.web.account.people import signed_in_person
from xingping.web.assessor.opinions import lines_beside
from xingping.web.assessor.own import ACTOR, own
from xingping.web.assessor.words import quick_reasons, words
from xingping.web.guide_words import DescribedPoint, described
from xingping.web.public.standard_reading import outline


@dataclass(frozen=True, slots=True)
class Shown:
    """One indicator to score, with the applicant's statement, facts and evidence."""

    place: int
    indicator: Indicator
    level2: Section
    points: tuple[DescribedPoint, ...]
    statement: str
    facts: tuple[tuple[Fact, str, str], ...]
    """Fact, its value in words, the day on which it is true."""
    evidence: tuple[dict[str, Any], ...]
    reasons: tuple[str, ...]
    """Deduction reasons to choose from: the assessor's own first."""


@dataclass(frozen=True, slots=True)
class Part:
    """A level-1 indicator with those of its indicators that the own sheet covers."""

    section: Section
    cards: tuple[Shown, ...]


@require_safe
@never_cache
@ensure_csrf_cookie
def page(request: HttpRequest, number: str) -> HttpResponse:
    """All indicators of the own sheet; read-only once locked."""
    case, sheet = own(request, number)
    rules = rules_of(case)
    parts = _parts(request, case, sheet, rules)
    first = sheet.unscored[0] if sheet.unscored else next(iter(sheet.serials), "")
    told = sheet_json(case, sheet)
    context = {
        "actor": ACTOR,
        "case": case,
        "sheet": sheet.sheet,
        "guide": rules.guide,
        "policy": rules.policy,
        "parts": parts,
        "count": len(sheet.serials),
        "editable": told["open"],
        "total": told["total"],
        "page_data": {
            **told,
            "owner": f"sheet:{signed_in_person(request).pk}:{case.number}",
            "number": case.number,
            "step": rules.guide.step,
            "full": {one: rules.edition.by_serial[one].points for one in sheet.serials},
            "first": first,
            "reasonBelowFull": rules.policy.reason_below_full,
            "mark": REASON_MARK,
        },
        "confidences": tuple(zip(CONFIDENCES, (_("低"), _("中"), _("高")), strict=True)),
        "words": words(),
        "heard": lines_beside(case),
    }
    return render(request, "assessor/score.html", context)


def _parts(request: HttpRequest, case: Case, sheet: OwnSheet, rules: Rules) -> list[Part]:
    given = SelfAssessment.objects.get(case=case)
    shown = _evidence_by_serial(case)
    reasons = own_reasons(request_actor(request))
    places = {serial: place for place, serial in enumerate(sheet.serials, 1)}

    def card(indicator: Indicator, level2: Section) -> Shown:
        points = tuple(
            one for one in described(rules.guide, indicator) if one.point.applies in (None, Kind(case.kind))
        )
        serial = indicator.serial
        return Shown(
            place=places[serial],
            indicator=indicator,
            level2=level2,
            points=points,
            statement=given.statements.get(serial, ""),
            facts=_facts(points, given.facts),
            evidence=tuple(shown[serial]),
            reasons=tuple(dict.fromkeys((*reasons.get(serial, ()), *quick_reasons()))),
        )

    parts = [
        Part(
            one.section,
            tuple(
                card(indicator, level2.section)
                for level2 in one.level2
                for indicator in level2.indicators
                if indicator.serial in places
            ),
        )
        for one in outline(rules.edition)
    ]
    return [part for part in parts if part.cards]


def _evidence_by_serial(case: Case) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for item in evidence_of(case):
        for serial in dict.fromkeys(serial for serial, _point in item["targets"]):
            found[serial].append(item)
    return found


def _facts(
    points: tuple[DescribedPoint, ...], given: Mapping[str, Mapping[str, str]]
) -> tuple[tuple[Fact, str, str], ...]:
    """What the applicant declared of the facts that the scoring points ask for."""
    asked = dict.fromkeys(fact for one in points for fact in one.facts)
    return tuple(
        (fact, _in_words(fact, given[fact.name]["value"]), given[fact.name]["true_on"])
        for fact in asked
        if fact.name in given
    )


def _in_words(fact: Fact, value: str) -> str:
    labels = {choice.id: choice.label for choice in fact.choices}
    return labels.get(value) or _("%(value)s %(unit)s") % {"value": value, "unit": fact.unit}
