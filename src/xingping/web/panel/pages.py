"""Pages of panel members: their meetings, one meeting with the ballot, the projector, a case, recusal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from xingping.core.roles import Role
from xingping.core.voting import Ballot as Choice
from xingping.rating.actor import Actor, request_actor
from xingping.rating.errors import RefusedError, refuse
from xingping.rating.models import PanelMeeting
from xingping.rating.permissions import allowed
from xingping.rating.queries.case_file import case_file
from xingping.rating.queries.meetings import agenda, meeting_for
from xingping.rating.queries.results import result_for
from xingping.rating.queries.visibility import visible_meetings
from xingping.rating.services.panel import cast_ballot, close_vote, open_item, open_vote, recuse_member
from xingping.rating.verbs import Verb
from xingping.web.body.meeting_forms import ReasonForm
from xingping.web.body.meetings import state_words
from xingping.web.body.result import result_context
from xingping.web.opinion_reading import said_of
from xingping.web.panel.present import present, recused_from
from xingping.web.panel.reading import ACTOR, member, panel_case
from xingping.web.posted import posted
from xingping.web.refused import show_refusal
from xingping.web.survey_words import survey_beside
from xingping.web.tables import Column, Table, TableSpec

UNCHANGED = 204
MEETINGS = TableSpec(
    caption=gettext_lazy("我的会议"),
    columns=(
        Column(
            "held",
            gettext_lazy("会议时间"),
            lambda one: one.held_at,
            sort=("held_at", "pk"),
            kind="main",
            url=lambda one: reverse("panel:meeting", args=[one.pk]),
        ),
        Column("round", gettext_lazy("批次"), lambda one: one.round.name, sort=("round__name",)),
        Column("place", gettext_lazy("地点"), lambda one: one.place, sort=("place",)),
        Column("items", gettext_lazy("议题"), lambda one: one.cases, sort=("cases",), kind="number"),
        Column("state", gettext_lazy("状态"), state_words),
    ),
    default_sort="-held",
    search=lambda rows, words: rows.filter(place__icontains=words),
    search_label=gettext_lazy("地点"),
    empty_title=gettext_lazy("还没有会议"),
    empty_text=gettext_lazy("评定机构召集会议后，会议和议程会出现在这里，同时有消息通知您。"),
)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The meetings to which the member is called."""
    rows = visible_meetings(member(request)).select_related("round")
    rows = rows.annotate(cases=Count("items", distinct=True))
    return render(request, "panel/home.html", {"table": Table(request, rows, MEETINGS), "actor": ACTOR})


@require_safe
@never_cache
def meeting(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """A member's own page of a meeting: what is voted on now with the own ballot, and the agenda."""
    actor = request_actor(request)
    if Role.PANEL not in actor.roles:
        return redirect("body:meeting", meeting_for(actor, meeting_id).pk)
    return _meeting(request, meeting_id)


@require_safe
@never_cache
def screen(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """The meeting for a projector: large type, the present item; who voted how only after the vote."""
    actor = request_actor(request)
    found = meeting_for(actor, meeting_id)
    now = present(actor, found)
    context = {"meeting": found, "now": now, "address": request.path, "part": "panel/screen_now.html"}
    return _now_or_page(request, context, "panel/screen.html")


@require_POST
def vote(request: HttpRequest, number: str) -> HttpResponse:
    """Cast the own ballot; it stands."""
    case = panel_case(request, number)
    choice = request.POST.get("vote", "")
    if choice not in list(Choice):
        raise refuse("invalid")
    said = _("已投出：%(vote)s。") % {"vote": _(Choice(choice).label)}
    return _act(request, number, lambda: cast_ballot(request_actor(request), case.pk, Choice(choice)), said)


@require_POST
def chair(request: HttpRequest, number: str) -> HttpResponse:
    """The chair opens or closes the vote."""
    case, actor = panel_case(request, number), request_actor(request)
    steps = {"open": (open_vote, _("表决开始。")), "close": (close_vote, _("表决结束。"))}
    if request.POST.get("step") not in steps:
        raise refuse("invalid")
    act, said = steps[request.POST["step"]]
    return _act(request, number, lambda: act(actor, case.pk), said)


@require_safe
def case_page(request: HttpRequest, number: str) -> HttpResponse:
    """A case for a member: result under blind labels, certainty, and everything that was shown for it."""
    case = panel_case(request, number)
    reader = member(request)
    context: dict[str, Any] = {
        "case": case,
        "view": case_file(case),
        "flagged": set(),
        "actor": ACTOR,
        "recuses": allowed(reader, Verb.RECUSE, case) is None,
        **said_of(reader, case),
        "survey": survey_beside(case),
    }
    try:
        context |= result_context(result_for(reader, case))
    except RefusedError as hidden:
        context["hidden"] = hidden.refusal
    return render(request, "panel/case.html", context)


def recuse(request: HttpRequest, number: str) -> HttpResponse:
    """The member takes no part in this case."""
    case, actor = panel_case(request, number), request_actor(request)
    form, status = ReasonForm(posted(request)), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                recuse_member(actor, case.pk, form.cleaned_data["reason"])
            except RefusedError as error:
                show_refusal(form, error)
                status = error.refusal.status
            else:
                messages.success(request, _("已登记回避。您不再看到这一件，也不计入本件的委员人数。"))
                return redirect("panel:home")
    return render(request, "panel/recuse.html", {"case": case, "form": form, "actor": ACTOR}, status=status)


def _act(request: HttpRequest, number: str, act: Callable[[], object], said: str) -> HttpResponse:
    case = panel_case(request, number)
    meeting_id = open_item(case).meeting_id
    try:
        act()
    except RefusedError as error:
        return _meeting(request, meeting_id, refusal=error.refusal, status=error.refusal.status)
    messages.success(request, said)
    return redirect("panel:meeting", meeting_id)


def _meeting(request: HttpRequest, meeting_id: int, *, status: int = 200, **more: Any) -> HttpResponse:  # noqa: ANN401
    reader = member(request)
    found = meeting_for(reader, meeting_id)
    context: dict[str, Any] = {
        "meeting": found,
        "state": state_words(found),
        "now": present(reader, found),
        "address": reverse("panel:meeting", args=[found.pk]),
        "part": "panel/meeting_now.html",
        "choices": [(one.value, _(one.label)) for one in Choice],
        "actor": ACTOR,
        **more,
    }
    if not request.htmx:  # type: ignore[attr-defined]
        context |= _agenda(reader, found)
    return _now_or_page(request, context, "panel/meeting.html", status)


def _agenda(reader: Actor, found: PanelMeeting) -> dict[str, Any]:
    lines = agenda(reader, found)
    return {
        "lines": lines,
        "recused": recused_from(reader, found),
        "chairs": found.members.filter(chair=True, person=reader.user).exists(),
        "voting": any(line.running for line in lines),
        "members": found.members.select_related("person").order_by("-chair", "person__name"),
    }


def _now_or_page(request: HttpRequest, context: dict[str, Any], page: str, status: int = 200) -> HttpResponse:
    """The whole page, or for a page that asks again only what changed."""
    if not request.htmx:  # type: ignore[attr-defined]
        return render(request, page, context, status=status)
    if request.GET.get("seen") == context["now"].mark:
        return HttpResponse(status=UNCHANGED)
    return render(request, context["part"], context)
