"""差异会商: where the team differs, under blind labels; an assessor confirms or changes, with a reason."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from xingping.core.lifecycle import State
from xingping.core.points import parse_hundredths, show_hundredths
from xingping.core.standard import Indicator
from xingping.rating.actor import request_actor
from xingping.rating.errors import Refusal, RefusedError
from xingping.rating.models import Case, Reconciliation
from xingping.rating.queries.own_sheets import assessor_case
from xingping.rating.queries.pinned import rules_of
from xingping.rating.queries.reviews import Divergent, to_reconcile
from xingping.rating.services.reconciling import answer_reconciliation
from xingping.web.assessor.own import ACTOR
from xingping.web.posted import typed


@dataclass(frozen=True, slots=True)
class Voice:
    """One score by its blind label."""

    label: str
    points: int
    reason: str
    own: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """One indicator to look at again, with what was typed for it."""

    indicator: Indicator
    row: Reconciliation
    voices: tuple[Voice, ...]
    points: str
    reason: str
    refusal: Refusal | None

    @property
    def spread(self) -> int:
        """Highest less lowest, hundredths."""
        given = [one.points for one in self.voices]
        return max(given) - min(given)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def reconcile(request: HttpRequest, number: str) -> HttpResponse:
    """Show what differs; a POST answers one indicator."""
    case = assessor_case(request_actor(request), number)
    refusal = None
    if request.method == "POST":
        refusal = _answer(request, case)
        if refusal is None:
            return redirect("assessor:reconcile", number)
    shown = []
    if case.state == State.RECONCILING:
        for one in to_reconcile(request_actor(request), case):
            shown.append(_shown(request, case, one, refusal))
    context = {
        "actor": ACTOR,
        "case": case,
        "shown": shown,
        "left": sum(one.row.answered_at is None for one in shown),
        "percent": rules_of(case).policy.divergence_percent,
        "refusal": refusal,
    }
    return render(request, "assessor/reconcile.html", context, status=refusal.status if refusal else 200)


def _answer(request: HttpRequest, case: Case) -> Refusal | None:
    """Answer the indicator that was sent; why not, or None."""
    serial = request.POST.get("serial", "")
    try:
        points = parse_hundredths(request.POST.get("points", ""))
    except ValueError:
        points = -1
    try:
        row = answer_reconciliation(request_actor(request), case.pk, serial, points, typed(request, "reason"))
    except RefusedError as error:
        return error.refusal
    kept = row.after == row.before
    told = _("指标 %(serial)s：维持原分。") if kept else _("指标 %(serial)s：已改分，两个分值都保留。")
    messages.success(request, told % {"serial": serial})
    return None


def _shown(request: HttpRequest, case: Case, one: Divergent, refusal: Refusal | None) -> Shown:
    serial = one.own.serial
    sent = refusal is not None and request.POST.get("serial") == serial
    return Shown(
        indicator=rules_of(case).edition.by_serial[serial],
        row=one.own,
        voices=tuple(
            Voice(label, points, one.reasons.get(label, ""), label == one.own.label)
            for label, points in one.scores.items()
        ),
        points=request.POST.get("points", "") if sent else show_hundredths(one.own.before),
        reason=typed(request, "reason") if sent else "",
        refusal=refusal if sent else None,
    )
