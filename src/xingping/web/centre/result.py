"""The draft result for its applicant: points with reasons, never names; errors of fact can be named."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from xingping.core.lifecycle import State
from xingping.rating.actor import request_actor
from xingping.rating.calendar import today
from xingping.rating.errors import RefusedError
from xingping.rating.models import Case
from xingping.rating.queries.feedback import Answer, answers_of
from xingping.rating.queries.pinned import rules_of
from xingping.rating.queries.results import ToldIndicator, case_result, standing_decision, told_result
from xingping.rating.services.feedback import give_feedback
from xingping.web.body.case_words import due_text
from xingping.web.centre.own import ACTOR, own_case

PREFIX = "error-"
"""Before the serial in the name of the field in which an error is named."""
CONFIRM, NAME = "confirm", "errors"


def result(request: HttpRequest, number: str) -> HttpResponse:
    """The draft result; within the time the applicant confirms it or names errors of fact, once."""
    case = own_case(request, number)
    if request.method != "POST":
        return _page(request, case, {})
    typed = {
        name.removeprefix(PREFIX): text
        for name, text in request.POST.items()
        if name.startswith(PREFIX) and isinstance(text, str)
    }
    answer = request.POST.get("answer")
    errors = {serial: text for serial, text in typed.items() if text.strip()}
    if answer not in (CONFIRM, NAME) or (answer == NAME) is not bool(errors):
        return _page(request, case, typed, _unclear(answer, bool(errors)), status=422)
    try:
        give_feedback(request_actor(request), case.pk, errors, key=request.POST.get("key", "")[:64])
    except RefusedError as error:
        case.refresh_from_db()
        said = [f"{one.place}：{one.message}，{one.mend}" for one in error.refusal.faults]
        return _page(request, case, typed, "；".join(said) or str(error.refusal), error.refusal.status)
    messages.success(request, _("已确认结果。") if answer == CONFIRM else _("已提交，评定机构会逐条核对。"))
    return redirect("centre:result", number)


def _unclear(answer: str | None, named: bool) -> str:
    if answer == CONFIRM and named:
        return _("您写了事实错误，又选了确认无误：请清空所写的内容再确认，或改选“提交事实错误”。")
    return _("请选择“确认无误”，或在有错的指标下写明哪里与事实不符，再提交。")


def _page(
    request: HttpRequest, case: Case, typed: Mapping[str, str], fault: str = "", status: int = 200
) -> HttpResponse:
    try:
        told = told_result(request_actor(request), case)
    except RefusedError:
        told = ()
    decision = standing_decision(case)
    answers = answers_of(case)
    given = next((one.given for one in answers if decision and one.given.decision_id == decision.pk), None)
    on_time = case.due_on is None or today() <= case.due_on
    context: dict[str, Any] = {
        "case": case,
        "decision": decision,
        "total": _total(case) if told else None,
        "sections": _sections(case, told, typed, answers),
        "given": given,
        "named": [one for one in answers if one.claims],
        "answers": bool(told) and case.state == State.IN_FEEDBACK and given is None and on_time,
        "over": case.state == State.IN_FEEDBACK and given is None and not on_time,
        "due": due_text(case),
        "fault": fault,
        "key": uuid4().hex,
        "actor": ACTOR,
    }
    return render(request, "centre/result.html", context, status=status)


def _total(case: Case) -> Any:  # noqa: ANN401
    """The decided result: total, rate, distances, subtotals."""
    found = case_result(case)
    return found.result if found else None


def _sections(
    case: Case, told: tuple[ToldIndicator, ...], typed: Mapping[str, str], answers: list[Answer]
) -> list[dict[str, Any]]:
    """The indicators by level-1 section, with what was typed at each and what was named there last."""
    indicators = rules_of(case).edition.by_serial
    named = {claim.indicator.serial: claim for one in reversed(answers) for claim in one.claims}
    sections: dict[str, dict[str, Any]] = {}
    for one in told:
        indicator = indicators[one.serial]
        section = sections.setdefault(indicator.level1, {"name": indicator.level1, "rows": [], "open": False})
        text = typed.get(one.serial, "")
        claim = named.get(one.serial)
        section["rows"].append({"told": one, "indicator": indicator, "text": text, "claim": claim})
        section["open"] = section["open"] or bool(text) or claim is not None
    return list(sections.values())
