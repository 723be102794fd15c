"""One case before the panel, for the officer who runs the meeting: correct, recuse, vote, decide."""

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
from xingping.core.voting import Outcome
from xingping.rating.actor import request_actor
from xingping.rating.errors import RefusedError, refuse
from xingping.rating.models import AgendaItem, Case, Correction, Decision, Feedback
from xingping.rating.permissions import allowed
from xingping.rating.queries.ballots import tally
from xingping.rating.queries.meetings import recusals_of
from xingping.rating.queries.results import case_result
from xingping.rating.services.deciding import correct_points, decide, send_back, was_sent_back
from xingping.rating.services.panel import call_vote_again, close_vote, open_vote, recuse_member
from xingping.rating.verbs import Verb
from xingping.web.body.meeting_forms import CorrectForm, DecideForm, ReasonForm, RecuseForm
from xingping.web.body.reading import office_case
from xingping.web.body.result import result_context
from xingping.web.refused import show_refusal

VOID = (Outcome.NO_QUORUM, Outcome.TOO_FEW_MEMBERS)
Act = Callable[[Any], object]


@require_safe
def panel_case(request: HttpRequest, number: str) -> HttpResponse:
    """The case with its vote and everything that the panel may do with it."""
    return _page(request, office_case(request, number))


@require_POST
def correct(request: HttpRequest, number: str) -> HttpResponse:
    """Set an indicator's points, with a reason."""
    case = office_case(request, number)
    found = case_result(case)
    if found is None:
        raise refuse("sheets_not_locked")
    form = CorrectForm(found.rules.edition, request.POST)

    def act(data: dict[str, Any]) -> object:
        return correct_points(request_actor(request), case.pk, data["serial"], data["points"], data["reason"])

    return _act(request, case, "correct_form", form, act, _("已更正得分，更正前后都留有记录。"))


@require_POST
def recuse(request: HttpRequest, number: str) -> HttpResponse:
    """Record that a member takes no part in this case."""
    case = office_case(request, number)
    item = _item(case)
    if item is None:
        raise refuse("not_on_agenda")
    form = RecuseForm(item, request.POST)

    def act(data: dict[str, Any]) -> object:
        return recuse_member(request_actor(request), case.pk, data["reason"], data["person"])

    return _act(request, case, "recuse_form", form, act, _("已登记回避，这名委员看不到本件，也不计入人数。"))


@require_POST
def vote(request: HttpRequest, number: str) -> HttpResponse:
    """Open or close the vote, or call it again after one without quorum."""
    case = office_case(request, number)
    step, actor = request.POST.get("step", ""), request_actor(request)
    if step == "again":
        form = ReasonForm(request.POST)
        return _act(
            request, case, "again_form", form,
            lambda data: call_vote_again(actor, case.pk, data["reason"]), _("可以重新表决。"),
        )  # fmt: skip
    steps: dict[str, tuple[Act, str]] = {
        "open": (lambda _data: open_vote(actor, case.pk), _("表决开始，委员可以在自己的手机上投票。")),
        "close": (lambda _data: close_vote(actor, case.pk), _("表决结束。")),
    }
    if step not in steps:
        raise refuse("invalid")
    return _act(request, case, "vote_form", Form(request.POST), *steps[step])


@require_POST
def back(request: HttpRequest, number: str) -> HttpResponse:
    """Send the case back to its assessors, once."""
    case = office_case(request, number)
    return _act(
        request, case, "back_form", ReasonForm(request.POST),
        lambda data: send_back(request_actor(request), case.pk, data["reason"], key=data["key"]),
        _("已退回评审，有关专家会收到理由。"),
    )  # fmt: skip


@require_POST
def conclude(request: HttpRequest, number: str) -> HttpResponse:
    """Record the decision that the vote gave."""
    case = office_case(request, number)

    def act(data: dict[str, Any]) -> object:
        return decide(
            request_actor(request), case.pk, stars=data["stars"], reason=data["reason"], key=data["key"]
        )

    said = _("已作出评定结论，申报单位开始核对结果。")
    return _act(request, case, "decide_form", DecideForm(request.POST), act, said)


def _act(request: HttpRequest, case: Case, name: str, form: Form, act: Act, said: str) -> HttpResponse:
    """Do it, or show the page again with the form as it was filled in and why it was refused."""
    status = 422
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except RefusedError as error:
            show_refusal(form, error)
            status = error.refusal.status
        else:
            messages.success(request, said)
            return redirect("body:panel_case", case.number)
    case.refresh_from_db()
    return _page(request, case, status=status, **{name: form, "failed": form})


def _page(
    request: HttpRequest,
    case: Case,
    *,
    status: int = 200,
    **more: Any,  # noqa: ANN401
) -> HttpResponse:
    actor, item = request_actor(request), _item(case)
    found = case_result(case)
    runs = item is not None and allowed(actor, Verb.PREPARE_VOTE, case) is None
    context: dict[str, Any] = {
        "case": case,
        "item": item,
        "tally": tally(item) if item and item.opened_at else None,
        "recusals": recusals_of(case, item.meeting) if item else [],
        "corrections": _corrections(case),
        "earlier": _earlier(case),
        "sent_back": was_sent_back(case),
        "actor": "body",
        **(result_context(found) if found else {}),
    }
    if runs and item is not None and found is not None:
        context |= _offered(item, context["sent_back"])
        context["correct_form"] = CorrectForm(found.rules.edition) if context.get("corrects") else None
        stars = 0 if item.outcome == Outcome.FAILED else found.stars
        context["decide_form"] = DecideForm(initial={"stars": stars})
        context["decided_stars"] = stars
    context |= more
    return render(request, "body/panel_case.html", context, status=status)


def _offered(item: AgendaItem, sent_back: bool) -> dict[str, Any]:
    """What can be done with an item as it stands, each with its empty form."""
    closed, running = item.closed_at is not None, item.opened_at is not None and item.closed_at is None
    fresh, failed = item.opened_at is None, item.outcome == Outcome.FAILED
    return {
        "runs": True,
        "opens": fresh,
        "closes": running,
        "corrects": fresh,
        "recuse_form": RecuseForm(item) if not running and not closed else None,
        "again_form": ReasonForm() if closed and item.outcome in VOID else None,
        "back_form": ReasonForm()
        if not running and not sent_back and item.outcome != Outcome.PASSED
        else None,
        "decides": item.outcome == Outcome.PASSED or (failed and sent_back),
        "failed_vote": failed,
    }


def _item(case: Case) -> AgendaItem | None:
    if case.state != State.IN_PANEL:
        return None
    found = AgendaItem.objects.filter(case=case, done_at=None).select_related("meeting__round", "case__round")
    return found.first()


def _corrections(case: Case) -> list[Correction]:
    return list(Correction.objects.filter(case=case).select_related("by").order_by("pk"))


def _earlier(case: Case) -> list[dict[str, Any]]:
    """Decisions that were superseded, each with the errors of fact named against it."""
    decisions = Decision.objects.filter(case=case).exclude(superseded_at=None).order_by("pk")
    answers = {one.decision_id: one for one in Feedback.objects.filter(decision__in=decisions)}
    return [{"decision": one, "feedback": answers.get(one.pk)} for one in decisions]
