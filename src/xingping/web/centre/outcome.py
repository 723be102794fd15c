"""The result for its applicant: points and reasons, letters, the appeal, what is said to a written notice."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from xingping.core.lifecycle import State
from xingping.core.points import HUNDREDTHS
from xingping.core.roles import Role
from xingping.core.standard import Edition
from xingping.rating.actor import request_actor
from xingping.rating.calendar import today
from xingping.rating.errors import refuse
from xingping.rating.models import Appeal, Case, CentreReply, Certificate, Hearing, Letter
from xingping.rating.queries.applicant import applicant_case
from xingping.rating.queries.award_state import standing_item, within_appeal
from xingping.rating.queries.case_documents import has_bundle, readable_letter
from xingping.rating.queries.pinned import rules_of
from xingping.rating.queries.results import TOLD_STATES, standing_decision, told_result
from xingping.rating.services.appeal_checks import LONGEST
from xingping.rating.services.appeals import file_appeal
from xingping.rating.services.letters import letter_pdf, open_letter
from xingping.rating.services.terminating import make_statement, reply_in_public
from xingping.web.appeals import shown_appeal
from xingping.web.body.award_forms import TextForm
from xingping.web.body.award_reading import acted, tried
from xingping.web.body.case_forms import KeyedForm
from xingping.web.centre.own import ACTOR, own_case
from xingping.web.posted import posted

APPEALABLE = (State.IN_NOTICE, State.NOT_AWARDED)


class AppealForm(KeyedForm):
    """The grounds of an appeal, indicator by indicator, and what is asked for."""

    def __init__(self, edition: Edition, *given: Any, **named: Any) -> None:  # noqa: ANN401
        super().__init__(*given, **named)
        self.serials = edition.serials
        for serial in self.serials:
            self.fields[f"ground-{serial}"] = forms.CharField(
                label=gettext_lazy("异议理由"), required=False, max_length=LONGEST,
                widget=forms.Textarea(attrs={"rows": 2}),
            )  # fmt: skip
        self.fields["reason"] = forms.CharField(
            label=gettext_lazy("申诉请求"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}),
            help_text=gettext_lazy("写明请求复查什么。每个申报件只能申诉一次。"),
        )  # fmt: skip

    def grounds(self) -> dict[str, str]:
        """{serial: ground} of what was written; call it on a valid form."""
        return {serial: self.cleaned_data[f"ground-{serial}"] for serial in self.serials}


@require_safe
def outcome(request: HttpRequest, number: str) -> HttpResponse:
    """The decided result with its reasons, and what can be done about it."""
    case = own_case(request, number)
    told = State(case.state) in TOLD_STATES
    rows = told_result(request_actor(request), case) if told else ()
    rules = rules_of(case)
    shown: list[dict[str, Any]] = [
        {"told": row, "indicator": rules.edition.by_serial[row.serial]} for row in rows
    ]
    hearing = Hearing.objects.filter(case=case, dropped_at=None).first()
    context = {
        "case": case,
        "decision": standing_decision(case) if told else None,
        "rows": shown,
        "lost": [one for one in shown if one["told"].points < Fraction(one["told"].full, HUNDREDTHS)],
        "full": [one for one in shown if one["told"].points >= Fraction(one["told"].full, HUNDREDTHS)],
        "item": standing_item(case),
        "letters": Letter.objects.filter(case=case),
        "bundle": has_bundle(request_actor(request), case),
        "certificate": Certificate.objects.filter(case=case).order_by("-pk").first(),
        "shown": shown_appeal(case),
        "may_appeal": _may_appeal(case),
        "hearing": hearing,
        "may_speak": hearing is not None and not hearing.statement and today() <= hearing.until,
        "reply": CentreReply.objects.filter(case=case).first(),
        "may_reply": rules.policy.publish_replies
        and State(case.state) in (State.IN_NOTICE, State.UNDER_APPEAL, State.ANNOUNCED),
        "form": TextForm(),
        "actor": ACTOR,
    }
    return render(request, "centre/outcome.html", context)


def appeal(request: HttpRequest, number: str) -> HttpResponse:
    """Appeal in writing, indicator by indicator."""
    case = own_case(request, number)
    if State(case.state) not in TOLD_STATES:
        raise refuse("wrong_state", state=State(case.state).label, action=_("申诉"))
    edition = rules_of(case).edition
    form = AppealForm(edition, posted(request))
    status = 200
    if request.method == "POST":
        done, status = tried(
            form,
            lambda: file_appeal(
                request_actor(request), case.pk, form.grounds(), form.cleaned_data["reason"],
                key=form.cleaned_data["key"],
            ),
        )  # fmt: skip
        if done:
            messages.success(request, _("申诉已提交，由没有参与原决定的人复查。"))
            return redirect("centre:outcome", number)
    rows = [
        {"told": row, "indicator": edition.by_serial[row.serial], "field": form[f"ground-{row.serial}"]}
        for row in told_result(request_actor(request), case)
    ]
    context = {"case": case, "form": form, "rows": rows, "still": _may_appeal(case), "actor": ACTOR}
    return render(request, "centre/appeal.html", context, status=status)


@require_POST
def statement(request: HttpRequest, number: str) -> HttpResponse:
    """Say something to the written notice that the rating is to be ended."""
    case = own_case(request, number)
    acted(
        request,
        TextForm(request.POST),
        lambda actor, data: make_statement(actor, case.pk, data["text"]),
        _("陈述申辩已提交。"),
    )
    return redirect("centre:outcome", number)


@require_POST
def public_reply(request: HttpRequest, number: str) -> HttpResponse:
    """The centre's own words beside its result."""
    case = own_case(request, number)
    acted(
        request,
        TextForm(request.POST),
        lambda actor, data: reply_in_public(actor, case.pk, data["text"]),
        _("说明已公开在结果旁边。"),
    )
    return redirect("centre:outcome", number)


@require_safe
def letter(request: HttpRequest, letter_id: int) -> HttpResponse:
    """A letter of delivery for whoever sees its case but for recommending units; opening it is noted."""
    actor = request_actor(request)
    found = readable_letter(actor, letter_id)
    if any(grant.centre_id == found.case.centre_id for grant in actor.grants_as(Role.APPLICANT)):
        applicant_case(actor, found.case.number)
        open_letter(actor, found)
    response = HttpResponse(letter_pdf(found), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="letter-{found.pk}.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _may_appeal(case: Case) -> bool:
    first = not Appeal.objects.filter(case=case).exists()
    return first and State(case.state) in APPEALABLE and within_appeal(case)
