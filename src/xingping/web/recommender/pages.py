"""Recommending units: rounds in numbers, the queue and the order, one case."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xingping.core.policy import ChainLevel
from xingping.core.policy_reading import read_policy
from xingping.rating.actor import request_actor
from xingping.rating.models import Case
from xingping.rating.permissions import RANKABLE
from xingping.rating.queries.case_file import case_file
from xingping.rating.queries.cases import listed
from xingping.rating.queries.deadlines import left_of
from xingping.rating.queries.recommending import (
    cases_of_unit,
    has_level,
    recommended_by,
    unit_figures,
    units_of,
    waiting,
)
from xingping.rating.queries.regions import path_of
from xingping.rating.queries.visibility import visible_cases, visible_rounds
from xingping.rating.services.ranking import rank_cases
from xingping.web.recommender.reading import queue_unit, round_of_unit, unit_case, unit_reader
from xingping.web.recommender.tables import unit_spec
from xingping.web.tables import Table


def home(request: HttpRequest) -> HttpResponse:
    """Every round of every own unit, in numbers first."""
    reader = unit_reader(request)
    cases = visible_cases(reader)
    units = units_of(reader)
    rows = [
        {"round": round_, "unit": unit, "figures": unit_figures(cases, round_, unit)}
        for round_ in visible_rounds(reader).select_related("body").order_by("-opens_on", "-pk")[:12]
        for unit in units
        if has_level(round_, unit)
    ]
    return render(request, "recommender/home.html", {"rows": rows, "units": units, "actor": "recommender"})


def queue(request: HttpRequest, round_id: int, unit: str) -> HttpResponse:
    """One round of one unit: numbers, what waits, what was recommended in which order, everything."""
    round_, own = round_of_unit(request, round_id, unit)
    cases = visible_cases(unit_reader(request))
    mine = cases_of_unit(cases, round_, own)
    table = Table(request, listed(mine), unit_spec(own))
    exported = table.export()
    if exported:
        return exported
    policy = read_policy(round_.policy)
    ranked = list(recommended_by(round_, own))
    context = {
        "round": round_,
        "unit": own,
        "figures": unit_figures(cases, round_, own),
        "waiting": listed(waiting(mine, own)).order_by("due_on", "number")[:100],
        "ranked": ranked,
        "movable": policy.rank_required
        and len(ranked) > 1
        and all(one.case.state in RANKABLE for one in ranked),
        "star_limit": policy.star_limit(own.level),
        "days": policy.chain_days,
        "table": table,
        "actor": "recommender",
    }
    return render(request, "recommender/queue.html", context)


@require_POST
def order(request: HttpRequest, round_id: int, unit: str) -> HttpResponse:
    """Move one recommended case up or down (`move` is `up-<case>` or `down-<case>`)."""
    round_, own = round_of_unit(request, round_id, unit)
    current = [int(one) for one in request.POST.getlist("case") if one.isascii() and one.isdigit()]
    moved = _moved(current, request.POST.get("move", ""))
    rank_cases(request_actor(request), round_.pk, own.prefix, moved)
    messages.success(request, _("排序已调整。"))
    response = redirect("recommender:queue", round_.pk, own.prefix)
    response["Location"] += "#ranked"
    return response


def case_page(request: HttpRequest, number: str) -> HttpResponse:
    """A case of the unit's area; with the two ways on where it lies in the own queue."""
    case = unit_case(request, number)
    return render(request, "recommender/case.html", case_context(request, case))


def case_context(request: HttpRequest, case: Case) -> dict[str, Any]:
    """What the page of a case shows to a unit."""
    reader = unit_reader(request)
    view = case_file(case)
    own = queue_unit(reader, case)
    return {
        "case": case,
        "view": view,
        "left": left_of(case),
        "place": path_of(case.region),
        "own": own,
        "units": [one for one in units_of(reader) if case.region.startswith(one.prefix)],
        "steps": _steps(case, view.rules.policy.chain),
        "actor": "recommender",
    }


def _moved(order: list[int], move: str) -> list[int]:
    """The list with one id a place up or down; unchanged where it cannot move."""
    way, _dash, asked = move.partition("-")
    case = int(asked) if asked.isascii() and asked.isdigit() else 0
    if case not in order:
        return order
    place = order.index(case)
    other = place - 1 if way == "up" else place + 1
    if 0 <= other < len(order):
        order[place], order[other] = order[other], order[place]
    return order


def _steps(case: Case, chain: tuple[ChainLevel, ...]) -> list[dict[str, Any]]:
    """Where the case lies in the chain."""
    levels = [level.value for level in chain]
    now = levels.index(case.level) if case.level in levels else len(levels)
    before = case.state in ("draft", "returned", "withdrawn")
    steps = [
        {
            "label": _(level.label),
            "state": "" if before or place > now else "now" if place == now else "done",
        }
        for place, level in enumerate(chain)
    ]
    body = "" if before or now < len(levels) else "now"
    return [*steps, {"label": _("评定机构"), "state": body}]
