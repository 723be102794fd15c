"""A unit gives its opinion: recommends with a rank and a date, or returns with reasons."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xingping.core.policy import RoundPolicy
from xingping.core.validity import after_working_days
from xingping.rating.actor import request_actor
from xingping.rating.calendar import WORKING_DAY, today
from xingping.rating.errors import RefusedError
from xingping.rating.models import Case, CaseFileKind
from xingping.rating.permissions import require
from xingping.rating.queries.pinned import rules_of
from xingping.rating.queries.recommending import Unit, next_rank, unit_figures
from xingping.rating.queries.visibility import visible_cases
from xingping.rating.services.recommending import LONGEST_OPINION, Opinion, forward
from xingping.rating.services.returning import return_for_correction
from xingping.rating.services.scans import attach_opinion_scan
from xingping.rating.verbs import Verb
from xingping.web.body.case_forms import ReturnForm
from xingping.web.body.deciding import return_context
from xingping.web.day_field import DayField
from xingping.web.posted import posted, posted_files
from xingping.web.recommender.reading import queue_unit, unit_case, unit_reader


class ForwardForm(forms.Form):
    """A unit's opinion: text, date, rank where the policy asks for one, and the scan of the stamp."""

    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    opinion = forms.CharField(
        label=gettext_lazy("推荐意见"),
        max_length=LONGEST_OPINION,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("申报单位和上级推荐单位、评定机构都会看到。"),
    )
    given_on = DayField(label=gettext_lazy("意见日期"))
    rank = forms.IntegerField(
        label=gettext_lazy("排序"),
        min_value=1,
        max_value=1_000_000,
        help_text=gettext_lazy("在本单位本批次推荐的申报件中排第几名；以后还可以调整。"),
    )
    scan = forms.FileField(
        label=gettext_lazy("盖章件扫描"),
        required=False,
        help_text=gettext_lazy("PDF 或照片。"),
        widget=forms.FileInput(attrs={"accept": ".pdf,image/jpeg,image/png"}),
    )

    def __init__(self, policy: RoundPolicy, rank: int, *given: Any, **named: Any) -> None:  # noqa: ANN401
        super().__init__(*given, **named)
        self.initial.update({"given_on": today(), "rank": rank, "key": uuid4().hex})
        if not policy.rank_required:
            self.fields["rank"].required = False
        if policy.opinion_scan_required:
            self.fields["scan"].help_text = gettext_lazy("本批次要求上传。PDF 或照片。")

    def said(self) -> Opinion:
        """The opinion as the service takes it; call it on a valid form."""
        data = self.cleaned_data
        return Opinion(data["opinion"], data["given_on"], data["rank"])


FIELDS = {"rank_not_usable": "rank", "opinion_missing": "opinion"}
"""Code of a refusal -> the field at which it is shown."""


def forward_case(request: HttpRequest, number: str) -> HttpResponse:
    """Recommend a case and hand it on; a scan sent with a refused opinion is kept."""
    case = unit_case(request, number)
    require(request_actor(request), Verb.FORWARD, case)
    reader = unit_reader(request)
    own, policy = queue_unit(reader, case), rules_of(case).policy
    rank = next_rank(case.round, own) if own else 1
    form, status = ForwardForm(policy, rank, *posted_files(request)), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _forward(request, case, form)
            except RefusedError as error:
                _show(form, error)
                status = error.refusal.status
            else:
                messages.success(request, _("已推荐 %(number)s 并上报。") % {"number": case.number})
                return redirect("recommender:case", case.number)
    return render(request, "recommender/forward.html", _context(request, case, form, own), status=status)


def return_case(request: HttpRequest, number: str) -> HttpResponse:
    """Return a case for correction, with reasons at its indicators."""
    case = unit_case(request, number)
    require(request_actor(request), Verb.RETURN, case)
    rules = rules_of(case)
    form, status = ReturnForm(rules.edition, posted(request)), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            reasons, data = form.reasons(), form.cleaned_data
            try:
                return_for_correction(
                    request_actor(request), case.pk, reasons, reason=data["reason"], key=data["key"]
                )
            except RefusedError as error:
                _show(form, error)
                status = error.refusal.status
            else:
                messages.success(request, _("已退回 %(number)s。") % {"number": case.number})
                return redirect("recommender:case", case.number)
    days = rules.policy.correction_days
    context = {
        "case": case,
        "form": form,
        "still": queue_unit(unit_reader(request), case) is not None,
        "days": days,
        "last": after_working_days(today(), days, WORKING_DAY),
        "actor": "recommender",
        **return_context(case, form, request.GET.get("at", "")),
    }
    return render(request, "recommender/return.html", context, status=status)


def _forward(request: HttpRequest, case: Case, form: ForwardForm) -> None:
    actor = request_actor(request)
    scan = form.cleaned_data["scan"]
    if scan:
        attach_opinion_scan(actor, case, scan)
    forward(actor, case.pk, form.said(), key=form.cleaned_data["key"])


def _context(request: HttpRequest, case: Case, form: ForwardForm, own: Unit | None) -> dict[str, Any]:
    policy = rules_of(case).policy
    above = policy.next_level(case.level) if case.level else None
    return {
        "case": case,
        "form": form,
        "own": own,
        "figures": unit_figures(visible_cases(unit_reader(request)), case.round, own) if own else None,
        "above": _(above.label) if above else _("评定机构"),
        "star_limit": policy.star_limit(own.level) if own else None,
        "policy": policy,
        "scan": case.files.filter(kind=CaseFileKind.OPINION, level=case.level, current=True).first(),
        "actor": "recommender",
    }


def _show(form: forms.Form, error: RefusedError) -> None:
    for fault in error.refusal.faults:
        form.add_error(None, f"{fault.place}：{fault.message}。{fault.mend}。")
    if not error.refusal.faults:
        form.add_error(FIELDS.get(error.refusal.code), str(error.refusal))
