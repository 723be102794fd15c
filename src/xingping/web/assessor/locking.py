"""Locking the own sheet: what is missing, what will be sealed, the proof of who one is, and then for good."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from xingping.rating.actor import request_actor
from xingping.rating.errors import RefusedError
from xingping.rating.models import Case
from xingping.rating.queries.own_sheets import Gap, gaps_of, is_open, total_of
from xingping.rating.queries.own_work import own_work
from xingping.rating.queries.reviews import OwnSheet
from xingping.rating.services.scoring import lock_sheet
from xingping.web.account.reauthentication import require_fresh
from xingping.web.assessor.own import ACTOR, own


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def lock(request: HttpRequest, number: str) -> HttpResponse:
    """What is missing and the total; a POST locks the version that was looked at."""
    case, sheet = own(request, number)
    if request.method != "POST":
        return render(request, "assessor/lock.html", _context(request, case, sheet))
    require_fresh(request)
    try:
        lock_sheet(request_actor(request), case.pk, _version(request))
    except RefusedError as error:
        messages.error(request, str(error.refusal))
    else:
        messages.success(request, _("评分表已锁定。"))
    return redirect("assessor:lock", number)


def _context(request: HttpRequest, case: Case, own_sheet: OwnSheet) -> dict[str, Any]:
    sheet = own_sheet.sheet
    found: tuple[Gap, ...] = gaps_of(case, own_sheet)
    return {
        "actor": ACTOR,
        "case": case,
        "sheet": sheet,
        "gaps": found,
        "open": is_open(case, sheet),
        "total": total_of(case, own_sheet.serials, sheet.scores),
        "not_seen": [one for one in own_sheet.serials if sheet.flags.get(one, {}).get("not_seen")],
        "work": next(iter(own_work(request_actor(request), case.number)), None),
    }


def _version(request: HttpRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else -1
