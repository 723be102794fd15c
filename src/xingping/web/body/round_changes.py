"""Preparing, copying, changing, opening and closing rounds, and their quotas."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from xingping.core.catalogue import find_edition
from xingping.core.policy import RoundPolicy, standard_rules
from xingping.core.policy_reading import read_policy
from xingping.rating.actor import request_actor
from xingping.rating.calendar import today
from xingping.rating.errors import RefusedError, refuse
from xingping.rating.models import CentreKind, RatingBody, Round, RoundState
from xingping.rating.permissions import require
from xingping.rating.queries.round_figures import centres_covered
from xingping.rating.queries.visibility import visible_bodies, visible_centres
from xingping.rating.services.rounds import (
    change_round,
    close_round,
    copy_round,
    create_round,
    open_round,
    set_quotas,
)
from xingping.rating.verbs import Verb
from xingping.web.body.policy_form import PolicyForm
from xingping.web.body.quota_form import QuotaForm
from xingping.web.body.reading import office_round, round_reader
from xingping.web.body.round_form import RoundForm, default_rules, values_of
from xingping.web.body.rounds import state_tag
from xingping.web.posted import posted


def new_round(request: HttpRequest) -> HttpResponse:
    """Prepare a round; where the person works for several bodies, `?body=` chooses one."""
    body = _body(request)
    require(request_actor(request), Verb.CREATE, Round(body=body, regions=[body.region_prefix]))
    begin = {
        "kinds": list(CentreKind.values),
        "regions": [body.region_prefix],
        "facts_on": today(),
        **default_rules(),
    }

    def save(values: dict[str, Any]) -> Round:
        return create_round(request_actor(request), body, values, key=request.POST.get("key", ""))

    return _edit(request, body, begin, RoundPolicy(), save, {"title": _("新建批次")})


def copy(request: HttpRequest, round_id: int) -> HttpResponse:
    """Prepare a round from an earlier one: its rules, regions, kinds and quotas; a new name and calendar."""
    source = office_round(request, round_id)
    require(request_actor(request), Verb.CREATE, source)
    begin = {**values_of(source), "name": "", "opens_on": None, "closes_on": None, "facts_on": today()}

    def save(values: dict[str, Any]) -> Round:
        return copy_round(request_actor(request), source.pk, values, key=request.POST.get("key", ""))

    title = _("从“%(name)s”复制") % {"name": source.name}
    return _edit(
        request, source.body, begin, read_policy(source.policy), save, {"title": title, "source": source}
    )


def edit(request: HttpRequest, round_id: int) -> HttpResponse:
    """Change a round; once opened, only what hurts nobody."""
    shown = office_round(request, round_id)
    require(request_actor(request), Verb.CHANGE, shown)
    opened = shown.state != RoundState.DRAFT

    def save(values: dict[str, Any]) -> Round:
        kept = ("closes_on", "regions", "kinds") if opened else tuple(values)
        changes = {name: values[name] for name in kept}
        return change_round(request_actor(request), shown.pk, int(request.POST.get("version") or -1), changes)

    context = {"title": _("修改批次"), "round": shown, "opened": opened, "version": shown.version}
    return _edit(request, shown.body, values_of(shown), read_policy(shown.policy), save, context)


def quotas(request: HttpRequest, round_id: int) -> HttpResponse:
    """How many cases each unit of the chain may forward."""
    shown = office_round(request, round_id)
    actor = request_actor(request)
    require(actor, Verb.CHANGE, shown)
    form = QuotaForm(shown, posted(request))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                set_quotas(actor, shown.pk, form.quotas())
            except RefusedError as error:
                form.show(error)
            else:
                messages.success(request, _("推荐名额已保存。"))
                return redirect("body:round", shown.pk)
    context = {"round": shown, "form": form, "opened": shown.state != RoundState.DRAFT, "actor": "body"}
    return render(request, "body/round_quotas.html", context, status=status)


def open_now(request: HttpRequest, round_id: int) -> HttpResponse:
    """Open a round, after showing what that means."""
    return _confirm(request, round_id, Verb.OPEN, open_round, _("批次已开放，申报单位现在可以申报。"))


def close_now(request: HttpRequest, round_id: int) -> HttpResponse:
    """Close a round for applications, after showing what that means."""
    return _confirm(request, round_id, Verb.CLOSE, close_round, _("批次已截止，不再接收新的申报。"))


def _confirm(
    request: HttpRequest, round_id: int, verb: Verb, act: Callable[..., Round], done: str
) -> HttpResponse:
    shown = office_round(request, round_id)
    actor = request_actor(request)
    require(actor, verb, shown)
    refusal, status = None, 200
    if request.method == "POST":
        try:
            act(actor, shown.pk)
        except RefusedError as error:
            refusal, status = error.refusal, error.refusal.status
        else:
            messages.success(request, done)
            return redirect("body:round", shown.pk)
    context = {
        "round": shown,
        "state": state_tag(shown),
        "refusal": refusal,
        "covered": centres_covered(shown, visible_centres(round_reader(request))),
        "drafts": shown.cases.filter(state="draft").count(),
        "actor": "body",
    }
    return render(request, f"body/round_{verb.value}.html", context, status=status)


def _edit(
    request: HttpRequest,
    body: RatingBody,
    begin: dict[str, Any],
    policy: RoundPolicy,
    save: Callable[[dict[str, Any]], Round],
    more: dict[str, Any],
) -> HttpResponse:
    """Show the two forms of a round, or save; a refusal leaves everything as it was typed."""
    opened = bool(more.get("opened"))
    form = RoundForm(body, begin, posted(request))
    policy_form = PolicyForm(policy, None if opened else posted(request))
    status = 200
    if request.method == "POST":
        status = 422
        if opened:
            for name in ("name", "opens_on", "facts_on", "rules"):
                form.fields[name].required = False
        if form.is_valid() and (opened or policy_form.is_valid()):
            values = form.values() if opened else {**form.values(), "policy": policy_form.values()}
            try:
                saved = save(values)
            except RefusedError as error:
                _show(form, policy_form, error)
                status = error.refusal.status
            else:
                messages.success(request, _("批次已保存。"))
                return redirect("body:round", saved.pk)
    edition = find_edition(begin["edition_code"]) if begin.get("edition_code") else find_edition()
    context = {
        "form": form,
        "policy_form": policy_form,
        "groups": policy_form.groups(),
        "standard_rules": standard_rules(edition),
        "body": body,
        "key": request.POST.get("key") or uuid4().hex,
        "actor": "body",
        **more,
    }
    return render(request, "body/round_form.html", context, status=status)


def _show(form: RoundForm, policy_form: PolicyForm, error: RefusedError) -> None:
    """Put each fault at its field; what has no field stands above the form."""
    placed = False
    for fault in error.refusal.faults:
        text = f"{fault.message}。{fault.mend}。"
        found = form.place_fault(fault.place, text) or (
            policy_form.is_bound and policy_form.place_fault(fault.place, text)
        )
        if not found:
            form.add_error(None, f"{fault.place}：{text}")
        placed = True
    if error.refusal.code == "name_taken":
        form.add_error("name", str(error.refusal))
    elif not placed:
        form.add_error(None, str(error.refusal))


def _body(request: HttpRequest) -> RatingBody:
    """The body that a new round belongs to."""
    bodies = list(visible_bodies(round_reader(request)).order_by("name")[:50])
    asked = request.POST.get("body") or request.GET.get("body", "")
    chosen = next((one for one in bodies if str(one.pk) == asked), bodies[0] if bodies else None)
    if chosen is None:
        raise refuse("not_found")
    return chosen
