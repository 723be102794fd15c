"""The scoring page: every indicator of the own sheet with what the applicant says and shows for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from xingping.rating.actor import request_actor
from xingping.rating.models import Case, SelfAssessment
from xingping.rating.queries.evidence import evidence_of
from xingping.rating.queries.own_sheets import sheet_json
from xingping.rating.queries.own_work import REASON_MARK, own_reasons
from xingping.rating.queries.pinned import rules_of
from xingping.rating.queries.reviews import OwnSheet
from xingping.web.account.people import signed_in_person
from xingping.web.assessor.opinions import lines_beside
from xingping.web.assessor.own import ACTOR, own
from xingping.web.assessor.sheet_cards import Own, cards, face_of, side_list
from xingping.web.assessor.words import quick_reasons, words
from xingping.web.survey_words import survey_beside

SURVEYED = "58"


@require_safe
@never_cache
@ensure_csrf_cookie
def page(request: HttpRequest, number: str) -> HttpResponse:
    """All indicators of the own sheet; read-only once locked."""
    case, sheet = own(request, number)
    rules = rules_of(case)
    told = sheet_json(case, sheet)
    face = face_of(case, editable=told["open"])
    context = {
        "actor": ACTOR,
        "case": case,
        "sheet": sheet.sheet,
        "side_list": side_list(face, sheet.serials),
        "cards": cards(face, _own_parts(request, case, sheet)),
        "editable": told["open"],
        "total": told["total"],
        "page_data": {
            **told,
            "owner": f"sheet:{signed_in_person(request).pk}:{case.number}",
            "number": case.number,
            "step": rules.guide.step,
            "full": {one: rules.edition.by_serial[one].points for one in sheet.serials},
            "first": sheet.unscored[0] if sheet.unscored else next(iter(sheet.serials), ""),
            "reasonBelowFull": rules.policy.reason_below_full,
            "mark": REASON_MARK,
        },
        "words": words(),
    }
    return render(request, "assessor/score.html", context)


def _own_parts(request: HttpRequest, case: Case, sheet: OwnSheet) -> dict[str, Own]:
    """What each card says of the case and of the assessor, in the order of the sheet."""
    given = SelfAssessment.objects.get(case=case)
    shown = _evidence_by_serial(case)
    reasons, quick = own_reasons(request_actor(request)), quick_reasons()
    heard = lines_beside(case)
    return {
        serial: Own(
            statement=given.statements.get(serial, ""),
            facts=given.facts,
            heard=_opinions(case, serial, heard) + _residents(case, serial),
            evidence=shown[serial],
            reasons=tuple(dict.fromkeys((*reasons.get(serial, ()), *quick))),
        )
        for serial in sheet.serials
    }


def _opinions(case: Case, serial: str, heard: Mapping[str, Sequence[tuple[str, str]]]) -> SafeString:
    """What organisations answered about an indicator."""
    if serial not in heard:
        return SafeString("")
    context = {"case": case, "serial": serial, "heard": heard}
    return SafeString(render_to_string("assessor/opinion_block.html", context))


def _residents(case: Case, serial: str) -> SafeString:
    """What residents answered in the body's survey, beside the row that is about surveys."""
    survey = survey_beside(case) if serial == SURVEYED else None
    if survey is None:
        return SafeString("")
    return SafeString(render_to_string("components/survey_beside.html", {"survey": survey}))


def _evidence_by_serial(case: Case) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for item in evidence_of(case):
        for serial in dict.fromkeys(serial for serial, _point in item["targets"]):
            found[serial].append(item)
    return found
