"""Doing one thing to many cases: first who is affected and who is not, then, once confirmed, case by case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from xingping.core.lifecycle import Action
from xingping.core.policy import ChainLevel
from xingping.rating.actor import Actor, request_actor
from xingping.rating.errors import Refusal, RefusedError, refuse
from xingping.rating.models import Case, User
from xingping.rating.permissions import allowed
from xingping.rating.queries.cases import find_cases, listed
from xingping.rating.queries.officers import officers_for
from xingping.rating.queries.visibility import visible_cases
from xingping.rating.services.accepting import accept
from xingping.rating.services.applications import assign_officer
from xingping.rating.verbs import Verb
from xingping.web.body.queue import queue_spec
from xingping.web.body.reading import decisions_on, office_reader

MOST = 200
"""Cases that one confirmation covers."""


@dataclass(frozen=True, slots=True)
class Bulk:
    """Something done to many cases: its name, what follows from it, what stands against it, the deed."""

    label: str | Promise
    consequence: str | Promise
    refusal: Callable[[Actor, Case], Refusal | None]
    act: Callable[[Actor, Case, User | None, str], object]
    asks_officer: bool = False


def _not_acceptable(actor: Actor, case: Case) -> Refusal | None:
    refusal = allowed(actor, Verb.ACCEPT, case)
    if refusal or Action.ACCEPT in decisions_on(actor, case):
        return refusal
    if case.level:
        return Refusal("chain_not_finished", {"level": ChainLevel(case.level).label})
    return Refusal("wrong_state", {"state": case.get_state_display(), "action": Action.ACCEPT.label})


def _accept(actor: Actor, case: Case, _officer: User | None, key: str) -> None:
    accept(actor, case.pk, key=f"{key}:{case.pk}"[:64])


def _assign(actor: Actor, case: Case, officer: User | None, _key: str) -> None:
    assign_officer(actor, case.pk, officer)


ACTIONS: dict[str, Bulk] = {
    "accept": Bulk(
        gettext_lazy("受理"),
        gettext_lazy("受理后，这些申报件进入评审准备，申报单位各收到一条通知。受理不能撤销。"),
        _not_acceptable,
        _accept,
    ),
    "assign": Bulk(
        gettext_lazy("指定经办人"),
        gettext_lazy("所选申报件改由这位同事经办，原来的经办人不再负责。"),
        lambda actor, case: allowed(actor, Verb.ASSIGN, case),
        _assign,
        asks_officer=True,
    ),
}


@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """The preview of a bulk action, and the action itself once `confirmed`."""
    chosen = ACTIONS.get(request.POST.get("action", ""))
    if chosen is None:
        raise refuse("invalid")
    actor = request_actor(request)
    cases, more = _cases(request)
    if not cases:
        messages.error(request, _("没有选中申报件。请先勾选，再选择要办的事。"))
        return redirect(_back(request))
    refusals = {case.pk: chosen.refusal(actor, case) for case in cases}
    affected = [case for case in cases if refusals[case.pk] is None]
    context: dict[str, Any] = {
        "bulk": chosen,
        "action": request.POST["action"],
        "affected": affected,
        "left_out": [(case, refusals[case.pk]) for case in cases if refusals[case.pk]],
        "more": more,
        "most": MOST,
        "officers": officers_for(cases[0].body_id) if chosen.asks_officer else [],
        "query": request.POST.get("query", ""),
        "back": _back(request),
        "key": uuid4().hex,
        "actor": "body",
    }
    if "confirmed" in request.POST:
        return _done(request, chosen, affected)
    return render(request, "body/bulk.html", context)


def _cases(request: HttpRequest) -> tuple[list[Case], int]:
    """The cases meant, at most MOST, and how many more there are: the ticked ones, or the whole list."""
    reader = office_reader(request)
    cases = visible_cases(reader)
    if request.POST.get("scope") == "all":
        rows = _narrowed(reader, request.POST.get("query", ""))
    else:
        ticked = [int(one) for one in request.POST.getlist("case") if one.isascii() and one.isdigit()]
        rows = listed(cases).filter(pk__in=ticked[: MOST * 10])
    rows = rows.order_by("due_order", "number")
    total = rows.count()
    return list(rows[:MOST]), max(0, total - MOST)


def _narrowed(reader: Actor, query: str) -> Any:  # noqa: ANN401
    """The queue as its address narrows it, without paging."""
    asked = QueryDict(query)
    cases = visible_cases(reader)
    rows = listed(cases)
    words = asked.get("q", "").replace("\x00", "").strip()
    rows = find_cases(rows, words) if words else rows
    for one in queue_spec(reader, cases).filters:
        value = asked.get(one.name, "")
        if value in {known for known, _text in one.choices} and value:
            rows = one.narrow(rows, value)
    return rows


def _done(request: HttpRequest, chosen: Bulk, affected: list[Case]) -> HttpResponse:
    """Act case by case; what was decided meanwhile by somebody else is told, the rest goes on."""
    officer = _officer(request, chosen)
    done, failed = 0, []
    for case in affected:
        try:
            chosen.act(request_actor(request), case, officer, request.POST.get("key", ""))
        except RefusedError as error:
            failed.append(f"{case.number}：{error.refusal}")
        else:
            done += 1
    if done:
        messages.success(
            request, _("%(label)s：办好 %(count)s 件。") % {"label": chosen.label, "count": done}
        )
    for text in failed[:10]:
        messages.warning(request, text)
    if len(failed) > 10:
        messages.warning(request, _("另有 %(count)s 件没有办成。") % {"count": len(failed) - 10})
    return redirect(_back(request))


def _officer(request: HttpRequest, chosen: Bulk) -> User | None:
    given = request.POST.get("officer", "")
    if not chosen.asks_officer or not given.isdigit():
        return None
    return User.objects.filter(pk=int(given)).first()


def _back(request: HttpRequest) -> str:
    query = QueryDict(request.POST.get("query", "")).urlencode()
    return f"{reverse('body:home')}{'?' if query else ''}{query}"
