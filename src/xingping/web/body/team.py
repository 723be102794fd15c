"""The team of one case for officers: members, conflicts by kind, announcing, recusals, starting the review.

Names only; nothing here comes near a score, a reason, a label or a time of somebody's work.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from xingping.core.lifecycle import State
from xingping.rating.actor import Actor, request_actor
from xingping.rating.errors import RefusedError
from xingping.rating.models import Case, Conflict
from xingping.rating.permissions import allowed, require
from xingping.rating.queries.doubt import one_more_offered
from xingping.rating.queries.pinned import rules_of
from xingping.rating.queries.reviews import Choice, choices
from xingping.rating.queries.team import ANNOUNCING, TeamView, team_view
from xingping.rating.services.conflicts import decide_recusal
from xingping.rating.services.one_more import add_one_more
from xingping.rating.services.reviewing import start_review
from xingping.rating.services.team import add_member, announce_team, remove_member, set_lead, swap_member
from xingping.rating.verbs import Verb
from xingping.web.body.reading import office_case, office_reader
from xingping.web.body.team_forms import DecisionForm, LeavingForm, MemberForm

SHOWN = 40
LONGEST_SEARCH = 60


@require_safe
def team_page(request: HttpRequest, number: str) -> HttpResponse:
    """Who is on the team, what is missing, and whom else one could ask."""
    case = office_case(request, number)
    actor = request_actor(request)
    changes = allowed(actor, Verb.TEAM, case) is None
    words = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH]
    view = team_view(office_reader(request), case)
    present = {one.assessor_id for one in view.members}
    register = choices(actor, case, words) if changes else ()
    found = [one for one in register if one.assessor.pk not in present]
    offered = changes and one_more_offered(case)
    guide = rules_of(case).guide
    context = {
        "case": case,
        "view": view,
        "policy": rules_of(case).policy,
        "names": {group.id: group.name for group in guide.groups},
        "groups": guide.groups,
        "choices": [_row(one) for one in found[:SHOWN]],
        "free": [one for one in found if one.free],
        "more": len(found) - SHOWN,
        "words": words,
        "changes": changes,
        "adds": changes and not view.sheets.complete,
        "offered": offered,
        **_steps(view, case, changes=changes),
        "actor": "body",
    }
    return render(request, "body/team.html", context)


@require_POST
def add(request: HttpRequest, number: str) -> HttpResponse:
    """Put an assessor on the team."""
    case = _own(request, number)

    def act(actor: Actor, form: Form) -> str:
        data = form.cleaned_data
        chosen = data["groups"] or None
        member = add_member(actor, case.pk, data["assessor"], lead=data["lead"], groups=chosen)
        return _("%(name)s已列入评审组。") % {"name": member.assessor.person.get_full_name()}

    return _change(request, case, MemberForm(rules_of(case).guide, request.POST), act)


@require_POST
def one_more(request: HttpRequest, number: str) -> HttpResponse:
    """Put one more assessor on the team of a case close to a threshold."""
    case = _own(request, number)

    def act(actor: Actor, form: Form) -> str:
        add_one_more(actor, case.pk, form.cleaned_data["assessor"])
        return _("已加派一名专家，请重新告知名单。")

    return _change(request, case, MemberForm(rules_of(case).guide, request.POST), act)


@require_POST
def leave(request: HttpRequest, number: str) -> HttpResponse:
    """Take somebody off the team, or put somebody else in their place."""
    case = _own(request, number)

    def act(actor: Actor, form: Form) -> str:
        data = form.cleaned_data
        if data["coming"]:
            member = swap_member(actor, case.pk, data["assessor"], data["coming"], data["reason"])
            return _("已换成%(name)s。") % {"name": member.assessor.person.get_full_name()}
        remove_member(actor, case.pk, data["assessor"], data["reason"])
        return _("已调出评审组。")

    return _change(request, case, LeavingForm(request.POST), act)


@require_POST
def lead(request: HttpRequest, number: str) -> HttpResponse:
    """Make a member the lead assessor."""
    case = _own(request, number)

    def act(actor: Actor, form: Form) -> str:
        member = set_lead(actor, case.pk, form.cleaned_data["assessor"])
        return _("组长：%(name)s") % {"name": member.assessor.person.get_full_name()}

    return _change(request, case, MemberForm(rules_of(case).guide, request.POST), act)


@require_POST
def announce(request: HttpRequest, number: str) -> HttpResponse:
    """Tell the applicant the names."""
    case = _own(request, number)

    def act(actor: Actor, _form: Form) -> str:
        team = announce_team(actor, case.pk)
        return _("名单已告知申报单位，可以在 %(until)s 前申请回避。") % {"until": team.recusal_until}

    return _change(request, case, Form(request.POST), act)


@require_POST
def start(request: HttpRequest, number: str) -> HttpResponse:
    """Start the review."""
    case = office_case(request, number)
    require(request_actor(request), Verb.START_REVIEW, case)

    def act(actor: Actor, _form: Form) -> str:
        start_review(actor, case.pk)
        return _("评审已经开始，专家和申报单位已收到通知。")

    return _change(request, case, Form(request.POST), act)


@require_POST
def decide(request: HttpRequest, number: str, recusal_id: int) -> HttpResponse:
    """Decide on a recusal that the applicant asked for."""
    case = _own(request, number)

    def act(actor: Actor, form: Form) -> str:
        granted = form.cleaned_data["granted"] == "yes"
        Conflict.objects.get(pk=recusal_id, case=case)
        decide_recusal(actor, recusal_id, granted=granted, reason=form.cleaned_data["reason"])
        return _("已同意回避，请补足评审组。") if granted else _("已决定不予回避，理由已告知申报单位。")

    return _change(request, case, DecisionForm(request.POST), act)


def _own(request: HttpRequest, number: str) -> Case:
    """The case, if this person may change its team at all."""
    case = office_case(request, number)
    require(request_actor(request), Verb.TEAM, case)
    return case


def _change(request: HttpRequest, case: Case, form: Form, act: Callable[[Actor, Form], str]) -> HttpResponse:
    """Act, say what was done or why not, and go back to the team."""
    if not form.is_valid():
        first = next(iter(form.errors.values()))[0]
        messages.error(request, _("没有办理：%(why)s") % {"why": first})
        return redirect("body:team", case.number)
    try:
        messages.success(request, act(request_actor(request), form))
    except RefusedError as error:
        if error.refusal.code == "not_found":
            raise
        faults = "；".join(f"{one.place}：{one.message}，{one.mend}" for one in error.refusal.faults)
        messages.error(request, f"{error.refusal}{faults}")
    except Conflict.DoesNotExist:
        messages.error(request, _("没有这一回避申请。"))
    return redirect("body:team", case.number)


def _row(choice: Choice) -> dict[str, Any]:
    kinds = "、".join(str(kind.label) for kind in choice.conflicts)
    return {"choice": choice, "kinds": kinds, "why": choice.unavailable}


def _steps(view: TeamView, case: Case, *, changes: bool) -> dict[str, Any]:
    """What is still missing, and which of the two steps comes next."""
    faults = [one for one in view.faults if one.place != ANNOUNCING]
    ready = changes and not faults
    return {
        "faults": faults if changes else [],
        "faults_title": _faults_title(view, case),
        "announces": ready and not view.announced,
        "starts": ready and view.announced and case.state == State.ACCEPTED,
    }


def _faults_title(view: TeamView, case: Case) -> str:
    """What the faults keep from being done: names that were told stay told."""
    if not view.announced:
        return _("还不能告知名单")
    return _("还不能开始评审") if case.state == State.ACCEPTED else _("评审组还有要办的事")
