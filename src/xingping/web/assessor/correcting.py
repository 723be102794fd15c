"""Correcting a locked sheet after the panel sent the case back: a new revision, the earlier one stays."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from xingping.core.faults import Fault
from xingping.core.points import parse_hundredths, show_hundredths
from xingping.core.standard import Indicator
from xingping.rating.actor import request_actor
from xingping.rating.errors import RefusedError, refuse
from xingping.rating.models import Case
from xingping.rating.queries.own_work import own_work
from xingping.rating.queries.pinned import rules_of
from xingping.rating.queries.reviews import OwnSheet
from xingping.rating.services.scoring import correct_sheet
from xingping.web.account.reauthentication import require_fresh
from xingping.web.assessor.own import ACTOR, own
from xingping.web.posted import typed


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator with the locked score, and what was typed for it."""

    indicator: Indicator
    now: int
    points: str
    reason: str


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def correct(request: HttpRequest, number: str) -> HttpResponse:
    """All own scores in a form; what differs becomes a new, locked revision with its reason."""
    case, sheet = own(request, number)
    work = next(iter(own_work(request_actor(request), number)), None)
    if work is None or not (work.locked and work.sent_back):
        raise refuse("not_sent_back")
    rows = _rows(request, case, sheet)
    error = None
    if request.method == "POST":
        require_fresh(request)
        try:
            revised = correct_sheet(request_actor(request), case.pk, _changes(rows), typed(request, "reason"))
        except RefusedError as refused:
            error = refused.refusal
        else:
            messages.success(request, _("已更正，成为第 %(count)s 版并锁定。") % {"count": revised.revision})
            return redirect("assessor:lock", number)
    context = {
        "actor": ACTOR,
        "case": case,
        "rows": rows,
        "refusal": error,
        "reason": typed(request, "reason"),
        "sheet": sheet.sheet,
    }
    return render(request, "assessor/correct.html", context, status=error.status if error else 200)


def _rows(request: HttpRequest, case: Case, own_sheet: OwnSheet) -> list[Row]:
    """The form's rows, with what was typed where it was sent."""
    edition = rules_of(case).edition
    scores, reasons = own_sheet.sheet.scores, own_sheet.sheet.statements
    rows = []
    for serial in own_sheet.serials:
        now = scores.get(serial, 0)
        points = request.POST.get(f"points-{serial}", show_hundredths(now))
        reason = typed(request, f"reason-{serial}", reasons.get(serial, ""))
        rows.append(Row(edition.by_serial[serial], now, points.strip(), reason))
    return rows


def _changes(rows: list[Row]) -> dict[str, tuple[int, str]]:
    """What differs: {serial: (hundredths, reason)}. Raises RefusedError `invalid` for what is no number."""
    changes, faults = {}, []
    for row in rows:
        try:
            points = parse_hundredths(row.points)
        except ValueError:
            place = f"指标 {row.indicator.serial}“{row.indicator.level3}”"
            faults.append(Fault(place, _("得分不是数"), _("请填写半角数字")))
            continue
        if points != row.now:
            changes[row.indicator.serial] = (points, row.reason)
    if faults:
        raise refuse("invalid", faults)
    return changes
