"""One case between decision and award: result, notice, objections, appeal, letters, ending, archive."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from xingping.core.lifecycle import OPEN_STATES, Action, State, actions_from
from xingping.core.roles import Role
from xingping.rating import files
from xingping.rating.actor import Actor, request_actor
from xingping.rating.calendar import today
from xingping.rating.errors import refuse
from xingping.rating.models import Appeal, ArchivePackage, Case, Certificate, Hearing, Objection
from xingping.rating.permissions import allowed, require
from xingping.rating.queries.award_state import feedback_is_over, standing_item
from xingping.rating.queries.case_documents import has_bundle
from xingping.rating.queries.involved import involved_people
from xingping.rating.queries.results import TOLD_STATES, standing_decision
from xingping.rating.services.appeal_checks import Ruling, result_of
from xingping.rating.services.appeals import decide_appeal
from xingping.rating.services.archiving import ENDED, archive_case, hand_over_archive, may_read_archive
from xingping.rating.services.letters import deliver_not_awarded
from xingping.rating.services.terminating import drop_hearing, give_hearing, terminate
from xingping.rating.verbs import Verb
from xingping.web.appeals import shown_appeal
from xingping.web.body.award_forms import AppealForm, TextForm
from xingping.web.body.award_reading import acted, tried
from xingping.web.body.case_forms import KeyedForm
from xingping.web.body.reading import office_case
from xingping.web.posted import posted


@require_safe
def outcome(request: HttpRequest, number: str) -> HttpResponse:
    """Everything about a case from its decision on, and what can be done next."""
    case = office_case(request, number)
    actor, state = request_actor(request), State(case.state)
    decision = standing_decision(case) if state in TOLD_STATES else None
    may_deliver = (
        state is State.IN_FEEDBACK
        and decision is not None
        and decision.stars == 0
        and feedback_is_over(case)
        and allowed(actor, Verb.DELIVER_NOT_AWARDED, case) is None
    )
    context = {
        "case": case,
        "decision": decision,
        "item": standing_item(case),
        "objections": Objection.objects.filter(case=case).select_related("handler"),
        "shown": shown_appeal(case),
        "letters": case.letters.all(),
        "bundle": has_bundle(actor, case),
        "certificate": Certificate.objects.filter(case=case).order_by("-pk").first(),
        "archive": ArchivePackage.objects.filter(case=case).first(),
        "hearing": Hearing.objects.filter(case=case, dropped_at=None).first(),
        "may_deliver": may_deliver,
        "may_archive": state in ENDED and allowed(actor, Verb.ARCHIVE, case) is None,
        "may_read": may_read_archive(actor, case),
        "may_terminate": state in OPEN_STATES and allowed(actor, Verb.TERMINATE, case) is None,
        "key_form": KeyedForm(),
        "purpose_form": TextForm(),
        "actor": "body",
    }
    return render(request, "body/outcome.html", context)


@require_POST
def deliver(request: HttpRequest, number: str) -> HttpResponse:
    """Deliver a result without a star."""
    case = office_case(request, number)
    acted(
        request,
        KeyedForm(request.POST),
        lambda actor, data: deliver_not_awarded(actor, case.pk, key=data["key"]),
        _("告知书已送达申报单位。"),
    )
    return redirect("body:outcome", number)


def appeal(request: HttpRequest, number: str) -> HttpResponse:
    """Decide an appeal, indicator by indicator."""
    case = office_case(request, number)
    require(request_actor(request), Verb.DECIDE_APPEAL, case)
    found = Appeal.objects.filter(case=case).select_related("before").first()
    if found is None:
        raise refuse("not_found")
    rules = result_of(case).rules
    maxima = {item.serial: rules.edition.by_serial[item.serial].points for item in found.items.all()}
    form = AppealForm(found, maxima, posted(request))
    status = 200
    if request.method == "POST":
        done, status = tried(form, lambda: _ruled(request, case, form))
        if done:
            messages.success(request, _("复查结论已送达申报单位。"))
            return redirect("body:outcome", number)
    rows = [
        {
            "item": item,
            "indicator": rules.edition.by_serial[item.serial],
            "points": form[f"points-{item.serial}"],
            "text": form[f"text-{item.serial}"],
        }
        for item in found.items.all()
    ]
    context = {
        "case": case,
        "appeal": found,
        "form": form,
        "rows": rows,
        "still": case.state == State.UNDER_APPEAL,
        "involved": request.user.pk in involved_people(case),
        "actor": "body",
    }
    return render(request, "body/appeal.html", context, status=status)


def terminate_case(request: HttpRequest, number: str) -> HttpResponse:
    """End a rating: give written notice first; after the hearing, decide or give up."""
    case = office_case(request, number)
    actor = request_actor(request)
    require(actor, Verb.TERMINATE, case)
    form, act = TextForm(posted(request)), request.POST.get("act", "")
    status = 200
    if request.method == "POST":
        acts = _endings(actor, case, form)
        if act not in acts:
            raise refuse("invalid")
        done, status = tried(form, acts[act])
        if done:
            messages.success(request, _("已办理，申报单位收到通知。"))
            return redirect("body:outcome" if act == "end" else "body:terminate", number)
        case.refresh_from_db()
    hearing = Hearing.objects.filter(case=case, dropped_at=None).select_related("said_by").first()
    form.fields["text"].label = _("决定的理由") if hearing else _("拟终止的事实与理由")
    over = hearing is not None and (bool(hearing.statement) or today() > hearing.until)
    still = Action.TERMINATE in actions_from(State(case.state), Role.OFFICER)
    context = {
        "case": case,
        "form": form,
        "hearing": hearing,
        "over": over,
        "still": still,
        "actor": "body",
    }
    return render(request, "body/terminate.html", context, status=status)


@require_POST
def archive(request: HttpRequest, number: str) -> HttpResponse:
    """Make the archive package of an ended case."""
    case = office_case(request, number)
    acted(
        request,
        KeyedForm(request.POST),
        lambda actor, _data: archive_case(actor, case.pk),
        _("归档包已生成。"),
    )
    return redirect("body:outcome", number)


@require_POST
def hand_over(request: HttpRequest, number: str) -> HttpResponseBase:
    """Hand over the package, noting for whom and what for."""
    case = office_case(request, number)
    form = TextForm(request.POST)
    found: list[ArchivePackage] = []

    def act(actor: Actor, data: dict[str, Any]) -> None:
        found.append(hand_over_archive(actor, case, data["text"]))

    if not acted(request, form, act, _("已记下调取用途。")):
        return redirect("body:outcome", number)
    return FileResponse(
        files.opened(found[0].blob_id),
        as_attachment=True,
        filename=f"{case.number}.zip",
        content_type="application/zip",
    )


def _endings(actor: Actor, case: Case, form: TextForm) -> dict[str, Callable[[], object]]:
    """What the page of an ending can do, by the name of its button."""
    return {
        "give": lambda: give_hearing(actor, case.pk, form.cleaned_data["text"]),
        "drop": lambda: drop_hearing(actor, case.pk, form.cleaned_data["text"]),
        "end": lambda: terminate(actor, case.pk, form.cleaned_data["text"], key=form.cleaned_data["key"]),
    }


def _ruled(request: HttpRequest, case: Case, form: AppealForm) -> None:
    data = form.cleaned_data
    ruling = Ruling(form.answers(), data["conclusion"], data["heard_on"], form.hearers())
    decide_appeal(request_actor(request), case.pk, ruling, key=data["key"])
